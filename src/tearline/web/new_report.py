"""What is new, as a folder that any browser opens: a summary, the changes side by side, files for programs.

Promises: made beside the folder it will be and renamed when it is whole; a folder that is no such report is
never touched. The same comparison gives the same bytes: nothing of the clock or the machine goes in. Every
value is escaped in HTML, and no cell of the CSV is a formula. Needs no server, no script, no other site.
Does not list pages that did not change: they are counted, and named in the files for programs.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from tearline.errors import UsageError
from tearline.reading.comparing.both_texts import BothTexts
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.crops import Crops
from tearline.reading.comparing.kinds import Evidence, Type
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.masking import HidingMask
from tearline.reading.released import is_release
from tearline.reading.witnesses.witness import Witnesses
from tearline.web.grouped import Group, groups
from tearline.web.shown import Pages, counted
from tearline.web.side_by_side import (
    CLASSES,
    TITLES,
    Beside,
    Picture,
    beside,
    notes_of,
    proven_sentence,
    rate_sentence,
)

SHOWN_PROBLEMS = 200
_STATIC = Path(__file__).with_name("static")
_STYLES = ("room.css", "new.css")
_MARK = ".tearline-changes"  # in a folder that is being made
_GENERATOR = b'<meta name="generator" content="tearline changes">'
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "type", "class", "check_scan", "evidence", "proven", "record", "name", "page",
    "context_before", "words", "context_after", "old_release", "old_name", "old_page",
    "new_release", "seen_in", "coverage", "note", "start", "end", "areas", "old_areas",
)  # fmt: skip
_RATE = ("rate", "low", "high", "n", "backwards")


class ShownNames(Protocol):
    """What of the names in a comparison may be shown."""

    def label(self, label: str) -> str:
        """Return a release's name as it may be shown."""
        ...

    def change(self, one: Change) -> Change:
        """Return a change with its names as they may be shown."""
        ...

    def problem(self, one: Problem) -> Problem:
        """Return a problem with its names as they may be shown."""
        ...


class AsTheyAre:
    """Names that need no mask: shown as they are."""

    def label(self, label: str) -> str:
        """Return it."""
        return label

    def change(self, one: Change) -> Change:
        """Return it."""
        return one

    def problem(self, one: Problem) -> Problem:
        """Return it."""
        return one


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared and what came of it. ``types``: those asked for, none for all of them.

    ``changes`` are those asked for; ``withheld`` are all that were newly withheld, listed or not: what
    they name is hidden wherever the older page is shown.

    ``sources`` are the releases, the new one last; ``protected``: a list of people was given. ``names`` says
    what of names is shown: what files are called in folders that are no release of ours is anybody's.
    """

    sources: tuple[Witnesses, ...]
    changes: Sequence[Change]
    problems: Sequence[Problem]
    summary: Summary
    types: tuple[str, ...] = ()
    withheld: Sequence[Change] = ()
    draft: bool = False
    protected: bool = False
    names: ShownNames = field(default_factory=AsTheyAre)

    @property
    def label(self) -> str:
        """Return the new release's name."""
        return self.names.label(self.sources[-1].label)

    @property
    def earlier(self) -> tuple[str, ...]:
        """Return the older releases' names."""
        return tuple(self.names.label(source.label) for source in self.sources[:-1])


def check(out: Path) -> None:
    """Refuse a folder that a report cannot go to: another's, or one in a release. UsageError."""
    place = out.resolve()
    if any(is_release(one) for one in (place, *place.parents)):
        raise UsageError(f"{out} lies in a release", "A release is never written into.")
    part = _aside(out)
    for folder, is_ours in ((out, _is_report), (part, _is_begun)):
        if (folder.exists() or folder.is_symlink()) and not is_ours(folder):
            raise UsageError(
                f"{folder} is there, and is no report", "Name a folder that is not there."
            )


def write(
    out: Path,
    comparison: Comparison,
    mask: HidingMask,
    harm: str = "",
    report: Callable[[str, int, int], None] = lambda *_: None,
) -> None:
    """Write the report to ``out``, in place of an older report there.

    ``harm``: where harm is reported, a mail address or an https: one; '' for a sentence. UsageError: the
    folder is somebody else's or cannot be written, ``harm`` is no address.
    """
    check(out)
    Pages(harm)  # says what is wrong with an address
    part = _aside(out)
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        (part / _MARK).touch()
        (part / "crops").mkdir()
        _Report(part, comparison, mask, harm, report).write()
        (part / _MARK).unlink()
        if out.exists():
            aside = out.with_name(f".{out.name}.{os.getpid()}.old")
            out.replace(aside)
            part.replace(out)
            shutil.rmtree(aside)
        else:
            part.replace(out)
    except PermissionError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror})", "Name another folder."
        ) from None


