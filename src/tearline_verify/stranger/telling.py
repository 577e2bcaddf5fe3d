"""What is told of a stranger's PDF: what was not checked, then the findings, in one order.

Promises: plain sentences for somebody who has the file and no program to take it apart. Nothing
told holds a withheld value or a page's words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tearline_verify.leaks import Leak
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_OPENED = "the file could not be opened (it is damaged, or is no PDF): no page was seen"
NO_PAGES = "the file has no page that can be shown"
LOCKED = (
    "the file is locked with a password, so nothing in it was looked at: open it with the password, "
    "save a copy without one, and give that copy"
)
DISAGREE = (
    "two programs do not see the same pages in it ({} and {}): what a reader is shown depends on the "
    "reader's program"
)
TOO_LARGE = "anything in it: the file is larger than {} MB"
SHOWN = "shown"  # the check whose findings are values that can be read: each is told
JOIN = ", "  # between the names of the checks that saw one place
MUCH = 10  # times: a box so much larger is another place
NOT_LOOKED = "not looked at"  # what a finding's check is called where something was cut short
UNSEEN = (NOT_LOOKED, "open")  # checks whose findings say what nobody could look at
# What a look is called where it could not be done.
NAMES = {
    "open": "opening the file",
    "carried": "what goes with the file",
    "images": "the stored pictures",
    "page": "the page",
}


def not_checked(left_out: Iterable[str], cut: Iterable[str], *, known: bool) -> tuple[str, ...]:
    """Return, in plain words, what was not looked at; ``left_out``: what the probes could not see.

    What was ``cut`` off because there was too much of it comes first.
    """
    words = [f"Cut short: {what}." for what in sorted(cut)]
    if not known:
        words.append(
            "Any particular value: nobody said what was withheld, so what is told is what the file "
            "hides, not whether it is secret."
        )
        words.append(
            "Places that are blurred instead of removed: a blur can be undone in part, and nobody said "
            "where to look for one."
        )
    words += [
        "Whether anything else should have been withheld: nobody can check that here.",
        "A scan's reading layer: words over ink that any reader sees are no leak, and not told.",
        "Handwriting, and letters that the OCR engine does not see as text.",
        "How much the width of a box, or the gap in a line, tells about what it hides.",
        "What other copies of this document, or other sources, show.",
        "Letter shapes that a JBIG2 image's dictionary keeps, beyond those in the picture.",
        *sorted(left_out),
    ]
    return tuple(dict.fromkeys(words))


def cut(what: Iterable[str]) -> list[Leak]:
    """Return a finding for each thing that was cut short: such a file is not clean."""
    return [Leak(NOT_LOOKED, FILE, one) for one in sorted(what)]


def unreached(first: int, last: int) -> str:
    """Return the words for pages that no time was left for."""
    pages = f"page {last}" if first == last else f"pages {first} to {last} ({last - first + 1})"
    return f"{pages}, for lack of time (more minutes look at more)"


def ordered(leaks: Iterable[Leak]) -> tuple[Leak, ...]:
    """Return the findings by page and place, the file's own first, each place once.

    What several checks saw at one place is told in the words of the first of them, with the names of
    all: "hidden text, peel".
    """
    once = dict.fromkeys(leaks)
    ranked = sorted(once, key=lambda k: (k.page or 0, k.probe, k.area or (), k.what))
    groups: list[list[Leak]] = []
    for leak in ranked:
        for group in groups if leak.area else ():
            if leak.page == group[0].page and _joins(leak, group):
                group.append(leak)
                break
        else:
            groups.append([leak])
    return tuple(replace(group[0], probe=JOIN.join(one.probe for one in group)) for group in groups)


def _joins(leak: Leak, group: list[Leak]) -> bool:
    """Say whether another check saw the same place: neither much larger nor mostly elsewhere."""
    if any(one.probe == leak.probe or SHOWN in (one.probe, leak.probe) for one in group):
        return False
    one, other = leak.area, group[0].area
    if one is None or other is None:
        return False
    sizes = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0 or max(sizes) > MUCH * min(sizes):
        return False
    return 2 * across * down >= min(sizes)
