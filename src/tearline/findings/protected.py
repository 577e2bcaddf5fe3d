"""The people on the desk's list of the protected, wherever a record names them.

Promises: each person is found by name and aliases, through the damage of scanning (``alike``): as
written, without the middle name, surname first, by initials, and by the surname alone where the
given name or an alias stands in the same record. The value is the name as the list writes it, so
that all places of a person are one value. A source whose originator has not decided holds the
record (``hold.originator``); one the originator released is not proposed to be withheld.

Does not promise: a person whom a record describes without a name, nor that the protection has run
out: there is no clock here, and the reason says until when it holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tearline.findings.alike import RUN_TOGETHER, Alike, Match
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.model.people import Answer, ProtectedPerson, Protection
from tearline.text import fold

PERSON, SOURCE, HOLD = "protected.person", "protected.source", "hold.originator"

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SHORT_SURNAME = 3
_RELEASED = 0.3
_HALF = "given name and one surname"
_PART = 0.3  # it may be two given names of somebody else
_HELD = 0.97
_CLEAR = 0.9  # and from this one up that there is hardly a doubt
_SURE = 0.8  # from this score up a place says that the person is in the record
_BEFORE = re.compile(r"(?<![^\W_])(?P<initial>[^\W\d_])(?:\. ?|\s)(?:[^\W\d_](?:\. ?|\s)){0,2}\Z")
_AFTER = re.compile(r"\A,\s?(?P<initial>[^\W\d_])(?![^\W_])\.?(?:\s?[^\W\d_]\.){0,2}")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart, lower-cased and folded, without its suffix."""

    given: tuple[str, ...]
    surname: str


@dataclass(slots=True)
class _Place:
    """Where a person stands on a page: the span, the score, and in what form."""

    page: Page
    start: int
    end: int
    score: float
    how: str


@dataclass(slots=True)
class _Seen:
    """What one record shows of one person."""

    named: list[_Place] = field(default_factory=list)
    surname: list[tuple[Page, Match]] = field(default_factory=list)


