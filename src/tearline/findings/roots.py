"""Which of several reports go back to one root: five papers that print one agency's story are one source.

Promises: two are of one root where they credit the same agency, or where stretches of one stand word for
word in the other; why is said. Two that only tell of the same thing stay two. Does not know who told whom
off the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

LONG = 8  # words in order that two reports share only where one has them from the other
COPIED = 0.15  # of the shorter report's stretches, from which it is the other's
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Root:
    """Reports of one root, by name, and why they are taken for one ('' for one alone)."""

    reports: tuple[str, ...]
    why: str


def roots(texts: Mapping[str, str], credits_: Mapping[str, str]) -> list[Root]:
    """Return the roots of some reports. ``credits_``: the agency that each credits, '' for none."""
    under = {name: name for name in texts}
    why: dict[str, list[str]] = {}
    stretches = {name: _stretches(text) for name, text in texts.items()}

    def top(name: str) -> str:
        while under[name] != name:
            name = under[name]
        return name

    for one, other in combinations(sorted(texts), 2):
        reason = ""
        if (
            credits_.get(one)
            and credits_.get(one, "").casefold() == credits_.get(other, "").casefold()
        ):
            reason = f"both credit {credits_[one]}"
        else:
            fewest = min(len(stretches[one]), len(stretches[other]))
            share = len(stretches[one] & stretches[other]) / fewest if fewest else 0.0
            if share >= COPIED:
                reason = f"{100 * share:.0f} % of the shorter one stands in the other word for word"
        if reason:
            first, second = sorted((top(one), top(other)))
            under[second] = first
            why.setdefault(first, []).extend(
                [*why.pop(second, []), reason] if first != second else [reason]
            )
    groups: dict[str, list[str]] = {}
    for name in sorted(texts):
        groups.setdefault(top(name), []).append(name)
    return [
        Root(tuple(names), "; ".join(dict.fromkeys(why.get(key, ()))))
        for key, names in groups.items()
    ]


def _stretches(text: str) -> frozenset[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(tuple(words[at : at + LONG]) for at in range(len(words) - LONG + 1))
