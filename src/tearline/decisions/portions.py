"""What the log says of portions: their markings, the tearlines written for them, what originators answered.

Promises: the last marking of a portion stands and an empty one is none; a marking that cannot be understood
is none; a tearline counts once another person than its writer has approved it as it stands now; an
originator's yes is for one portion and one partner, until it is taken back. Pure: entries in, answers out.
Who may see a portion is asked partner by partner: an audience may have what every one of its partners may.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from importlib import resources

from tearline.decisions.following import Following
from tearline.errors import UsageError
from tearline.model.decision import Entry, Particular
from tearline.model.marking import UNMARKED, Clearance, Groups, Mark, may_see, parsed
from tearline.model.sharing import (
    OriginatorWord,
    PortionMark,
    Recall,
    Tearline,
    TearlineApproval,
    portion_of,
)

OF_PORTIONS = (
    '"type":"portion_mark"',
    '"type":"tearline"',
    '"type":"tearline_approval"',
    '"type":"originator_word"',
    '"type":"recall"',
)
"""What stands in the entries that this is made of, so that a log of a million others is not read."""

OVERLAP = (
    8  # words in a row that a tearline has of the portion above it, before it is looked at twice
)
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1)
def groups() -> Groups:
    """Return the groups of countries that are known, spelt out."""
    text = resources.files("tearline.decisions").joinpath("groups.toml").read_text("utf-8")
    return {
        name: frozenset(row["countries"])
        for name, row in tomllib.loads(text).items()
        if isinstance(row, dict)
    }


@lru_cache(maxsize=4096)
def mark_of(marking: str, named: tuple[str, ...] = (), origin: str = "") -> Mark:
    """Return a marking as it was written; one that is not understood is none."""
    try:
        return parsed(marking, groups(), named=named, origin=origin) if marking else UNMARKED
    except UsageError:
        return UNMARKED


def name_of(one: Particular) -> str:
    """Return a particular's name as a portion."""
    return portion_of(one.name, one.value, one.state, one.by, one.on)


def signed_of(line: Tearline) -> str:
    """Return the hash of what an approver of a tearline puts their name to: its words and its marking."""
    said = [line.name, line.value, line.state, line.by, line.on]
    held = [line.item, line.line, line.above, *said, line.marking, list(line.named), line.origin]
    return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode("utf-8")).hexdigest()


def quoted(above: str, text: str, words: int = OVERLAP) -> str:
    """Return the first ``words`` words or more in a row that a text has of another, '' where it has none."""
    source = [one.casefold() for one in _WORD.findall(above)]
    runs = {tuple(source[at : at + words]) for at in range(len(source) - words + 1)}
    found = list(_WORD.finditer(text))
    folded = [one[0].casefold() for one in found]
    for at in range(len(folded) - words + 1):
        if tuple(folded[at : at + words]) in runs:
            end = at + words
            while end < len(folded) and tuple(folded[end - words + 1 : end + 1]) in runs:
                end += 1
            return text[found[at].start() : found[end - 1].end()]
    return ""


class Portions(Following):
    """The markings, tearlines, originators' words and recalls that stand."""

    def __init__(self) -> None:
        """Begin with nothing: nobody may see anything."""
        self._marks: dict[str, dict[str, PortionMark]] = {}
        self._lines: dict[str, dict[str, Tearline]] = {}
        self._approved: dict[tuple[str, str], TearlineApproval] = {}
        self._words: dict[tuple[str, str, str, str], OriginatorWord] = {}
        self._recalled: dict[tuple[str, str], Recall] = {}

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account; most of them say nothing here."""
        body = entry.body
        if isinstance(body, PortionMark):
            self._marks.setdefault(body.item, {})[body.portion] = body
        elif isinstance(body, Tearline):
            self._lines.setdefault(body.item, {})[body.line] = body
        elif isinstance(body, TearlineApproval):
            self._approved[body.item, body.line] = body
        elif isinstance(body, OriginatorWord):
            self._words[body.item, body.portion, body.origin, body.partner] = body
        elif isinstance(body, Recall):
            self._recalled[body.item, body.audience] = body

    def said(self, item: str, portion: str) -> PortionMark | None:
        """Return the marking that was given to a portion, None where there is none."""
        found = self._marks.get(item, {}).get(portion)
        return found if found is not None and found.marking else None

    def mark(self, item: str, portion: str) -> Mark:
        """Return a portion's marking; unmarked where none stands."""
        found = self.said(item, portion)
        return UNMARKED if found is None else mark_of(found.marking, found.named, found.origin)

    def lines(self, item: str) -> Iterator[Tearline]:
        """Yield an item's tearlines that stand, whether or not they are approved."""
        return (one for one in self._lines.get(item, {}).values() if one.marking)

    def line(self, item: str, line: str) -> Tearline | None:
        """Return a tearline as it stands, None where there is none."""
        return next((one for one in self.lines(item) if one.line == line), None)

    def approval(self, line: Tearline) -> TearlineApproval | None:
        """Return another person's word under a tearline as it stands now, None where there is none."""
        found = self._approved.get((line.item, line.line))
        if found is None or found.signed != signed_of(line):
            return None
        return None if found.actor.name == line.actor.name else found

    def recalled(self, item: str, audience: str) -> Recall | None:
        """Return the recall of an item that stands for an audience, None where there is none."""
        for whom in (audience, ""):
            found = self._recalled.get((item, whom))
            if found is not None and not found.lifted:
                return found
        return None

    def answers(self, item: str, portion: str) -> Iterator[OriginatorWord]:
        """Yield what originators answered for a portion or a tearline."""
        for (of, which, _, _), word in self._words.items():
            if (of, which) == (item, portion):
                yield word

    def may_see(self, item: str, portion: str, mark: Mark, who: Iterable[Clearance]) -> bool:
        """Say whether every one of these partners may see a portion; of no partners: none may."""
        held = list(who)
        return bool(held) and all(
            may_see(mark, replace(one, approved=self._given(item, portion, mark, one.name)))
            for one in held
        )

    def _given(self, item: str, portion: str, mark: Mark, partner: str) -> frozenset[str]:
        words = (
            (origin, self._words.get((item, portion, origin, partner))) for origin in mark.orcon
        )
        return frozenset(origin for origin, word in words if word is not None and word.given)
