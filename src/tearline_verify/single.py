"""One PDF edition by itself: grammar, second parser, pixels, values; no manifest to compare with.

Promises: the same checks as in a folder, as far as one file can bear them, every page rendered and
read again. The list's record names are not looked at: all its lines are about this file.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import grammar, page, report, tags
from tearline_verify.leaks import Box, Leak, Tally, Verdict
from tearline_verify.probes import channels, miner, values
from tearline_verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tearline_verify.against import Item
    from tearline_verify.content import Shown
    from tearline_verify.grammar import PdfPage
    from tearline_verify.setting import Setting


def verify(setting: Setting) -> Verdict:
    """Verify one PDF of our own form; here, in this process."""
    began = time.process_time()
    path = Path(setting.out)
    raw, file = path.read_bytes(), "(the file)"
    tally, shown, title = Tally(), [], []  # type: ignore[var-annotated]
    tally.run("grammar", file, _read(raw, shown, title))
    if not tally.leaks:  # with what was refused nothing is compared
        ours = [((p.width, p.height), [w.text for w in p.words]) for p in shown]
        tally.run("second parser", file, miner.compare(file, raw, ours))
    whole = setting.terms
    for text in (*title, path.name):
        tally.run("values", file, values.in_name([whole, setting.names], file, text))
    tally.run("carve", file, values.in_bytes([whole], file, raw, "stands in the file", noise=True))
    again = 0
    for number, one in enumerate(shown, 1):
        again += _page(setting, tally, file, number, one, len(shown), whole)
    state = report.State(full=True, sample=1.0, against=setting.against.given)
    found = tuple(sorted(tally.leaks, key=lambda k: (k.page or 0, k.probe, k.what)))
    return Verdict(
        not found, found, dict(sorted(tally.looked.items())), 1, len(shown), again,
        report.not_checked(state), time.process_time() - began,
    )  # fmt: skip


def _read(raw: bytes, shown: list[PdfPage], title: list[str]) -> Iterator[Leak]:
    edition = grammar.Edition(raw)
    title.append(edition.title)
    shown += edition.pages()
    yield from ()


def _page(
    setting: Setting,
    tally: Tally,
    file: str,
    number: int,
    one: PdfPage,
    pages: int,
    whole: Terms,
) -> bool:
    """Check one page; return whether it was read again."""
    items = [i for (_, p), found in setting.against.pages.items() if p == number for i in found]
    own = {t for (_, p), ts in setting.against.page_terms.items() if p in (0, number) for t in ts}
    black = tuple(sorted({(a, i.codes) for i in items if i.acknowledged for a in i.areas}))
    white = tuple(a for i in items if not i.acknowledged for a in i.areas)
    marks = [(area, channels.marker(codes)) for area, codes in black]
    spoken = set() if setting.against.given else {at for at, _ in one.tagged.spoken}
    words = [
        word
        for at, word in enumerate(one.words)
        if at not in spoken and not any(_is_marker(word.text, word.box, m) for m in marks)
    ]
    tally.run("channels", file, _places(file, number, one, words, marks, white), number)
    tally.run("tags", file, _spoken(file, number, one, black), number)
    scopes = [whole, *([Terms(own)] if own else [])]
    layer = " ".join(word.text for word in one.words)
    where = "stands in the text layer"
    tally.run("values", file, values.in_text(scopes, file, layer, where, number), number)
    tally.run("carve", file, values.in_bytes(scopes, file, one.stream, where), number)
    task = page.PageTask(
        path=setting.out, file=file, page=number, pages=pages, size=(one.width, one.height),
        picture=one.picture, black=black, white=white,
        words=tuple((word.text, word.box) for word in words), turn=one.turn,
        terms=frozenset(own), again=True, shaped=_shaped(one, items),
        marked=tuple(one.words[at].box for at in sorted(spoken)),
    )  # fmt: skip
    done = page.check(setting, task)
    tally.add(done.tally)
    return done.read_again


def _shaped(one: PdfPage, items: Sequence[Item]) -> tuple[tuple[Box, str], ...]:
    """Return the places that hide their width, and how: as the list has it, or the file's own tags.

    A tag says that a line was shifted; that one was taken to its end, the list alone says.
    """
    told = dict(one.tagged.spoken)
    found = []
    for item in items:
        for area in item.areas if item.acknowledged else ():
            mark = (area, channels.marker(item.codes))
            said = {
                told.get(at, "").endswith(tags.MOVED)
                for at, word in enumerate(one.words)
                if _is_marker(word.text, word.box, mark)
            }
            policy = "moved" if True in said else item.policy
            if policy not in ("", "exact"):
                found.append((area, policy))
    return tuple(sorted(found))


def _spoken(
    file: str, number: int, one: PdfPage, black: tuple[tuple[Box, tuple[str, ...]], ...]
) -> Iterator[Leak]:
    """Check that the marker of each withheld place is tagged, and spoken with that place's codes."""
    told = dict(one.tagged.spoken)
    for at, word in enumerate(one.words):
        due = {
            tags.spoken(codes, moved=moved)
            for area, codes in black
            if _is_marker(word.text, word.box, (area, channels.marker(codes)))
            for moved in (False, True)
        }
        if due and told.get(at) not in due:
            what = "a withheld place that no tag speaks for"
            yield Leak("tags", file, what, number, word.box)


def _is_marker(text: str, box: Box, mark: tuple[Box, str]) -> bool:
    """Say whether a word is the marker of a withheld place: its text, at its place."""
    near = all(abs(a - b) <= channels.SLACK for a, b in zip(box, mark[0], strict=True))
    return text == mark[1] and near


def _places(
    file: str,
    number: int,
    one: PdfPage,
    words: list[Shown],
    marks: list[tuple[Box, str]],
    white: tuple[Box, ...],
) -> Iterator[Leak]:
    """Check that words lie on the page and outside withheld places (their length is rounded)."""
    slack = channels.SLACK
    for word in words:
        left, top, right, bottom = word.box
        if min(left, top) < 0 or right > one.width + slack or bottom > one.height + slack:
            yield Leak("channels", file, "a word outside the page", number, word.box)
        inner = (left + slack, top, right - slack, bottom)
        for area in (*(area for area, _ in marks), *white):
            if inner[0] < inner[2] and channels.meets(inner, area):
                yield Leak("channels", file, "a word in a withheld place", number, word.box)
                break
