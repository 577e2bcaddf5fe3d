"""What the head of a column says its cells are.

Promises: the kinds a head names, in the order it names them, through its share of damage and where
scanning ran several heads together; and fields that are no kind but have the shape of one (other
numbers, other dates), since they speak against it.

Does not promise: that the cells under a head are what it says.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

NUMBER, DATE, PLACE = "number", "date", "place"  # fields that are no kind
NUMBERS = frozenset(
    ("passport", "alien_number", "bank_account", "driver_licence", "phone", "ssn", NUMBER)
)
DATES = frozenset(("birth_date", DATE))
PLACES = frozenset(("birth_place", "address", PLACE))

_NAMED = {
    "passport": "passport passports passportno pasaporte ppt pspt",
    "alien_number": "alien aliens anumber ano afile",
    "bank_account": "account accounts acct accts acctno accountno cuenta",
    "driver_licence": "license licence licenses lic permit",
    "phone": "telephone telephones phone phones tel telefono ph",
    "birth_date": "birth birthdate birthday dob born bdate nacimiento",
    "birth_place": "birthplace pob",
    "address": "address addresses residence residences resides domicile direccion street res",
    "ssn": "social ssn soc ssan security ss",
    "both": "dpob",
    NUMBER: "file case serial check voucher invoice badge employee order policy visa item claim "
    "docket warrant tag zip contract id flight receipt registration certificate code reference "
    "report permit",
    DATE: "date dates fecha issued issue entry entered arrived arrival departure departed expires "
    "expiration expiry hired effective death period due married filed received employed",
    PLACE: "city town state country office employer destination port",
}
_FIELD = {word: field for field, words in _NAMED.items() for word in words.split()}
_SMALL = frozenset("of and place date or the lugar fecha d p".split())
_NUMBERED = frozenset("no nos number numbers num nr file #".split())
_LONG = tuple(word for word in (*_FIELD, "place", "number") if len(word) >= 5)
_INITIALS = re.compile(
    r"(?<![a-z0-9])([a-z])\. ?(?=[a-z]\.)|(?<=[a-z]\.)(?<!..[a-z]\.) (?=[a-z]\.)"
)
_TOKEN = re.compile(r"[a-z0-9|!$]+|#")
_FLAT = str.maketrans("01|!5$8", "olliss" + "b")
# Before or behind the word these make it another thing.
_OFFICES = frozenset(
    "obligation obligated agency cost expense allotment appropriation general fund gas electric water".split()
)
_VEHICLES = frozenset("plate plates auto car vehicle marriage export import".split())
_MAIL = frozenset("email mail office business employer".split())


@lru_cache(maxsize=4096)
def _word(token: str) -> str:
    """Return the word of a head that a token stands for, or the token."""
    flat = token.translate(_FLAT)
    if flat in _FIELD or flat in _VEHICLES or len(flat) < 4:
        return flat
    best, nearest = flat, 3
    for word in _LONG:
        allowed = 1 if len(word) < 8 else 2
        found = Levenshtein.distance(flat, word, score_cutoff=allowed)
        if found <= allowed and found < nearest:
            best, nearest = word, found
    return best


@lru_cache(maxsize=1024)
def fields_of(head: str) -> tuple[str, ...]:
    """Return the fields that a folded, lower-cased head names, each once, in order."""
    words = [_word(m.group()) for m in _TOKEN.finditer(_INITIALS.sub(r"\1", head))]
    return tuple(dict.fromkeys(_fields(words)))


def rivals(kind: str) -> frozenset[str]:
    """Return the other fields whose cells look like the kind's."""
    same = next((c for c in (NUMBERS, DATES, PLACES) if kind in c), frozenset[str]())
    return same - {kind}


def names_kind(head: str) -> bool:
    """Say whether a folded, lower-cased head names a kind, not only other numbers and dates."""
    return not _OTHERS.issuperset(fields_of(head))


