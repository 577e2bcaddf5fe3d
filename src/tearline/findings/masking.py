"""What of the words around a finding may be shown to somebody who has not asked to see the value.

Promises: a value that may identify somebody comes out as a mask whose length says nothing of it;
so do the other such values found nearby and the same words said again; beside a hidden value no
digit is shown, because a column of numbers is rarely found whole. A kind nobody here knows is
hidden. Pure.

Does not promise that the words around hold no personal matter that nobody found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tearline.model.finding import Finding

AROUND = 120  # code points shown on either side
# What names nobody: marks of holds, fields of sheets, and what was released before.
OPEN_KINDS = ("hold", "sheet", "mention", "postponement", "cryptonym.released")
MASKS = {"ssn": "###-##-####", "phone": "###-###-####"}
MASK = "[masked]"
_SHORTEST_REPEAT = 3  # letters of a value whose repetition is looked for

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Passage:
    """The words before a finding, its own, and those after it."""

    before: str
    value: str
    after: str


def masked(kind: str) -> bool:
    """Say whether values of this kind are hidden unless somebody asks to see them."""
    return not any(kind == name or kind.startswith(f"{name}.") for name in OPEN_KINDS)


def mask_of(kind: str) -> str:
    """Return the mask of a kind: the shape that every value of it has, or just that it is masked."""
    return MASKS.get(kind.removeprefix("repeat."), MASK)


def passage(
    text: str, finding: Finding, others: Iterable[Finding], *, show: bool = False
) -> Passage | None:
    """Return the words at and around a finding on a page's text; None for one without a span.

    ``others`` are the page's findings (the finding itself may be among them). ``show``: as it is.
    """
    start, end = finding.start, finding.end
    if start is None or end is None:
        return None
    left, right = max(0, start - AROUND), min(len(text), end + AROUND)
    if show:
        return Passage(text[left:start], text[start:end], text[end:right])
    personal = [other for other in others if masked(other.kind)]
    before, value, after = (
        _covered(text, a, b, personal) for a, b in ((left, start), (start, end), (end, right))
    )
    if masked(finding.kind):
        before, after = (_without(part, text[start:end], finding.kind) for part in (before, after))
        value = mask_of(finding.kind)
    return Passage(before, value, after)


def _covered(text: str, left: int, right: int, findings: list[Finding]) -> str:
    """Return ``text[left:right]`` with one mask for each stretch that findings cover."""
    inside = sorted(
        (max(left, f.start), min(right, f.end), mask_of(f.kind))
        for f in findings
        if f.start is not None and f.end is not None and f.start < right and left < f.end
    )
    pieces: list[str] = []
    done = left
    for start, end, mask in inside:
        if start >= done:
            pieces += [text[done:start], mask]
        done = max(done, end)
    return "".join(pieces) + text[done:right]


def _without(part: str, value: str, kind: str) -> str:
    """Return words without a value said again, and without digits."""
    if len(value) >= _SHORTEST_REPEAT:
        part = re.sub(re.escape(value), lambda _: mask_of(kind), part, flags=re.IGNORECASE)
    return _DIGIT.sub("#", part)
