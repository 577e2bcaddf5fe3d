"""What an article says of keeping what was agreed, and what stands beside a promise in it.

Promises: every span is a piece of the page; a breach that somebody claims is alleged, by them; it is
verified only where the page says that somebody verified or confirmed it; nothing is counted and no share
computed. A conflict is two wordings beside one another, never a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tearline.findings.commitments.binding import lexicon
from tearline.findings.statements.reading import Passage, Reading
from tearline.model.compliance import Compliance, Conflict
from tearline.model.statement import Kind, Span, Statement
from tearline.model.when import When

if TYPE_CHECKING:
    from spacy.tokens import Token

_LEAST = 100  # a number that two things share by chance is smaller
_COUNTED = re.compile(
    r"(?<![\d,.])(\d[\d,]*\d)\s+(?:(?:new|more|unredacted|secret|classified|further)\s+)?([a-z]{4,})s\b"
)
_NONE = re.compile(
    r"\b(?:no|zero|without(?: any)?)\s+(?:more\s+|further\s+)?([a-z]{5,}?)s?\b", re.IGNORECASE
)
_SOME = re.compile(
    r"\b(?:some|several|many|a few|certain|dozens of|hundreds of|\d[\d,]*)\s+"
    r"(?:of the\s+|more\s+|further\s+)?([a-z]{5,}?)s?\b",
    re.IGNORECASE,
)
_BUT_COUNTED = {"people", "years", "month", "minute", "hours", "other", "least", "longer", "doubt"}


def compliance(reading: Reading) -> Iterator[Compliance]:
    """Find what an article says of keeping what was agreed."""
    for passage in reading.passages:
        for token in passage.doc:
            found = _said(token, passage)
            if found is not None:
                yield found


def _said(token: Token, passage: Passage) -> Compliance | None:
    lemma, words = token.lemma_.lower(), lexicon()
    if lemma in words.breaking:
        broken = True
    elif lemma in words.keeping:
        broken = False
    else:
        return None
    if token.pos_ == "VERB" and (_to_come(token) or not _of_terms(token, words.agreed)):
        return None
    if token.pos_ == "NOUN" and lemma not in words.breaches:
        return None
    if token.pos_ not in {"VERB", "NOUN"}:
        return None
    negated = any(child.dep_ == "neg" for child in token.children)
    says = passage.saying_at(token.idx)
    sentence = token.sent
    span = passage.on_page((sentence.start_char, sentence.end_char))
    cue = passage.on_page((token.idx, token.idx + len(token)))
    if span is None or cue is None:
        return None
    state = _state(token, says)
    source = says[-1].source.span if says else None
    if source is None and state == "alleged":
        source = next((s.source.span for s in passage.saying if s.kind is Kind.ACCUSES), None)
    return Compliance(cue, span, broken is not negated, state, source, _when(passage.whens, span))


def _of_terms(verb: Token, agreed: frozenset[str]) -> bool:
    """Say whether a verb is done to what was agreed: "broke the truce", "abided by its terms"."""
    below = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]
    for child in verb.children:
        if child.dep_ in {"prep", "agent"}:
            below += [one for one in child.children if one.dep_ == "pobj"]
    return any(one.lemma_.lower() in agreed for head in below for one in (head, *head.children))


def _to_come(verb: Token) -> bool:
    """Say whether a verb is still to be done: "agreed to keep", "would break"."""
    helpers = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return bool(
        helpers & {"to", "will", "would", "must", "should", "may", "might", "can", "could", "shall"}
    )


def _state(token: Token, says: Sequence[Statement]) -> str:
    kinds = {one.kind for one in says}
    near = {one.lemma_.lower() for one in token.sent}
    if Kind.NOT_DETERMINED in kinds or (
        {"determine", "establish", "verify"} & near and {"not", "could", "unable"} & near
    ):
        return "could not determine"
    if Kind.DENIES in kinds or {"deny", "reject"} & near:
        return "denied"
    return "verified" if {"verify", "confirm", "document"} & near else "alleged"


def _when(whens: Sequence[When], span: Span) -> When | None:
    return next((one for one in whens if span[0] <= one.start < span[1] and one.first), None)


def conflicts(reading: Reading, besides: Sequence[Span] = ()) -> Iterator[Conflict]:
    """Find wordings of an article that do not go together: one number of two things; none, and some.

    ``besides`` are spans of the page that are none of its paragraphs and say something too: captions, heads.
    """
    counted: dict[str, tuple[str, Span]] = {}
    none: dict[str, Span] = {}
    some: dict[str, Span] = {}
    own = [(one.base, one.base + len(one.doc.text)) for one in reading.passages]
    for base, end in sorted({*own, *besides}):
        said = reading.text[base:end]
        for match in _COUNTED.finditer(said):
            number, thing = match[1].replace(",", ""), match[2]
            here = (base + match.start(), base + match.end())
            if int(number) < _LEAST or thing in _BUT_COUNTED:
                continue
            before = counted.setdefault(number, (thing, here))
            if before[0] != thing:
                yield Conflict(
                    before[1], here, f"one number of two things: {before[0]}s and {thing}s"
                )
        for pattern, kept in ((_NONE, none), (_SOME, some)):
            for match in pattern.finditer(said):
                stem = _stem(match[1].lower())
                if stem not in _BUT_COUNTED:
                    kept.setdefault(stem, (base + match.start(), base + match.end()))
    for stem in sorted(none.keys() & some.keys()):
        first, second = sorted((none[stem], some[stem]))
        yield Conflict(first, second, "said to be none, and some")


def _stem(word: str) -> str:
    """Return a word without the ending that makes it a thing done or many: "redactions", "redaction"."""
    return word.removesuffix("s")