class _ProtectedDetector:
    """Searches all forms of all names at once, then weighs the surnames by the whole record."""

    name = "protected"
    version = "1"
    kinds = frozenset({PERSON, SOURCE, HOLD})

    def __init__(self, people: Sequence[ProtectedPerson]) -> None:
        """Make every form of every name ready."""
        self._people = tuple(people)
        self._names = [_taken_apart(person.name) for person in people]
        forms: dict[tuple[str, int], str] = {}  # (form, person) -> what form it is
        for number, person in enumerate(people):
            for form, how in _forms(person, self._names[number]):
                forms.setdefault((form, number), how)
        self._forms = [(number, how) for (_, number), how in forms.items()]
        self._alike = Alike([form for form, _ in forms])

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the places of each person, and a hold for each source nobody decided about."""
        del earlier
        if not self._people:
            return
        seen: defaultdict[int, _Seen] = defaultdict(_Seen)
        for page in pages:
            for match in self._alike.find(page.text):
                number, how = self._forms[match.index]
                if how == "surname":
                    seen[number].surname.append((page, match))
                else:
                    score = _score(match.distance) - (_PART if how == _HALF else 0.0)
                    place = _Place(page, match.start, match.end, score, how)
                    seen[number].named.append(place)
        words: frozenset[str] | None = None
        for number, what in sorted(seen.items()):
            if what.surname and self._names[number].given and words is None:
                words = frozenset(
                    word
                    for page in pages
                    for word in _WORD.findall(fold(page.text, lower=True).text)
                )
            places = self._weighed(number, what, words or frozenset())
            yield from self._told(self._people[number], places)

    def _weighed(self, number: int, what: _Seen, words: frozenset[str]) -> list[_Place]:
        """Return the places of one person, those by the surname with what speaks for them."""
        name = self._names[number]
        places = list(what.named)
        alone: list[_Place] = []
        for page, match in what.surname:
            text = page.text
            if not text[match.start].isupper():
                continue  # a word like any other
            start, end, fits = _with_initials(text, match, name)
            close = match.distance < RUN_TOGETHER / 2
            if fits is True:
                places.append(_Place(page, start, end, 0.9 if close else 0.8, "initials"))
            elif fits is None:
                alone.append(_Place(page, start, end, 0.0 if close else -0.1, "surname alone"))
        known = any(place.score >= _SURE for place in places)
        if alone and (known or any(given in words for given in name.given if len(given) > 1)):
            for place in alone:
                place.score += 0.78 if known else 0.65
            places.extend(alone)
        return _merged(places)

    def _told(self, person: ProtectedPerson, places: Sequence[_Place]) -> Iterator[Finding]:
        """Yield the findings of one person."""
        source = person.protection is Protection.SOURCE
        kind = SOURCE if source else PERSON
        who = "a source" if source else "a person"
        until = f" The protection holds until {person.until}." if person.until else ""
        released = person.answer is Answer.RELEASE
        for place in places:
            span = (place.start, place.end)
            if released:
                score, why = min(place.score, _RELEASED), "The originator released this name."
            else:
                score = place.score
                why = f"It is {who} on the desk's protected list, found by {place.how}.{until}"
            yield spanned(self, place.page, span, kind, score, why, person.name)
        best = max(places, key=lambda place: place.score, default=None)
        if source and person.answer is Answer.NONE and best and best.score >= _SURE:
            # Below that a person looks first: half a name holds no record.
            score = _HELD if best.score >= _CLEAR else best.score
            asked = f" ({person.originator})" if person.originator else ""
            why = f"A living source seems to be named, and its originator{asked} has not decided."
            yield spanned(self, best.page, (best.start, best.end), HOLD, score, why, person.name)


def _score(distance: float) -> float:
    """Return the score of a name that is this far from what is written."""
    if distance <= 0.05:  # noqa: PLR2004
        return 0.98 - distance / 2
    return 0.8 if distance >= RUN_TOGETHER else max(0.8, 0.95 - 0.7 * distance)


def _taken_apart(name: str) -> _Name:
    """Return the given names and the surname of a name, whichever comes first."""
    first, comma, rest = name.partition(",")
    before = [w for w in _WORD.findall(fold(first, lower=True).text) if w not in _SUFFIXES]
    after = [w for w in _WORD.findall(fold(rest, lower=True).text) if w not in _SUFFIXES]
    if comma and after:
        return _Name(tuple(after), " ".join(before))
    return _Name(tuple(before[:-1]), before[-1] if before else "")


def _forms(person: ProtectedPerson, name: _Name) -> Iterator[tuple[str, str]]:
    """Yield the forms a person is searched by, and what to call each."""
    yield _plain(person.name), "name"
    for alias in person.aliases:
        yield _plain(alias), "alias"
        other = _taken_apart(alias)
        if len(other.given) > 0:
            yield _plain(f"{other.surname} {' '.join(other.given)}"), "alias"
            yield _plain(f"{' '.join(other.given)} {other.surname}"), "alias"
    if name.given:
        first = name.given[0]
        yield f"{' '.join(name.given)} {name.surname}", "name"
        yield f"{name.surname} {' '.join(name.given)}", "name"
        if len(first) > 1:
            yield f"{first} {name.surname}", "name"
            yield f"{name.surname} {first}", "name"
            if len(name.given) > 1 and len(name.given[-1]) > 1:
                # of two surnames the first is the one in use
                yield f"{first} {name.given[-1]}", _HALF
        for surname in _surnames(person, name):
            if len(surname) >= _SHORT_SURNAME:
                yield surname, "surname"


def _surnames(person: ProtectedPerson, name: _Name) -> Iterator[str]:
    """Yield what the person may be called by alone: the surname, the first of two, an alias's."""
    yield name.surname.split()[-1] if name.surname else ""
    if len(name.given) > 1:
        yield name.given[-1]
    for other in map(_taken_apart, person.aliases):
        if other.given and other.surname:
            yield other.surname.split()[-1]


def _plain(name: str) -> str:
    """Return a name folded, lower-cased, its words one space apart."""
    return " ".join(_WORD.findall(fold(name, lower=True).text))


