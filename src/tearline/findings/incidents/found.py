"""Candidates for incidents in an article: mentions by the lexicon's words, gathered where they tell of one.

Promises: every field is a piece of the page or empty; a legal step is told as one and proves nothing. A
candidate is no record: a person accepts it, and may take its mentions apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tearline.findings.incidents.acts import Trigger, acts
from tearline.findings.incidents.gathering import gathered
from tearline.findings.incidents.lexicon import lexicon
from tearline.findings.statements import sources
from tearline.findings.statements.contents import over
from tearline.findings.statements.lexicon import lexicon as statement_words
from tearline.findings.statements.reading import Passage, Reading
from tearline.model.incident import Claim, Incident, Mention, Occurrence
from tearline.model.statement import Kind, Span, Statement
from tearline.model.when import When

if TYPE_CHECKING:
    from spacy.tokens import Span as Words
    from spacy.tokens import Token

_PLACES = {"GPE", "LOC", "FAC"}
_PLACED = {"in", "at", "near", "on", "off", "over", "outside", "around", "throughout"}
_AROUND, _BESIDE = 6, 4  # words around one that say how far it went, and how it is said
_SPOKEN = 4  # characters between a verb of speech and the day that is its own


def incidents(reading: Reading) -> Iterator[Incident]:
    """Find the candidates of an article as it was read."""
    found = [one for passage in reading.passages for one in _Paragraph(passage).read()]
    yield from (replace(one, article=reading.article) for one in gathered(reading.text, found))


class _Paragraph:
    """One paragraph being read."""

    def __init__(self, passage: Passage) -> None:
        self.text, self.base, self.doc = passage.text, passage.base, passage.doc
        self.number, self.whens, self.saying = passage.number, passage.whens, passage.saying
        self.saying_at, self.words = passage.saying_at, lexicon()

    def read(self) -> list[Incident]:
        """Return an incident for each trigger, in order, none over another."""
        kept: list[Trigger] = []
        for one in sorted(self.triggers(), key=lambda each: (-each.sure, each.start)):
            if not any(over((one.start, one.end), (other.start, other.end)) for other in kept):
                kept.append(one)
        kept.sort(key=lambda one: one.start)
        return [self.incident(one) for one in kept]

    def triggers(self) -> Iterator[Trigger]:
        """Find the words of the lexicon in the paragraph."""
        text, words = self.doc.text, self.words
        for kind, pattern in words.phrases:
            for match in pattern.finditer(text):
                token = next((t for t in self.doc if t.idx + len(t) > match.start()), None)
                if token is not None:
                    yield Trigger(
                        match.start(), match.end(), kind, token, 0.8, f"“{match.group()}”"
                    )
        yield from acts(self.doc, words)
        for token in self.doc:
            if token.pos_ == "NOUN" and any(c.lower_ == "no" for c in token.children):
                continue  # "no attack has taken place"
            lemma = token.lemma_.lower()
            end = token.idx + len(token)
            if token.pos_ == "VERB" and lemma in words.verbs and token.dep_ != "amod":
                yield Trigger(token.idx, end, words.verbs[lemma], token, 0.7, f"“{token.text}”")
            elif token.pos_ in {"NOUN", "PROPN"} and lemma in words.nouns:
                yield Trigger(token.idx, end, words.nouns[lemma], token, 0.7, f"“{token.text}”")
            elif token.pos_ == "NOUN" and lemma in words.weak and self.is_near(token):
                yield Trigger(
                    token.idx,
                    end,
                    words.weak[lemma],
                    token,
                    0.5,
                    f"“{token.text}” with words near it",
                )

    def is_near(self, token: Token) -> bool:
        """Say whether a word that is often something else has a telling one in its sentence."""
        named = any(
            child.dep_ == "compound" and child.lemma_.lower() in self.words.nouns
            for child in token.children
        )  # "an arson attack" is told by "arson"
        return not named and any(
            t.lemma_.lower() in self.words.near for t in token.sent if t.i != token.i
        )

    def incident(self, one: Trigger) -> Incident:
        """Return a trigger as an incident of one mention."""
        verb = self.verb_of(one.token)
        inside = self.saying_at(one.start)
        says = inside[-1] if inside else None
        legal = one.kind in self.words.legal
        span = (self.base + one.start, self.base + one.end)
        actor, target = self.parties(one.token, verb)
        occurrence = Occurrence.COMPLETED if legal else self.occurrence(one)
        claim = self.claim(one, says)
        return Incident(
            one.kind,
            (Mention(span, self.number, one.why),),
            occurrence,
            claim,
            one.sure,
            self.place(one.token.sent, one),
            self.when(one.token.sent, one),
            actor,
            target,
            actor if claim in {Claim.ALLEGED, Claim.CLAIMED} and not legal else None,
            says.source.span if says else None,
            span if legal else None,
        )

    def verb_of(self, token: Token) -> Token:
        """Return the verb a word is, or depends on."""
        at = token
        while at.pos_ not in {"VERB", "AUX"} and at.head.i != at.i:
            at = at.head
        return at

    def parties(self, token: Token, verb: Token) -> tuple[Span | None, Span | None]:
        """Return who does it and to what, as far as the word itself has a subject and an object."""
        by = _object_of((token, verb), {"by"})
        by = by if by is not None and self.may_act(by) else None
        if token.pos_ != "VERB":
            return self.phrase(by), self.phrase(_object_of((token,), {"on", "against", "at"}))
        passive = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        direct = next((c for c in token.children if c.dep_ == "dobj"), None)
        subject = sources.subject(token) if passive is None else by
        subject = subject if subject is not None and self.may_act(subject) else None
        return self.phrase(subject), self.phrase(passive if passive is not None else direct)

    def may_act(self, head: Token) -> bool:
        """Say whether a word is somebody, or something steered, that can have done it."""
        if head.ent_type_ in {"PERSON", "ORG", "NORP", "GPE"} or head.pos_ == "PROPN":
            return True
        said = statement_words()
        return head.lemma_.lower() in self.words.actors | said.people | said.bodies

    def phrase(self, head: Token | None) -> Span | None:
        """Return the phrase of a word as a span of the page, None for a pronoun."""
        if head is None or head.pos_ == "PRON":
            return None
        start, end = sources.phrase(head)
        return start + self.base, end + self.base

    def place(self, sentence: Words, one: Trigger) -> Span | None:
        """Return the place the sentence puts it: a place's name behind "in", "at", "near", the nearest."""
        found = [
            entity
            for entity in sentence.ents
            if entity.label_ in _PLACES
            and entity.root.head.dep_ == "prep"
            and entity.root.head.lower_ in _PLACED
        ]
        near = min(found, key=lambda entity: abs(entity.start_char - one.start), default=None)
        return None if near is None else (near.start_char + self.base, near.end_char + self.base)

    def when(self, sentence: Words, one: Trigger) -> When | None:
        """Return the expression of time nearest to it in its sentence; the speaking has its own."""
        start, end = self.base + sentence.start_char, self.base + sentence.end_char
        inside = [w for w in self.whens if start <= w.start < end and w.unit != "vague"]
        cues = [s.cue for s in self.saying if s.cue is not None]
        own = [w for w in inside if not any(0 <= w.start - cue[1] <= _SPOKEN for cue in cues)]
        place = self.base + one.start
        return min(own, key=lambda w: abs(w.start - place), default=None)

    def occurrence(self, one: Trigger) -> Occurrence:
        """Return how far it went, by the words around it in its sentence."""
        doubt = self.words.doubt
        near = [t for t in one.token.sent if abs(t.i - one.token.i) <= _AROUND]
        lemmas = {t.lemma_.lower() for t in near} | {t.lower_ for t in near}
        plural = one.token.tag_ in {"NNS", "NNPS"}
        if lemmas & doubt["foiled"]:
            return Occurrence.FOILED
        if lemmas & doubt["attempted"]:
            return Occurrence.ATTEMPTED
        if one.kind == "plot" or (lemmas & doubt["planned"]):
            return Occurrence.PLANNED
        if lemmas & doubt["threatened"]:
            return Occurrence.THREATENED
        if plural or lemmas & doubt["trend"]:
            return Occurrence.TREND
        return Occurrence.COMPLETED

    def claim(self, one: Trigger, says: Statement | None) -> Claim:
        """Return how it is said: as the writer's fact, somebody's claim, with a doubt, or denied."""
        if says is not None and says.kind is Kind.DENIES:
            return Claim.DENIED
        near = {t.lower_ for t in one.token.sent if abs(t.i - one.token.i) <= _BESIDE}
        if near & self.words.doubt["alleged"]:
            return Claim.ALLEGED
        return Claim.CLAIMED if says is not None else Claim.STATED


def _object_of(words: Sequence[Token], prepositions: set[str]) -> Token | None:
    """Return what stands behind one of some prepositions of a word: "by Marsh", "on the pier"."""
    return next(
        (
            below
            for word in words
            for child in word.children
            if child.dep_ in {"agent", "prep"} and child.lower_ in prepositions
            for below in child.children
            if below.dep_ == "pobj"
        ),
        None,
    )
