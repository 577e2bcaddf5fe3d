"""Accounts of one event side by side: what differs, what one says alone, what is left out.

Promises: every row points to words of the texts; a difference is of number or of wording and keeps both
wordings; it never says that two accounts contradict each other, for that is a person's to judge. An
omission is only what the text itself says is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tearline.findings.readouts.claims import Claim, Weights, Word
from tearline.findings.times.grammar import NUMBERS
from tearline.model.readout import Aligned, Difference, Omission, Readouts, Said
from tearline.model.statement import Span

LEAST = 0.3  # of two claims' weight that they share, to be of one thing
_MOST_ALIKE = 0.999  # of what no person has said
_MOST_WORDS = 4  # of a difference in wording: more is another sentence
_LEFT_OUT = re.compile(
    r"\b(?:(?:there (?:was|is|were) )?no mention of|(?:did|does|do) not mention"
    r"|(?:made|makes|make) no (?:mention|reference) (?:of|to)|left out|leaves? out|omit(?:s|ted)?"
    r"|(?:says?|said) nothing (?:about|of)|(?:was|is|were|are) silent (?:on|about)"
    r"|without (?:mentioning|a word about))"
    r"\s+(?P<what>[^.;:!?]{3,160})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paired:
    """A person's word on two stretches of texts, each by its file: they tell of one thing, or do not."""

    here: tuple[str, Span]
    there: tuple[str, Span]
    together: bool


def side_by_side(
    claims: Sequence[Claim], texts: dict[str, str], said: Sequence[Paired] = ()
) -> Readouts:
    """Lay the claims of two or more accounts side by side. ``texts`` by file.

    What persons ``said`` of two claims holds, whatever their words share.
    """
    weights = Weights(claims)
    accounts = list(dict.fromkeys(one.account for one in claims))
    aligned: list[Aligned] = []
    met: set[Claim] = set()
    for at, first in enumerate(accounts):
        for second in accounts[at + 1 :]:
            mine = [one for one in claims if one.account == first]
            theirs = [one for one in claims if one.account == second]
            for one, other, alike in _pairs(mine, theirs, weights, said):
                met |= {one, other}
                differences = tuple(_differences(one, other, texts))
                aligned.append(Aligned(_said(one), _said(other), alike, differences))
    alone = tuple(_said(one) for one in claims if one not in met)
    omissions = tuple(
        Omission(file, (match.start(), match.start("what")), match.span("what"))
        for file, text in texts.items()
        for match in _LEFT_OUT.finditer(text)
    )
    return Readouts(tuple(aligned), alone, omissions)


def _pairs(
    mine: Sequence[Claim], theirs: Sequence[Claim], weights: Weights, said: Sequence[Paired]
) -> Iterator[tuple[Claim, Claim, float]]:
    """Pair claims, what persons said first and then the most alike, each once."""
    rows = sorted(
        (
            (_alike(one, other, weights, said), i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(theirs)
        ),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    found = []
    for alike, i, j in rows:
        if alike < LEAST or i in used[0] or j in used[1]:
            continue
        used[0].add(i)
        used[1].add(j)
        found.append((i, j, alike))
    for i, j, alike in sorted(found):
        yield mine[i], theirs[j], alike


def _alike(one: Claim, other: Claim, weights: Weights, said: Sequence[Paired]) -> float:
    """Return how alike two claims are: 1 or 0 where a person has said so, the last word first."""
    for each in reversed(said):
        if (_is(one, each.here) and _is(other, each.there)) or (
            _is(one, each.there) and _is(other, each.here)
        ):
            return 1.0 if each.together else 0.0
    return min(weights.alike(one, other), _MOST_ALIKE)


def _is(one: Claim, place: tuple[str, Span]) -> bool:
    file, (start, end) = place
    return one.file == file and one.span[0] < end and start < one.span[1]


def _differences(one: Claim, other: Claim, texts: dict[str, str]) -> Iterator[Difference]:
    """Return what differs between two claims: numbers of one thing, and words between words they share."""
    mine = [_key(word, texts[one.file]) for word in one.words]
    theirs = [_key(word, texts[other.file]) for word in other.words]
    for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if tag != "replace" or max(b - a, d - c) > _MOST_WORDS:
            continue
        here = (one.words[a].span[0], one.words[b - 1].span[1])
        there = (other.words[c].span[0], other.words[d - 1].span[1])
        number = any(w.number for w in one.words[a:b]) and any(w.number for w in other.words[c:d])
        beside = a > 0 or b < len(mine)  # between or beside words that both have
        if number or beside:
            yield Difference("number" if number else "wording", here, there)
    yield from _joined(one, other, texts, mine, theirs)


def _joined(
    one: Claim, other: Claim, texts: dict[str, str], mine: list[str], theirs: list[str]
) -> Iterator[Difference]:
    """Return "energy infrastructure" beside "energy and infrastructure": joined in another way."""
    pairs = {(mine[i], mine[i + 1]): i for i in range(len(mine) - 1)}
    for j in range(len(theirs) - 1):
        i = pairs.get((theirs[j], theirs[j + 1]))
        if i is None:
            continue
        here: Span = (one.words[i].span[0], one.words[i + 1].span[1])
        there: Span = (other.words[j].span[0], other.words[j + 1].span[1])
        first, second = (
            texts[one.file][slice(*here)].lower(),
            texts[other.file][slice(*there)].lower(),
        )
        if (" and " in first) is not (" and " in second) or (" or " in first) is not (
            " or " in second
        ):
            yield Difference("wording", here, there)


def _key(word: Word, text: str) -> str:
    """Return what a word is compared by: a number by its value, "thirty" as 30."""
    if not word.number:
        return word.lemma
    said = text[slice(*word.span)].lower().replace(",", "")
    return str(NUMBERS.get(said, said))


def _said(one: Claim) -> Said:
    return Said(one.account, one.file, one.span)
