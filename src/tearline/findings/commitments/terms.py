"""The terms of a commitment: how long, by when, from when, on what condition, as words of its sentence.

Promises: each term is a span of the sentence; a deadline has the days its words can mean. Nothing is
inferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tearline.findings.times.grammar import NUMBERS
from tearline.model.commitment import Duration
from tearline.model.statement import Span
from tearline.model.when import When

_COUNT = r"(?:\d{1,4}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")"
_LENGTH = rf"(?P<n>{_COUNT})[\s-]+(?:more\s+|further\s+)?(?P<unit>hour|day|week|month|year)s?"
_FOR = re.compile(
    rf"\b(?:for|lasting)\s+(?:another\s+|at\s+least\s+|up\s+to\s+)?{_LENGTH}\b", re.IGNORECASE
)
_LONG = re.compile(rf"\b{_LENGTH.replace('s?', '')}\b(?=\s+\w)", re.IGNORECASE)  # "a 30-day halt"
_ANY = re.compile(rf"\b{_LENGTH}\b", re.IGNORECASE)
_WITHIN = re.compile(rf"\b(?:within|inside|in\s+no\s+more\s+than)\s+{_LENGTH}\b", re.IGNORECASE)
_IF = re.compile(
    r"\b(?P<if>only\s+if|if|unless|provided(?:\s+that)?|on\s+condition\s+that|as\s+long\s+as|so\s+long\s+as|on\s+the\s+understanding\s+that)\s"
    r"[^.;:]*?(?=,\s|[.;:]|\s+(?:he|she|they|it)\s+said\b|$)",
    re.IGNORECASE,
)
_SOON = re.compile(r"\b(?:immediately|at\s+once|without\s+delay)\b", re.IGNORECASE)
_LEAD = 4  # characters before a term that a sentence begins with: "In "
_BY = re.compile(
    r"\b(?:by|before|until|till|no\s+later\s+than|not\s+later\s+than)\s+(?:the\s+)?$", re.IGNORECASE
)
_ON = re.compile(r"\b(?:on|in|at|during|for)\s+(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(
    r"\b(?:starting|beginning|from|as\s+of|effective|since)\s+(?:on\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a stretch of a sentence sets for an act; ``first`` is where it begins, -1 for nowhere.

    ``leading``: it begins with one of them. ``soon``: it is to be done at once.
    """

    duration: Duration | None
    within: Duration | None
    deadline: When | None
    starts: When | None
    condition: Span | None
    first: int
    leading: bool = False
    soon: bool = False

    @property
    def any(self) -> bool:
        """Say whether it sets anything."""
        return self.soon or any((self.duration, self.within, self.deadline, self.condition))


def terms(
    text: str, start: int, end: int, whens: Sequence[When], said: date | None = None
) -> Terms:
    """Return the terms between two places of a text; ``whens`` are its expressions of time."""
    duration = _length(_FOR, text, start, end) or _length(_LONG, text, start, end, hyphen=True)
    within = _length(_WITHIN, text, start, end)
    found = _IF.search(text, start, end)
    condition = (found.start(), found.end()) if found else None
    deadline, by = _when(_BY, text, start, end, whens, condition)
    starts, begun = _when(_FROM, text, start, end, whens, condition)
    if deadline is None:  # a day alone that lies ahead is when it is to be done
        deadline = next(
            (
                one
                for one in whens
                if start <= one.start < end
                and _ahead(one, said)
                and one is not starts
                and not _in(one, condition)
            ),
            None,
        )
        by = start + len(_ON.sub("", text[start : deadline.start])) if deadline is not None else -1
    places = [by, begun, condition[0] if condition else -1, within.span[0] if within else -1]
    if duration is not None and "-" not in text[duration.span[0] : duration.span[1]]:
        places.append(duration.span[0])
    first = min((one for one in places if one >= 0), default=-1)
    lead = len(text[start:end]) - len(text[start:end].lstrip(" “\"‘'"))
    leading = first >= 0 and first - start - lead <= _LEAD
    soon = _SOON.search(text, start, end) is not None
    return Terms(duration, within, deadline, starts, condition, first, leading, soon)


def length_of(said: str) -> Duration | None:
    """Return the length of time that some words name ("for 30 days"), None where they name none."""
    return _length(_ANY, said, 0, len(said))


def _ahead(one: When, said: date | None) -> bool:
    return one.ahead or (said is not None and one.last is not None and one.last > said)


def _in(when: When, span: Span | None) -> bool:
    return span is not None and span[0] <= when.start < span[1]


def _when(
    before: re.Pattern[str],
    text: str,
    start: int,
    end: int,
    whens: Sequence[When],
    condition: Span | None,
) -> tuple[When | None, int]:
    """Return the expression of time that words like "by" stand right before, and where those begin."""
    for one in whens:
        if start <= one.start < end and not _in(one, condition):
            found = before.search(text, start, one.start)
            if found is not None:
                return one, found.start()
    return None, -1


def _length(
    pattern: re.Pattern[str], text: str, start: int, end: int, *, hyphen: bool = False
) -> Duration | None:
    for found in pattern.finditer(text, start, end):
        if hyphen and "-" not in found.group():
            continue
        said = found["n"].lower()
        count = NUMBERS[said] if said in NUMBERS else int(said)
        return Duration((found.start(), found.end()), count, found["unit"].lower())
    return None
