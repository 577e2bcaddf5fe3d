"""Draft and look: the whole flow in a collection of its own, for who has only files and no desk yet.

A draft withholds all that the guide would withhold or have looked at, marks every page DRAFT, and is
verified like a release; it is never one. Its collection lies hidden beside OUT while it works, so that
a draft that is killed goes on, and is removed when the draft is done.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tearline import config
from tearline.decisions import deciding, sweeping
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query
from tearline.editions import release
from tearline.errors import ExitCode, UsageError
from tearline.findings import searching, twinning
from tearline.model.guide import Guide
from tearline.records import intake, reading
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import changing, looking


def draft(paths: tuple[Path, ...], asked: dict[str, Any], run: Run, talk: Talk) -> int:
    """Take in, read, find, withhold by the guide, build and verify."""
    out: Path = asked["out"]
    guide = guides.load(asked["guide"])
    desk = out.absolute().parent / f".{out.name}.collection"
    audience = next((a.name for a in guide.audiences if not a.closed), "public")
    date = asked["date"] or datetime.now(UTC).date().isoformat()
    if not (desk / config.FILE).is_file():
        if out.exists():
            raise UsageError(f"{out} is already there", "Name another folder for the draft.")
        changing.begin(desk, asked["guide"], "draft")
    with opened(desk, workers=asked["workers"]) as collection:
        _work(collection, paths, asked["terms_file"], run)
        deciding.decide_for_draft(collection, guide)
        sweeping.sweep_all(collection, guide, deciding.standing(collection), run)
        deciding.decide_for_draft(collection, guide)
        order = release.Order(audience, date, out, draft=True)
        made = release.build(collection, order, guide, run)
    settings = config.load(desk)
    shutil.rmtree(desk)
    config.forget_key(settings)
    return changing.say_release(made, talk, draft=True)


def look(path: Path, guide: str, terms_file: Path | None, run: Run, talk: Talk) -> int:
    """Read one file and say what is in it; nothing is kept."""
    rules = guides.load(guide)
    with tempfile.TemporaryDirectory(prefix="tearline-look-") as folder:
        root = Path(folder) / "look"
        made = changing.begin(root, guide, "look")
        try:
            with opened(root) as collection:
                _work(collection, (path,), terms_file, run)
                return _tell(collection, rules, talk)
        finally:
            config.forget_key(made)


def _work(collection: Collection, paths: tuple[Path, ...], terms: Path | None, run: Run) -> None:
    changing.keep_lists(collection, {"terms": terms})
    intake.add(collection, paths, run)
    reading.read_all(collection, run)
    searching.search_all(collection, run)
    twinning.pair_all(collection, run)
    if run.stopped:
        raise KeyboardInterrupt


def _tell(collection: Collection, guide: Guide, talk: Talk) -> int:
    stands = deciding.standing(collection)
    kinds: Counter[tuple[str, str]] = Counter()
    turned_away = changing.refused(collection)
    for name, reason in turned_away:
        talk.datum("refused", f"{name}: {reason}", file=name, reason=reason)
    for row in collection.catalog.files():
        for page in collection.catalog.pages(row.id):
            sure = "" if page.confidence is None else f", confidence {page.confidence:.0f}"
            talk.datum(
                "page",
                f"page {page.number}: {page.words or 0} words{sure}",
                page=page.number,
                words=page.words,
                confidence=page.confidence,
            )
    for case in deciding.cases(collection, Query(), guide, stands):
        looking.say_case(case, talk)
        kinds[case.row.finding.kind, case.proposal.tier.value] += 1
    total = ", ".join(f"{n} {kind} to {tier}" for (kind, tier), n in sorted(kinds.items()))
    talk.datum("look", f"Found: {total or 'nothing'}.", findings=sum(kinds.values()))
    return ExitCode.PARTLY if turned_away else ExitCode.DONE
