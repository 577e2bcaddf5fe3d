"""Names by their shape and the dictionary: full, last name first, titled, with initials, labelled.

Promises: ``names_in`` returns the names that the words of one text show, in order and without
overlap, each with its parts (given name, initials, surnames), a score and the reason.

Does not promise: a surname that stands alone, or a name that neither the dictionary knows nor a
title announces. The first is for ``people``, the second for the model.
"""

# ruff: noqa: PLR2004  (scores and lengths are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tearline.findings.names.census import census, is_spanish
from tearline.findings.names.things import is_thing
from tearline.findings.names.words import PLACE_NAMES, STRONG_TITLES, Words

_CHAIN = re.compile(
    # last name first
    r"(?P<last>[SBGOsbgF](?:(?:_P)?_[SBOs])?,(?:[GBgbF](?:[_.](?:I|[GBb])(?![_p][SBOGsgbFWQ])){0,2}"
    r"|O[_.]I(?![_p])|I(?:[_.]I){0,2}(?![_.p][SBOGsgbFWQ])))(?:[._,]{0,2}J)?"
    # a given name and what follows, titles before it
    r"|(?P<full>(?:T[_.n]){0,3}[GBgbF](?:(?:[_nq.p]|_(?:P_){1,2}|q[WTQ]q)[IGSBsgbOFL]){1,4})(?:[_,]J)?"
    # a word no list has as a given name, an initial and a surname
    r"|(?P<middle>(?:T[_.n]){0,3}[OS]_I(?:[._](?:P_){0,2}[SBG]|\.O))(?:[_,]J)?"
    # initials and a surname, titles before them
    r"|(?P<initials>(?:T[_.n]){0,3}(?:I[._n]){1,3}(?:P_){0,2}[SBGObsF](?:_[SO](?![_.][A-Z]))?)(?:[_,]J)?"
    # a title and a surname, a given name that no list has before it
    r"|(?P<titled>(?:T[_.n,]){1,3}(?:P_){0,2}(?:O_[SBO](?![_.][A-Z])|[SBGObsgFWL](?:-[SBO])?))(?:[_,]J)?"
    # whatever stands after the label
    r"|N:(?P<label>[GSBgsbOFL](?:[_,.p][IGSBsgbOFL]){0,4})"
)
_NOT_INITIALS = frozenset("us dc po un ny la fbi ad bc am pm uk".split())  # noqa: SIM905
_AFTER_INITIAL = re.compile(r"(?<![A-Za-z])[A-Z]\. ?\Z")
LEAST = 0.35  # what is less sure is not said
_RUNNING = 30  # a line longer than this before a break is running text


@dataclass(slots=True)
class Mention:
    """One place where a person is named: the span, the parts in small letters, score and reason."""

    start: int
    end: int
    form: str
    given: str = field(repr=False)
    initials: str = field(repr=False)
    surnames: tuple[str, ...] = field(repr=False)
    score: float
    why: str
    page: int = 0
    person: str = field(default="", repr=False)


@dataclass(slots=True)
class _Parts:
    """The words of one chain: which are the given name, the initials, the surnames, and the last."""

    given: int | None
    initials: str
    surnames: list[int]
    last: int


def names_in(words: Words) -> Iterator[Mention]:
    """Yield the names of one text, in order."""
    position = 0
    while (match := _CHAIN.search(words.letters, position)) is not None:
        form = match.lastgroup or "label"
        begin, end = match.span(form)
        first, last = (begin + 1) // 2, (end - 1) // 2
        while words.letters[2 * first] == "T" and form != "titled":
            first += 1
        found = {"last": _last_first, "full": _full, "initials": _initials}.get(form, _other)(
            words, first, last, form
        )
        if found is None or is_thing(words, found.start, found.end):
            position = match.start() + 2  # look again from the next word
            continue
        yield found
        position = 2 * bisect_left(words.starts, found.end)


def _gap(words: Words, i: int) -> str:
    """Return the letter of the gap before word ``i``."""
    return words.letters[2 * i - 1] if i else "|"


def _letter(words: Words, i: int) -> str:
    """Return the letter of word ``i``, or an empty one past the end."""
    return words.letters[2 * i] if 2 * i < len(words.letters) else ""