class _Report:
    """One report on its way to its folder."""

    def __init__(
        self,
        part: Path,
        comparison: Comparison,
        mask: HidingMask,
        harm: str,
        report: Callable[[str, int, int], None],
    ) -> None:
        pages = TwoPages(comparison.sources, [*comparison.changes, *comparison.withheld])
        self._part, self._comparison, self._report = part, comparison, report
        self._problems = [comparison.names.problem(one) for one in comparison.problems]
        self._crops, self._texts = Crops(pages, mask), BothTexts(pages, mask)
        mail = "@" in harm and "//" not in harm
        self._harm = f"mailto:{harm.removeprefix('mailto:')}" if mail else harm
        self._env = Environment(
            loader=PackageLoader("tearline.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.filters["count"] = counted
        self._env.globals.update(
            comparison=comparison, summary=comparison.summary, class_names=CLASSES,
            sentence=rate_sentence, proven_sentence=proven_sentence, harm_of=self._harm_of,
        )  # fmt: skip

    def write(self) -> None:
        """Write all files."""
        own = self._comparison
        listed = [one for one in groups(own.changes) if one.type is not Type.UNCHANGED]
        total = sum(len(group.numbered) for group in listed)
        for group in listed:
            for number in range(1, group.pages + 1):
                self._list(group, number, total)
        self._html(
            "index.html", "new_report_index.html", titles=TITLES, looks=self._looks(), lists=listed,
            notes=notes_of(own.summary),
            problems=self._problems, shown_problems=SHOWN_PROBLEMS,
            harm=self._harm, harm_said=self._harm.removeprefix("mailto:"),
            left_out=any(one.type is Type.UNCHANGED for one in own.changes),
        )  # fmt: skip
        for name in _STYLES:
            shutil.copyfile(_STATIC / name, self._part / name)
        changes = [own.names.change(one) for one in own.changes]
        rows: list[Problem | Change | Summary] = [*self._problems, *changes, own.summary]
        lines = "".join(json.dumps(row.as_json(), ensure_ascii=False) + "\n" for row in rows)
        (self._part / "changes.jsonl").write_bytes(lines.encode("utf-8", "replace"))
        (self._part / "changes.csv").write_bytes(as_csv(changes).encode("utf-8", "replace"))

    def _looks(self) -> list[tuple[str, int]]:
        """Return what scans showed where they were looked at, with how often."""
        looks = self._comparison.summary.looks
        return [(str(kind), looks[kind]) for kind in Evidence if looks.get(kind)]

    def _list(self, group: Group, number: int, total: int) -> None:
        rows: list[Beside] = []
        for at, change in group.page(number):
            self._report("side by side", at, total)
            pictures = self._pictures(at)
            row = beside(at, change, self._texts, pictures)
            rows.append(replace(row, change=self._comparison.names.change(change)))
        name, first = f"{group.slug}-{number}.html", group.numbered[0][0]
        self._html(name, "new_report_list.html", group=group, number=number, rows=rows, first=first)

    def _pictures(self, number: int) -> Callable[[Change, str], Picture]:
        def made(change: Change, which: str) -> Picture:
            crop = self._crops.old(change) if which == "old" else self._crops.new(change)
            if not crop.png:
                return Picture(crop, "")
            address = f"crops/{number:06}-{which}.png"
            (self._part / address).write_bytes(crop.png)
            return Picture(crop, address)

        return made

    def _harm_of(self, row: Beside | None) -> str:
        """Return where harm in a change is reported."""
        if not self._harm:
            return "index.html#harm"
        if row is None or not self._harm.startswith("mailto:"):
            return self._harm
        return f"{self._harm}?subject={quote(f'Harm in {row.where}', safe='')}"

    def _html(self, name: str, template: str, **values: object) -> None:
        text = self._env.get_template(template).render(values)
        (self._part / name).write_bytes(text.encode("utf-8", "replace"))


def as_csv(changes: Iterable[Change]) -> str:
    """Return changes as CSV with a header; a cell that a spreadsheet would run gets an apostrophe."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow([*_COLUMNS, *(f"error_{name}" for name in _RATE)])
    for change in changes:
        fields = change.as_json()
        rate = fields["error_rate"] if isinstance(fields["error_rate"], dict) else {}
        rows.writerow(
            [
                *(_cell(fields[name]) for name in _COLUMNS),
                *(_cell(rate.get(name)) for name in _RATE),
            ]
        )
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        text = "; ".join(value) if all(isinstance(one, str) for one in value) else json.dumps(value)
    else:
        text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _aside(out: Path) -> Path:
    return out.with_name(f"{out.name}.part")


def _is_begun(folder: Path) -> bool:
    return not folder.is_symlink() and (folder / _MARK).is_file()


def _is_report(folder: Path) -> bool:
    """Say whether a folder is a report of ours, or empty."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        return _GENERATOR in (folder / "index.html").read_bytes()[:1000]
    except OSError:
        return False
