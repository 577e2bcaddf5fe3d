"""Where an article begins: the title-like lines of a page, each a headline or another story's.

Promises: every open title becomes a headline, a related headline or an alternative text, with what spoke for
it; an article has at least two paragraphs. What speaks for a beginning: a dateline below it, names brought
in anew with their titles ("President Vale" where the text above says "Vale"), rare words of the title in the
text below and not above, and a break in the words between the text above and below. It is a guess with a
score: the split is shown, and a person merges or splits.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tearline.model.article import LineLabel
from tearline.records.articles.bylined import titles_above
from tearline.records.articles.heading import dateline_of
from tearline.records.articles.labels import Said
from tearline.records.articles.shapes import phrases

BEGINS = 1.5  # a score from which a title begins an article
FULL = 2  # words of a name, title or first name among them, that is less than in full
BEFORE = 80  # paragraphs above in which a name can have been brought in
NEAR = 3  # paragraphs that are compared above and below
SURE = 3.0  # a score from which a beginning is as sure as it gets
BYLINED = "a byline or a date below it"
LEAST = 2  # paragraphs of an article
SITE = 2  # paragraphs about the site, at most
LONG = 12  # words of a paragraph of which that can be said
STRANGER = 0.25  # how much of a paragraph's words stands at least in the others of its page
_SHARES = 0.1  # how much of a headline's weight stands in its text at least
_TO_READERS = frozenset({"our", "your", "you", "us", "welcome"})  # how a site speaks of itself
_NAME = re.compile(r"\b(?:[A-Z][\w.'’-]+\s+){0,2}[A-Z][\w'’-]{2,}")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an of in on at to for and or but as by with from is are was were be been has have had will"
        " would could said says that this it its his her their he she they not after before over into about"
        " more than who which when new",
    )
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A title with what speaks for it as a headline: the line, a score, and why."""

    line: int
    score: float
    why: str


def beginnings(lines: Sequence[Said]) -> list[Beginning]:
    """Return the headlines of a page, in order; the first article may begin without one (line -1)."""
    text = [at for at, one in enumerate(lines) if one.label is LineLabel.BODY]
    if not text:
        return []
    rare = _Rare(lines, text)
    bylined = {rare.first_of(titles): BYLINED for titles in titles_above(lines)}
    top = next((at for at in bylined if at < text[0] or (len(text) > 1 and at < text[1])), None)
    if top is None:
        found = [Beginning(_first(lines, text[0], rare), SURE, "the page begins with it")]
    else:
        found = [Beginning(top, SURE, bylined[top])]
    for group in _groups(lines, text):
        own = [at for at in group if at in bylined]
        if own:
            found += [Beginning(at, SURE, bylined[at]) for at in own if at != top]
            continue
        best = max((_scored(lines, at, text, rare) for at in group), key=lambda one: one.score)
        if best.score >= BEGINS:
            found.append(best)
    return _long_enough(found, text)


def closing(lines: Sequence[Said]) -> list[int]:
    """Return the paragraphs at a page's end that are about the site: nothing of the text above is in them."""
    text = [at for at, one in enumerate(lines) if one.label is LineLabel.BODY]
    rare = _Rare(lines, text)
    found: list[int] = []
    while len(text) > LEAST and len(found) < SITE:
        words = lines[text[-1]].shape.words
        speaks = any(word.lower() in _TO_READERS for word in words)
        if len(words) < LONG or not speaks or rare.known(text[-1], text[:-1]) >= STRANGER:
            break
        found.append(text.pop())
    return found


def _groups(lines: Sequence[Said], text: Sequence[int]) -> list[list[int]]:
    """Return the open titles between two paragraphs, some at a time."""
    groups = []
    for above, below in pairwise(text):
        group = [at for at in range(above + 1, below) if lines[at].label is None]
        if group:
            groups.append(group)
    return groups


def _first(lines: Sequence[Said], body: int, rare: _Rare) -> int:
    """Return the page's first headline: of the titles above its text the one most like it, -1 for none."""
    above = [at for at in range(body) if lines[at].label is None]
    return max(above, key=lambda at: (rare.shared(at, below=True), -at), default=-1)


