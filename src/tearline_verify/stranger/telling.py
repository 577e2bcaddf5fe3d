"""What is told of a stranger's PDF: what was not checked, then the findings, in one order.

Promises: plain sentences for somebody who has the file and no program to take it apart. Nothing
told holds a withheld value or a page's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tearline_verify.leaks import Leak

NOT_OPENED = "the file could not be opened (damaged, or locked with a password): no page was seen"
NO_PAGES = "the file has no page that can be shown"
# What a look is called where it could not be done.
NAMES = {"open": "opening the file", "images": "the stored pictures", "page": "the page"}


def not_checked(left_out: Iterable[str], *, known: bool) -> tuple[str, ...]:
    """Return, in plain words, what was not looked at; ``left_out``: what the probes could not see."""
    words = []
    if not known:
        words.append(
            "Any particular value: nobody said what was withheld, so what is told is what the file "
            "hides, not whether it is secret."
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


def ordered(leaks: Iterable[Leak]) -> tuple[Leak, ...]:
    """Return the findings by page and place, the file's own first, each once."""
    once = dict.fromkeys(leaks)
    return tuple(sorted(once, key=lambda k: (k.page or 0, k.probe, k.area or (), k.what)))