def _upper(words: Words, i: int) -> bool:
    """Say whether word ``i`` is in capitals."""
    return words.text[words.starts[i] : words.ends[i]].isupper()


def _end(words: Words, last: int) -> int:
    """Return where a name ends, the full stop of an initial or of Jr. taken in."""
    end = words.ends[last]
    if _letter(words, last) in {"I", "J"} and words.text[end : end + 1] == ".":
        end += 1
    return end


def _with_junior(words: Words, last: int) -> int:
    """Return the last word of a name, Jr. and the like taken in."""
    following = last + 1
    if _letter(words, following) == "J" and _gap(words, following) in {"_", ","}:
        return following
    return last


def _given_score(words: Words, i: int) -> float:
    """Return how sure a word is as a given name."""
    letter = _letter(words, i)
    if letter == "F":
        return 0.62
    if letter in {"g", "b"}:
        return 0.6
    rank = census().given.get(words.low(i), 5000)
    return 0.88 if rank <= 300 else 0.84 if rank <= 1500 else 0.72


# What a surname's letter adds to the score of the given name before it.
_SURNAME = {"S": 0.04, "B": 0.04, "G": -0.12, "b": -0.06, "s": -0.1, "g": -0.25, "O": -0.08,
            "F": -0.08, "L": -0.12}  # fmt: skip


def _full(words: Words, first: int, last: int, form: str) -> Mention | None:
    """Return the name that begins with the given name ``first``."""
    parts = _walk(words, first, last)
    if not parts.surnames:
        return None
    if _letter(words, first) in "gF" and _letter(words, parts.surnames[0]) == "L":
        return None
    if _gap(words, first + 1) == "p" and _letter(words, parts.surnames[0]) == "L":
        return None  # Santiago de Cuba
    score = _given_score(words, first) + max(_SURNAME[_letter(words, i)] for i in parts.surnames)
    reasons = ["A given name of the 1990 census with a surname"]
    if _letter(words, first) == "F":
        reasons = ["A word one letter from a given name, with a surname"]
    elif _letter(words, parts.surnames[0]) in "OF":
        reasons = ["A given name of the 1990 census with a word that may be a surname"]
        if _upper(words, first) and _upper(words, parts.surnames[0]):
            score -= 0.1
        if _letter(words, first) == "F":
            score -= 0.2 if _upper(words, first) else 0.08
    if _letter(words, first) == "F" and _upper(words, first):
        score -= 0.08
    score -= _too_short(words, [first, *parts.surnames[:1]])
    if parts.initials:
        score += 0.1
    if first and _letter(words, first - 1) == "T" and _gap(words, first) in "_.":
        score += 0.08
        reasons.append("after a title")
    if any(_gap(words, i) == "n" for i in range(first + 1, parts.last + 1)):
        score -= 0.12
        reasons.append("broken over a line")
    if score < LEAST:
        return None
    end = _with_junior(words, parts.last)
    return _mention(words, first, end, form, parts, min(score, 0.97), ", ".join(reasons) + ".")


def _too_short(words: Words, places: Sequence[int]) -> float:
    """Return what is taken off for words of one or two letters, scraps more often than names."""
    short = sum(
        words.ends[i] - words.starts[i] < 3 and words.low(i) not in {"ed", "al", "jo", "wm", "lt"}
        for i in places
    )
    return 0.25 * short


