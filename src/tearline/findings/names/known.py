"""The desk's list of people whose names may stand: which mentions are theirs.

Promises: a full name on the list is known by its own spelling (a middle initial that differs says
no), or one letter off where the letters written are no other name; initials and a surname alone
are known only where the record names the person in full, or the list has the surname itself as an
alias, and nobody else in the record bears it. In doubt a name is nobody the desk knows.

Does not promise: to know a person by role, or by a name the list does not have.
"""

# ruff: noqa: PLR2004  (lengths are read best where they stand)
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tearline.findings.names.census import census
from tearline.findings.names.people import one_off
from tearline.findings.names.shapes import Mention
from tearline.findings.names.words import TITLES
from tearline.model.people import KnownPerson
from tearline.text import squeezed

_JUNIOR = frozenset({"jr", "sr", "ii", "iii", "iv"})
BECAUSE = ("public_figure", "official", "deceased", "already_public")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to write a listed person's name."""

    given: str = field(repr=False)
    middle: str = field(repr=False)
    surnames: tuple[str, ...] = field(repr=False)
    because: str


def _entry(name: str, because: str) -> _Entry | None:
    """Return a listed name in parts: ``Given M. Surname``, ``SURNAME, GIVEN M.`` or one word."""
    low = squeezed(name)
    if "," in low and low.split(",")[1].strip(" .") not in _JUNIOR:
        last, _, first = low.partition(",")
        low = f"{first} {last}"
    words = [word.strip(".,'\"()") for word in low.replace(".", " ").split()]
    words = [word for word in words if word and word not in _JUNIOR]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    if not words:
        return None
    if len(words) == 1:
        return _Entry("", "", (words[0],), because)
    return _Entry(words[0], "".join(w[0] for w in words[1:-1]), tuple(words[1:]), because)


class KnownPeople:
    """The list, asked about the mentions of one record."""

    def __init__(self, people: Sequence[KnownPerson]) -> None:
        """Read the list; a reason that is none of ``BECAUSE`` counts as already public."""
        self._by_last: dict[str, list[_Entry]] = {}
        self._alone: dict[str, str] = {}
        for person in people:
            because = person.because if person.because in BECAUSE else "already_public"
            for name in (person.name, *person.aliases):
                entry = _entry(name, because)
                if entry is None:
                    continue
                if entry.given:
                    self._by_last.setdefault(entry.surnames[-1], []).append(entry)
                else:
                    self._alone.setdefault(entry.surnames[0], because)

    def __bool__(self) -> bool:
        """Say whether the list has anybody."""
        return bool(self._by_last or self._alone)

    def among(self, mentions: Iterable[Mention]) -> dict[int, str]:
        """Return, by place in ``mentions``, why the desk's list lets the name stand."""
        found: dict[int, str] = {}
        full: dict[str, str] = {}
        strangers: set[str] = set()
        every = list(mentions)
        for place, mention in enumerate(every):
            if not mention.given:
                continue
            because = self._full(mention)
            if because:
                found[place] = because
                full[mention.person] = because
            else:
                strangers.update(mention.surnames)
        for place, mention in enumerate(every):
            if mention.given or not mention.surnames or set(mention.surnames) & strangers:
                continue
            if mention.person in full:
                if not mention.initials or self._initials_fit(mention):
                    found[place] = full[mention.person]
            elif mention.surnames[-1] in self._alone and not mention.initials:
                found[place] = self._alone[mention.surnames[-1]]
        return found

    def _full(self, mention: Mention) -> str:
        """Return why a mention with a given name is on the list, or nothing."""
        for last in mention.surnames:
            for entry in self._by_last.get(last, ()):
                if _is(mention.given, entry.given, given=True) and _middle(mention, entry):
                    return entry.because
            if len(last) >= 5 and last not in census().surnames:
                for listed, entries in self._by_last.items():
                    for entry in entries:
                        if (
                            mention.given == entry.given
                            and one_off(last, listed)
                            and _middle(mention, entry)
                        ):
                            return entry.because
        return ""

    def _initials_fit(self, mention: Mention) -> bool:
        """Say whether initials are those of a listed bearer of the surname."""
        return any(
            mention.initials[0] == entry.given[0]
            and (len(mention.initials) < 2 or not entry.middle or mention.initials[1] == entry.middle[0])
            for entry in self._by_last.get(mention.surnames[-1], ())
        )  # fmt: skip


def _is(written: str, listed: str, *, given: bool) -> bool:
    """Say whether a word is the listed one, or a damaged spelling that is no other name."""
    if written == listed:
        return True
    table = census().given if given else census().surnames
    return len(listed) >= 4 and written not in table and one_off(written, listed)


def _middle(mention: Mention, entry: _Entry) -> bool:
    """Say whether the middle initials, where both have them, agree."""
    return not mention.initials or not entry.middle or mention.initials[0] == entry.middle[0]
