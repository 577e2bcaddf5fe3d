"""Three channels, one text: the PDF's words, the page data's words and the text file say the same.

Promises: a word that stands in one channel and not in the others is found; each word of the PDF
fills the box that the page data gives it; words lie on the page and meet no withheld place, except a
deletion's own marker, which fills its place exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tearline_verify.content import Shown
    from tearline_verify.pagedata import DataPage, Deletion

PAGE_BREAK = "\n\f\n"
SLACK = 60  # units: a word's length is rounded through its stretch in hundredths of a percent
STRETCHED = 0.02


def marker(codes: Sequence[str]) -> str:
    """Return the word that stands for a deletion in the text layer."""
    return f"[{' '.join(codes)}]"


def meets(one: Box, other: Box) -> bool:
    """Say whether two boxes share any surface."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def words(file: str, page: DataPage, shown: Sequence[Shown], turn: int) -> Iterator[Leak]:
    """Compare the PDF's words with the page data's, in order, text and box."""
    due = [(word.text, word.box) for word in page.words if word.box is not None]
    if [text for text, _ in due] != [word.text for word in shown]:
        yield Leak("channels", file, "the PDF's words are not the page data's", page.number)
        return
    if shown and turn != page.turn:
        yield Leak("channels", file, "the PDF's words run another way", page.number)
    for (_, box), seen in zip(due, shown, strict=True):
        length = max(box[2] - box[0], box[3] - box[1])
        slack = max(SLACK, round(STRETCHED * length))
        if any(abs(a - b) > slack for a, b in zip(box, seen.box, strict=True)):
            what = "a word of the PDF does not fill the page data's box"
            yield Leak("channels", file, what, page.number, seen.box)


def places(
    file: str,
    page: DataPage,
    deletions: Sequence[Deletion],
    white: Sequence[Box],
) -> Iterator[Leak]:
    """Check every word's place: on the page, and in no withheld place but as its marker."""
    due = sorted((one.area, marker(one.codes)) for one in deletions)
    if page.deletions != tuple(deletions):
        yield Leak(
            "channels", file, "the page data's deletions are not the manifest's", page.number
        )
    left = list(due)
    for word in page.words:
        if word.box is None:
            yield Leak("channels", file, "a word without a place", page.number)
            continue
        if (word.box, word.text) in left:
            left.remove((word.box, word.text))
            continue
        if word.box[2] > page.width or word.box[3] > page.height:
            yield Leak("channels", file, "a word outside the page", page.number, word.box)
        for area in (*(area for area, _ in due), *white):
            if meets(word.box, area):
                yield Leak("channels", file, "a word in a withheld place", page.number, word.box)
                break
    for area, _ in left:
        yield Leak("channels", file, "a withheld place without its marker", page.number, area)


def text(file: str, pages: Sequence[str], given: bytes) -> Iterator[Leak]:
    """Compare the text file with the page data's texts."""
    due = PAGE_BREAK.join(page.replace("\f", "\n") for page in pages) + "\n"
    if due.encode("utf-8", "replace") != given:
        yield Leak("channels", file, "the text file is not the page data's text")