def _walk(words: Words, first: int, last: int) -> _Parts:
    """Divide the words after a given name into initials, middle names and surnames."""
    given = words.low(first)
    spanish = is_spanish(given)
    parts = _Parts(first, "", [], first)
    for i in range(first + 1, last + 1):
        gap, letter = _gap(words, i), _letter(words, i)
        before = _letter(words, i - 1)
        if gap == "." and before != "I" and words.ends[i - 1] - words.starts[i - 1] > 5:
            break
        if gap == "." and before not in {"I", "G", "B"}:
            break
        if gap == "n" and not runs_on(words, i - 1):
            break
        if before == "I" and letter in {"s", "g"} and gap == "n":
            break
        if letter == "P" or (letter in "WTQ" and gap == "q"):
            continue
        if letter == "I":
            if parts.surnames:
                break
            parts.initials += words.low(i)
        elif not parts.surnames:
            parts.surnames = [i]
        elif len(parts.surnames) == 1 and _letter(words, parts.surnames[0]) in "GBF":
            if letter not in "SBOsbFG" or gap == "n":
                break
            if letter in "OF" and _upper(words, i) and before in "BG":
                break  # in capitals any word may follow a name
            parts.surnames = [i]  # what looked like the surname was a middle name
        elif (
            len(parts.surnames) == 1
            and (spanish or gap == "p" or _stands_out(words, first, parts.surnames[0], i))
            and letter in "SBO"
            and gap in "_p"
        ):
            parts.surnames.append(i)
        else:
            break
        parts.last = i
    if parts.surnames and _letter(words, parts.last) == "I":
        parts.last = parts.surnames[-1]
    return parts


def _stands_out(words: Words, first: int, surname: int, i: int) -> bool:
    """Say whether word ``i`` is a second surname, as in ``Juan PEREZ Gomez``; not in capitals."""
    if _upper(words, first) or _upper(words, i):
        return False
    return _upper(words, surname) or (_letter(words, surname) in "SO" and _letter(words, i) == "S")


def runs_on(words: Words, i: int) -> bool:
    """Say whether the line that word ``i`` ends is long enough to be running text."""
    end = words.ends[i]
    return end - (words.text.rfind("\n", max(0, end - 200), words.starts[i]) + 1) >= _RUNNING


def _last_first(words: Words, first: int, last: int, form: str) -> Mention | None:
    """Return the name of a ``LAST, FIRST`` chain."""
    comma = next(i for i in range(first + 1, last + 1) if _gap(words, i) == ",")
    surnames = [i for i in range(first, comma) if _letter(words, i) != "P"]
    alone = _is_line(words, first)
    letter = _letter(words, comma)
    if (
        not _upper(words, first)
        and last + 1 < len(words.starts)
        and (_gap(words, last + 1) == "_" and _letter(words, last + 1) in "SOF")
    ):
        return None  # a list: the word before the comma, then a given name and its own surname
    if letter == "I":
        strong = _letter(words, first) in "SB"
        while (
            last - comma < 2 and _letter(words, last + 1) == "I" and _gap(words, last + 1) in "._"
        ):
            last += 1  # what stands behind them cut the initials short
        if not (alone or (_upper(words, first) and strong and _full_stop(words, comma))):
            return None
        score = (0.66 if strong else 0.45) - (0.0 if _full_stop(words, comma) else 0.2)
        parts = _Parts(None, "".join(words.low(i) for i in range(comma, last + 1)), surnames, last)
    elif words.low(comma) in PLACE_NAMES:
        return None
    else:
        score = _given_score(words, comma) + _SURNAME[_letter(words, surnames[0])]
        in_capitals = _upper(words, first)
        if not alone and not in_capitals:
            score -= 0.25
        elif alone:
            score += 0.06
        initials = "".join(
            words.low(i)[0] for i in range(comma + 1, last + 1) if _letter(words, i) == "I"
        )
        parts = _Parts(comma, initials, surnames, last)
        score += 0.08 if initials else 0.0
    score -= _too_short(words, surnames[:1])
    if score < LEAST:
        return None
    why = "A surname, a comma and a given name or initials."
    return _mention(words, first, _with_junior(words, last), form, parts, min(score, 0.96), why)


def _full_stop(words: Words, i: int) -> bool:
    """Say whether a full stop follows word ``i``."""
    return words.text[words.ends[i] : words.ends[i] + 1] == "."


def _is_line(words: Words, first: int) -> bool:
    """Say whether the words have a line (or the beginning of a wide one) for themselves."""
    start = words.starts[first]
    lead = words.text[max(0, start - 8) : start].rpartition("\n")
    before = lead[2] if lead[1] or start <= 8 else "x"
    return not before.strip(" 0123456789.)-|*•")


