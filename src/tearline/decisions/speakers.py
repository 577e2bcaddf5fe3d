"""Who speaks in the accepted statements: the same name told in several ways is one speaker.

Promises: people are brought together by the last word of their name alone, and every way they are named is
shown, so that two people of one name can be seen to be two; who points back ("he") or is not named stays
with its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tearline.decisions.register import Item, Register
from tearline.model.register import Kind

_NAMED = re.compile(r"(?:^|\s)([^\W\d_][\w’'-]*)$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_AS = {Kind.STATEMENT: "speaker", Kind.COMMITMENT: "obligor"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the key they are found by, every way they are named, the items on their word, in order."""

    key: str
    names: tuple[str, ...]
    items: tuple[Item, ...]


def key_of(words: str) -> str:
    """Return what a speaker is found by: the last name of a person, else the words without an article."""
    plain = " ".join(_ARTICLE.sub("", words.strip()).split())
    before, _, _ = plain.partition(",")
    found = _NAMED.search(before)
    if found and found[1][:1].isupper() and before[:1].isupper():
        return found[1].casefold()
    return before.casefold()


def speakers(register: Register) -> list[Speaker]:
    """Return the speakers of a register, those with most items first."""
    names: dict[str, dict[str, None]] = {}
    items: dict[str, list[Item]] = {}
    for item, said in _said(register):
        key = key_of(said)
        names.setdefault(key, {})[said] = None
        if item not in items.setdefault(key, []):
            items[key].append(item)
    found = [Speaker(key, tuple(names[key]), tuple(items[key])) for key in names if key]
    return sorted(found, key=lambda one: (-len(one.items), one.key))


def _said(register: Register) -> Iterable[tuple[Item, str]]:
    for item in register.items():
        name = _AS.get(Kind(item.body.kind), "")
        for one in item.body.particulars:
            if one.name == name:
                yield item, one.value
            elif one.by:
                yield item, one.by
