"""The model's spans and the dictionary's, brought together on one page.

Promises: a span both saw is surer, and as wide as the wider of the two on one line; a span that
the model alone saw becomes a candidate, surer where the dictionary has one of its words; a span
of places, offices and things is dropped.

Does not promise: that the model was right.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tearline.findings.names.shapes import Mention
from tearline.findings.names.things import is_thing
from tearline.findings.names.words import Words

_WHOLE = re.compile(
    r"(?:(?:Mc|Mac|De|Di|La|Le|Van|O')?[A-Z][a-z]+|(?:Mc|O')?[A-Z]{3,})(?:-\n?[A-Za-z]+)?"
)
_NAMES = "GSBsgbFO"


def merged(
    words: Words, found: Sequence[Mention], spans: Sequence[tuple[int, int]]
) -> list[Mention]:
    """Return the mentions of a page with the model's word added, in order, without overlap."""
    if not spans:
        return list(found)
    result: list[Mention] = []
    mentions = list(found)
    passed = 0
    for start, end in spans:
        while passed < len(mentions) and mentions[passed].end <= start:
            result.append(mentions[passed])
            passed += 1
        over = []
        while passed < len(mentions) and mentions[passed].start < end:
            over.append(mentions[passed])
            passed += 1
        if over:
            _agree(words, over, start, end, result[-1].end if result else 0)
            result.extend(over)
            continue
        mention = _alone(words, start, end)
        if mention is not None and (not result or result[-1].end <= mention.start):
            result.append(mention)
    result.extend(mentions[passed:])
    return result


def _agree(words: Words, over: Sequence[Mention], start: int, end: int, free: int) -> None:
    """Make the mentions that a span touches surer, and a single one as wide as the span."""
    for mention in over:
        mention.score = min(0.97, mention.score + 0.08)
        mention.why = mention.why.removesuffix(".") + "; the language model reads a person."
    if len(over) == 1 and "\n" not in words.text[start:end]:
        mention = over[0]
        first = bisect_left(words.starts, start)
        letters = words.letters[2 * first : 2 * bisect_left(words.starts, end) : 2]
        if letters and all(letter in _NAMES + "IJP" for letter in letters):
            mention.start = max(min(mention.start, words.starts[first]), free)
            mention.end = max(mention.end, end)


def _alone(words: Words, start: int, end: int) -> Mention | None:
    """Return the candidate that the model alone saw, or None when its words are no name's."""
    first, stop = bisect_left(words.starts, start), bisect_left(words.starts, end)
    while first < stop and words.letters[2 * first] in "TWN":
        first += 1
    while stop > first and words.letters[2 * stop - 2] in "WNQ":
        stop -= 1
    inside = range(first, stop)
    names = [i for i in inside if words.letters[2 * i] in _NAMES + "L"]
    letters = "".join(words.letters[2 * i] for i in inside)
    if not any(words.letters[2 * i] in _NAMES for i in names) or "Q" in letters:
        return None
    if not all(_WHOLE.fullmatch(words.text[words.starts[i] : words.ends[i]]) for i in names):
        return None  # capitals and small letters mixed: a scrap
    begin, last = words.starts[first], words.ends[stop - 1]
    if is_thing(words, begin, last):
        return None
    score = 0.5 if len(names) > 1 else 0.4
    if any(letter in "SBG" for letter in letters):
        score += 0.12
    elif words.text[begin:last].isupper():
        return (
            None  # words in capitals that no list has are another language more often than a name
        )
    if len(names) == 1 and letters[-1] in "gsbW":
        score -= 0.1
    given = words.low(names[0]) if len(names) > 1 else ""
    initials = "".join(words.low(i) for i in inside if words.letters[2 * i] == "I")
    return Mention(
        begin, last, "model", given, initials, (words.low(names[-1]),), score,
        "The language model reads a person.",
    )  # fmt: skip