def _initials(words: Words, first: int, last: int, form: str) -> Mention | None:
    """Return the name of a chain of initials and a surname."""
    letters = [i for i in range(first, last + 1) if _letter(words, i) == "I"]
    initials = "".join(words.low(i) for i in letters)
    surnames = [i for i in range(letters[-1] + 1, last + 1) if _letter(words, i) != "P"]
    if (
        initials in _NOT_INITIALS
        or not surnames
        or _AFTER_INITIAL.search(words.text, max(0, words.starts[first] - 3), words.starts[first])
    ):
        return None
    titled = first > 0 and _letter(words, first - 1) == "T"
    stops = sum(_gap(words, i + 1) == "." for i in letters)
    letter = _letter(words, surnames[0])
    score = {"S": 0.72, "B": 0.7, "G": 0.5, "b": 0.5, "s": 0.45, "O": 0.55, "F": 0.5}[letter]
    if len(letters) > 1:
        score += 0.1
    elif not titled:
        if not stops and letter not in "SB":
            return None
        score -= 0.1 if stops else 0.3
        if _is_line(words, first):  # A. Smith at the head of a line may be a list's point
            score -= 0.15
    if titled:
        score += 0.15
    breaks = [i for i in range(first + 1, last + 1) if _gap(words, i) == "n"]
    if any(not runs_on(words, i - 1) for i in breaks):
        return None
    if breaks:
        score -= 0.1
    score -= _too_short(words, surnames[:1])
    if score < LEAST:
        return None
    parts = _Parts(None, initials, surnames, last)
    why = "Initials and a surname." if letter in "SB" else "Initials and a word."
    return _mention(words, first, _with_junior(words, last), form, parts, min(score, 0.92), why)


def _other(words: Words, first: int, last: int, form: str) -> Mention | None:
    """Return the name after a title or a label."""
    if form == "middle":
        parts = _Parts(first, words.low(first + 1), [last], last)
        score = 0.7 if _letter(words, first) == "O" else 0.75
        score -= 0.2 if _letter(words, last) == "O" else 0.0
        why = "A word, an initial and a surname."
        return _mention(words, first, _with_junior(words, last), form, parts, score, why)
    if form == "label":
        parts = _walk(words, first, last)
        comma = any(_gap(words, i) == "," for i in range(first + 1, last + 1))
        if comma:
            return (
                _last_first(words, first, last, "last") if _gap(words, first + 1) == "," else None
            )
        known = _letter(words, first) in "GBgbF"
        if not parts.surnames:
            parts = _Parts(None, "", [first], first)
        elif not known:
            parts.given = first
        score = 0.8 if known else 0.7 if parts.given is not None else 0.4
        why = "It stands after the label of a name."
        return _mention(words, first, parts.last, form, parts, score, why)
    titles = [i for i in range(first, last + 1) if _letter(words, i) == "T"]
    strong = any(words.low(i) in STRONG_TITLES for i in titles)
    rest = [i for i in range(titles[-1] + 1, last + 1) if _letter(words, i) != "P"]
    if not rest:
        return None
    letter = _letter(words, rest[0])
    capitals = _upper(words, rest[0]) and _upper(words, titles[-1])
    if letter in "WL" and (not strong or capitals):
        return None
    if _gap(words, rest[0]) == "," and not strong:
        return None
    score = {"S": 0.85, "B": 0.8, "O": 0.72, "G": 0.7, "F": 0.65, "L": 0.6}.get(letter, 0.6)
    if not strong:
        score -= 0.08 if letter in "SB" and not capitals else 0.25
    if score < LEAST:
        return None
    first, given = titles[-1] + 1, None
    if len(rest) > 1 and _gap(words, rest[1]) == "_":
        if capitals:  # in capitals any word that follows may be the sentence's own
            rest, last = rest[:1], rest[0]
        else:
            given, rest = rest[0], rest[1:]
    parts = _Parts(given, "", rest, last)
    return _mention(
        words, first, _with_junior(words, last), form, parts, score, "It follows a title."
    )


def _mention(
    words: Words, first: int, last: int, form: str, parts: _Parts, score: float, why: str
) -> Mention:
    """Return the mention of words ``first`` to ``last``."""
    return Mention(
        words.starts[first],
        _end(words, last),
        form,
        "" if parts.given is None else words.low(parts.given),
        parts.initials,
        tuple(words.low(i) for i in parts.surnames),
        score,
        why,
    )