_OTHERS = frozenset((NUMBER, DATE, PLACE, "ssn"))
# Letters that the words of kinds keep through their share of damage, in a line that may head one.
_HINT = re.compile(
    r"passp|ssport|assp[o0]r|p[a-z]?p[t#]|a[l1i|]{2}en|a-? ?n[uo0]|file a|acc[a-z0-9]{0,3}[tn]|acct"
    r"|[l1|][il1|]cen|cense|permit|ph[o0]|h[o0]ne|te[l1i]|[bh][il1|][ra]|irth|rthd|b[o0]rn"
    r"|d\.? ?[o0]\.? ?[b8]|p\.? ?[o0]\.? ?b|add|dress|res[il1]?[d.\n ]|cuenta|direcc|nacim|domic"
)
_DIGITS = re.compile(r"[0-9]{3}|[0-9][/-][0-9]")
_LINES = re.compile(r"\n[^\n]{0,90}?(?:[0-9]{3}|[0-9][/-][0-9])[^\n]*")
LINE, BELOW, ROWS = 130, 1500, 4  # code points of a line of heads, and below it; numbers there
OVER = 120  # code points below a head whose table begins on the next page


def may_head(low: str) -> bool:
    """Say, by its letters alone, whether a page may hold a head of a kind over numbers or dates."""
    last = -1
    for hint in _HINT.finditer(low):
        if hint.start() < last:
            continue
        start, end = low.rfind("\n", 0, hint.start()) + 1, low.find("\n", hint.end())
        end = end if end >= 0 else len(low)
        last = end
        if end - start > LINE or _DIGITS.search(low, start, end):
            continue
        few = "rth" not in low[start:end] and len(_LINES.findall(low, end, end + BELOW)) < ROWS - 1
        if few and len(low) - end > OVER:
            continue
        if names_kind(low[start:end]):
            return True
    return False


def _fields(words: Sequence[str]) -> Iterator[str]:
    """Yield the fields of a head's words."""
    used = _of_births(words)
    for at, word in enumerate(words):
        before, behind = words[max(0, at - 3) : at], words[at + 1 : at + 3]
        if word == "a" and (_NUMBERED.intersection(behind[:1]) or before[-1:] == ["file"]):
            yield "alien_number"
            continue
        if word == "ins" and _NUMBERED.intersection(behind[:1]):
            yield "alien_number"
            continue
        field = _FIELD.get(word, "")
        if word == "birth":
            start = min((u for u in used if u < at and used[u] == at), default=at)
            named = {words[i] for i in range(start, at)}
            if "date" in named or "fecha" in named or not named & {"place", "lugar"}:
                yield "birth_date"
            if named & {"place", "lugar"}:
                yield "birth_place"
        elif field == "both":
            yield "birth_date"
            yield "birth_place"
        elif not field or at in used or _another(field, before, behind):
            continue
        else:
            office = field == "bank_account" and _OFFICES.intersection(before[-1:])
            around = (*before[-1:], *behind[:1])
            vehicle = field == "driver_licence" and _VEHICLES.intersection(around)
            yield NUMBER if office or vehicle else field


def _another(field: str, before: Sequence[str], behind: Sequence[str]) -> bool:
    """Say whether a word is a part of another field's name: E-MAIL ADDRESS, PASSPORT ISSUED.

    And SOCIAL SECURITY ACCOUNT, ALIEN REGISTRATION RECEIPT, FILE A.
    """
    named = {_FIELD.get(word) for word in before}
    if field == "bank_account":
        return "ssn" in named
    if field == NUMBER:
        return "alien_number" in named or behind[:1] == ["a"]
    if field == "address":
        return bool(_MAIL.intersection(before[-1:]))
    if field == PLACE:
        return "birth" in before or before[-1:] == ["address"]
    return field == "passport" and bool({"issued", "issue", "expires"}.intersection(behind[:1]))


def _of_births(words: Sequence[str]) -> dict[int, int]:
    """Return the words before each *birth* that belong to it, by their place."""
    used: dict[int, int] = {}
    for at, word in enumerate(words):
        if word != "birth":
            continue
        back = at - 1
        while back >= 0 and words[back] in _SMALL and back not in used and at - back <= 5:
            back -= 1
        for place in range(back + 1, at):
            used[place] = at
    return used
