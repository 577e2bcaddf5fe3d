"""What an account says, thing by thing, and how alike two of those are, the names left out.

Promises: a claim is a span of its text; words that stand in most claims of all accounts (the names of
those who met) weigh nothing, or every claim would be like every other. Does not promise that alike words
mean the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.findings.statements.contents import trimmed
from tearline.model.statement import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_TELLING = {"NOUN", "VERB", "ADJ", "PROPN", "NUM", "ADV"}
_EMPTY = {
    "be",
    "have",
    "do",
    "say",
    "will",
    "would",
    "also",
    "make",
    "take",
    "other",
    "more",
    "very",
    "so",
    "tell",
    "agree",
}
_EVERYWHERE = 0.3  # of the claims: a name in more of them is who they are about
_OFTEN = 3  # claims: what two accounts both say stands in two of them at least
FEWEST = 3  # telling words of a claim that can be compared


@dataclass(frozen=True, slots=True)
class Word:
    """A telling word of a claim: its lemma, and where it stands in the text."""

    lemma: str
    span: Span
    number: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that an account says."""

    account: str
    file: str
    span: Span
    words: tuple[Word, ...]


def claims_of(
    account: str, file: str, text: str, spans: Sequence[Span], docs: Sequence[tuple[int, Doc]]
) -> list[Claim]:
    """Return what stands in some spans of a parsed text, a sentence each; too short a one is none."""
    found = []
    for base, doc in docs:
        for sentence in doc.sents:
            for start, end in spans:
                low = max(start, base + sentence.start_char)
                high = min(end, base + sentence.end_char)
                clean = trimmed(text, low, high) if low < high else None
                if clean is None:
                    continue
                words = tuple(
                    Word(
                        token.lemma_.lower(),
                        (base + token.idx, base + token.idx + len(token)),
                        token.pos_ == "NUM",
                    )
                    for token in sentence
                    if token.pos_ in _TELLING
                    and token.lemma_.lower() not in _EMPTY
                    and clean[0] <= base + token.idx < clean[1]
                )
                if len(words) >= FEWEST:
                    found.append(Claim(account, file, clean, words))
    return found


class Weights:
    """How much each word tells among some claims: rare ones much, those that stand everywhere nothing."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        """Count the words of all claims."""
        counts = Counter(lemma for one in claims for lemma in {word.lemma for word in one.words})
        total = len(claims)
        most = max(_EVERYWHERE * total, _OFTEN)
        self._weight = {
            lemma: 0.0 if n > most else math.log(1 + total / n) for lemma, n in counts.items()
        }

    def alike(self, one: Claim, other: Claim) -> float:
        """Return how much of two claims' weight they share (0 to 1)."""
        mine, theirs = {w.lemma for w in one.words}, {w.lemma for w in other.words}
        both = sum(self._weight.get(lemma, 0.0) for lemma in mine & theirs)
        all_ = sum(self._weight.get(lemma, 0.0) for lemma in mine) + sum(
            self._weight.get(lemma, 0.0) for lemma in theirs
        )
        return 2 * both / all_ if all_ else 0.0