def _scored(lines: Sequence[Said], at: int, text: Sequence[int], rare: _Rare) -> Beginning:
    here = bisect_left(text, at)
    below, above = text[here : here + NEAR], text[max(0, here - NEAR) : here]
    score, why = 0.0, []
    if dateline_of(lines[below[0]].shape.text) is not None:
        score += 2.5
        why.append("a dateline below it")
    anew = _brought_in(lines, below, text[max(0, here - BEFORE) : here])
    if anew:
        score += min(1.5, 0.8 * len(anew))
        why.append(f"{', '.join(sorted(anew)[:3])} named in full again")
    more = rare.shared(at, below=True) - rare.shared(at, below=False)
    if more > 0:
        score += min(1.2, 2.4 * more)
        why.append("its words stand in the text below it")
    if (apart := 1.0 - rare.alike(above, below)) > 0:
        score += 0.6 * apart
    if not why or why == ["its words stand in the text below it"]:
        score *= 0.75  # a link to another story on the same matter looks like that too
    if lines[at].shape.titled < 0.3 and len(lines[at].shape.words) < 5:  # noqa: PLR2004
        score -= 0.5
    return Beginning(at, score, "; ".join(why) or "nothing speaks for it")


def _brought_in(lines: Sequence[Said], below: Sequence[int], before: Sequence[int]) -> set[str]:
    """Return surnames that stand alone above and, first thing below, with a title or a first name."""
    titles = phrases().titles
    alone = {
        word
        for at in before
        for name in _NAME.findall(lines[at].shape.text)
        if (word := name.split()[-1]) and len(name.split()) == 1 and word.lower() not in _STOP
    }
    anew = set()
    met: set[str] = set()
    for at in below[:2]:
        said = lines[at].shape.text
        for found in _NAME.finditer(said):
            parts = found[0].split()
            last = parts[-1]
            if last in met or last not in alone:
                continue
            met.add(last)
            lead = said[: found.start()].lower().rstrip()
            in_full = len(parts) > FULL or parts[0].lower() in titles or lead.endswith(titles)
            if len(parts) > 1 and in_full:
                anew.add(last)
    return anew


def _long_enough(found: list[Beginning], text: Sequence[int]) -> list[Beginning]:
    """Leave out beginnings of what is shorter than an article; the first stays."""
    kept = found[:1]
    ends = [*(one.line for one in found[2:]), math.inf]
    for one, following in zip(found[1:], ends, strict=False):
        if sum(one.line < at < following for at in text) >= LEAST:
            kept.append(one)
    return kept


class _Rare:
    """The words of a page's titles and paragraphs, weighed by how rare they are on it."""

    def __init__(self, lines: Sequence[Said], text: Sequence[int]) -> None:
        self._text = list(text)
        self._words = {at: _terms(one.shape.words) for at, one in enumerate(lines)}
        counts: Counter[str] = Counter()
        for at in text:
            counts.update(self._words[at])
        self._weight = {word: math.log((1 + len(text)) / (1 + n)) for word, n in counts.items()}

    def shared(self, title: int, *, below: bool) -> float:
        """Return how much of a title's weight stands in the paragraphs next below (or above) it."""
        here = bisect_left(self._text, title)
        near = self._text[here : here + NEAR] if below else self._text[max(0, here - NEAR) : here]
        there = frozenset().union(*(self._words[at] for at in near)) if near else frozenset()
        own = self._words[title]
        whole = sum(self._weight.get(word, math.log(1 + len(self._text))) for word in own)
        return sum(self._weight.get(word, 0.0) for word in own & there) / whole if whole else 0.0

    def first_of(self, titles: Sequence[int]) -> int:
        """Return the first of some titles that has words of the text below; the last where none has."""
        return next((at for at in titles if self.shared(at, below=True) > _SHARES), titles[-1])

    def known(self, at: int, others: Sequence[int]) -> float:
        """Return how much of a paragraph's words stands in others."""
        there = (
            frozenset().union(*(self._words[other] for other in others)) if others else frozenset()
        )
        own = self._words[at]
        return len(own & there) / len(own) if own else 1.0

    def alike(self, above: Sequence[int], below: Sequence[int]) -> float:
        """Return how alike the words of two groups of paragraphs are (0 to 1)."""
        one = frozenset().union(*(self._words[at] for at in above)) if above else frozenset()
        two = frozenset().union(*(self._words[at] for at in below)) if below else frozenset()
        weigh = self._weight.get
        both = sum(weigh(word, 0.0) for word in one & two)
        either = sum(weigh(word, 0.0) for word in one | two)
        return both / either if either else 0.0


def _terms(words: Sequence[str]) -> frozenset[str]:
    lower = (word.lower().removesuffix("'s").removesuffix("’s") for word in words)
    return frozenset(word for word in lower if len(word) > 2 and word not in _STOP)  # noqa: PLR2004