def _with_initials(text: str, match: Match, name: _Name) -> tuple[int, int, bool | None]:
    """Return a surname with the initials beside it; whether they are the person's, None: none."""
    before = _BEFORE.search(text[max(0, match.start - 10) : match.start])
    after = _AFTER.search(text[match.end : match.end + 12])
    initials = {given[0] for given in name.given}
    for beside, start, end in (
        (after, match.start, match.end + (after.end() if after else 0)),
        (before, match.start - (len(before.group()) if before else 0), match.end),
    ):
        if beside and beside["initial"].isupper():
            return start, end, fold(beside["initial"], lower=True).text in initials
    return match.start, match.end, None


def _merged(places: Sequence[_Place]) -> list[_Place]:
    """Return places of one person, overlapping ones as one that covers them all."""
    merged: list[_Place] = []
    for place in sorted(places, key=lambda p: (p.page.number, p.start, -p.end)):
        last = merged[-1] if merged else None
        if last and last.page.number == place.page.number and place.start < last.end:
            last.end = max(last.end, place.end)
            if place.score > last.score:
                last.score, last.how = place.score, place.how
        else:
            merged.append(place)
    return merged


def build(settings: Settings) -> Detector:
    """Return the detector for the desk's list of the protected."""
    return _ProtectedDetector(settings.protected)


EXAMPLE_SETTINGS = Settings(
    protected=(
        ProtectedPerson(
            "Orlando Vasquez Trembley",
            ("Tobias Quill", "the Gardener"),
            Protection.SOURCE,
            "a source in place",
            originator="CIA",
        ),
        ProtectedPerson(
            "GATHERWOOD, Jane Q.", (), Protection.PERSON, "a witness", until="2050-01-01"
        ),
        ProtectedPerson("Ulric Stonebury", (), Protection.SOURCE, "asked", answer=Answer.RELEASE),
        ProtectedPerson("Petra Lindqvist", (), Protection.SOURCE, "asked", answer=Answer.WITHHOLD),
    )
)


def _held(text: str) -> tuple[tuple[str, str], ...]:
    """Return what is expected of a source nobody decided about."""
    return ((HOLD, text), (SOURCE, text))


EXAMPLES: tuple[Example, ...] = (
    Example("met Orlando Vasquez Trembley", _held("Orlando Vasquez Trembley"), "the name"),
    Example("met ORLANDO\nTREMBLEY there", _held("ORLANDO\nTREMBLEY"), "without the middle"),
    Example("Trembley, Orlando V.", _held("Trembley, Orlando"), "surname first"),
    Example("TREMBLEV, ORLAND0", _held("TREMBLEV, ORLAND0"), "letters read wrong"),
    Example("a Tobias Quill came", _held("Tobias Quill"), "an alias"),
    Example("said THE GARDENER", _held("THE GARDENER"), "a byname"),
    Example("met O. Trembley", _held("O. Trembley"), "an initial"),
    Example("Orlando Vasquez went", (), "one of two surnames, or a middle name: for review"),
    Example("saw Petra Lindqvist", ((SOURCE, "Petra Lindqvist"),), "the originator answered"),
    Example("saw Jane Gatherwood", ((PERSON, "Jane Gatherwood"),), "a person, no source"),
    Example("Gatherwood, J. Q., said", ((PERSON, "Gatherwood, J. Q."),), "initials behind"),
    Example("JaneGatherwood", ((PERSON, "JaneGatherwood"),), "a space lost"),
    Example(
        "saw Jane Gatherwood\fGatherwood left",
        ((PERSON, "Jane Gatherwood"), (PERSON, "Gatherwood")),
        "the surname alone, once the record names her",
    ),
    Example("saw Ulric Stonebury", (), "released by the originator"),
    Example("one Gatherwood left", (), "a surname, and nobody by the given name"),
    Example("K. Gatherwood left", (), "another initial"),
    Example("Orlando came", (), "a given name"),
    Example("the gardens of Orlandia", (), "other words"),
)
