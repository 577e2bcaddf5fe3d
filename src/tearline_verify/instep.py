"""The PDF in step with its page data, exactly: each word's place, each line, each spoken deletion.

Promises: given the page data, every number and every tag of the page's text layer is determined;
whatever differs is told. That the words themselves are the same, ``probes.channels`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearline_verify import content, tags
from tearline_verify.leaks import Leak

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.grammar import PdfPage
    from tearline_verify.leaks import Box
    from tearline_verify.pagedata import DataPage

LINE_ENDS = ("\n", "\f")


def leaks(file: str, told: DataPage, shown: PdfPage) -> Iterator[Leak]:
    """Compare a page of the PDF with its page data."""
    placed = [(word, word.box) for word in told.words if word.box is not None]
    if [word.text for word, _ in placed] != [word.text for word in shown.words]:
        return  # told by another check
    for (word, box), seen in zip(placed, shown.words, strict=True):
        if seen.written != content.due(word.text, box, shown.turn, told.height):
            what = "a word is not written as its place in the page data makes it"
            yield Leak("tags", file, what, told.number, seen.box)
            break
    lines: list[int] = []
    spoken: list[tuple[int, str]] = []
    waiting = _waiting(told)
    last = 0
    for at, (word, box) in enumerate(placed):
        if not at or any(told.text.find(end, last, word.start) >= 0 for end in LINE_ENDS):
            lines.append(0)
        lines[-1] += 1
        last = word.start + len(word.text)
        here = waiting.get((box, word.text))
        if here:
            spoken.append((at, here.pop(0)))
    if shown.tagged.lines != tuple(lines):
        yield Leak("tags", file, "the tagged lines are not the page data's", told.number)
    if shown.tagged.spoken != tuple(spoken) or any(waiting.values()):
        what = "what is spoken for the deletions is not the page data's"
        yield Leak("tags", file, what, told.number)


def _waiting(told: DataPage) -> dict[tuple[Box, str], list[str]]:
    """Return what must be spoken at which place for which marker."""
    waiting: dict[tuple[Box, str], list[str]] = {}
    for deletion in told.deletions:
        key = (deletion.area, f"[{' '.join(deletion.codes)}]")
        said = tags.spoken(deletion.codes, moved=deletion.policy == "moved")
        waiting.setdefault(key, []).append(said)
    return waiting
