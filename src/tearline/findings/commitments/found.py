"""Candidates for commitments in an article: acts that are agreed, ordered, promised, proposed, demanded,
planned.

Promises: every span is a piece of one paragraph; each candidate says by which word it was taken for one
and how sure that is. A candidate is no record: a person accepts it. Does not promise that an act was
done, or will be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tearline.findings.commitments.binding import (
    WILL,
    Verb,
    lemma_of,
    lexicon,
    may_be_done,
    meant,
    negated,
)
from tearline.findings.commitments.listed import Head, head_of, is_item, item_of
from tearline.findings.commitments.terms import Terms, terms
from tearline.findings.statements import contents, sources
from tearline.findings.statements.contents import over
from tearline.findings.statements.reading import Passage, Reading
from tearline.model.commitment import Commitment, Ground, Position, Stance
from tearline.model.statement import Kind, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEAR = 8  # characters of "will" between what is to happen and its verb
SURE, LIKELY, WEAK = 0.8, 0.6, 0.4


def commitments(reading: Reading) -> Iterator[Commitment]:
    """Find the candidates of an article as it was read; where it has no date its terms may name no day."""
    head: Head | None = None
    for passage in reading.passages:
        paragraph = _Paragraph(passage, reading.said)
        listed = head is not None and is_item(passage)
        found = paragraph.listed(head) if head is not None and listed else paragraph.read()
        head = head if listed else head_of(passage)
        for one in found:
            yield replace(one, article=reading.article)


class _Paragraph:
    """One paragraph being read."""

    def __init__(self, passage: Passage, said: date | None) -> None:
        self.text, self.base, self.doc = passage.text, passage.base, passage.doc
        self.whens, self.saying, self.said = passage.whens, passage.saying, said
        self.span, self.around = passage.on_page, passage.saying_at

    def read(self) -> list[Commitment]:
        """Return the candidates in order; of two over one act the surer one."""
        verbs, rejecting = lexicon().verbs, lexicon().rejecting
        found: list[Commitment] = []
        for token in self.doc:
            lemma = lemma_of(token, verbs)
            one = self.by_verb(token, verbs[lemma]) if lemma in verbs else None
            one = one or self.by_modal(token) or self.by_noun(token)
            if one is not None:
                found.append(one)
            elif token.lemma_.lower() in rejecting and token.pos_ == "VERB":
                found = self.rejected(token, found)
        kept: list[Commitment] = []
        for one in sorted(found, key=lambda each: -each.sure):
            if not any(over(one.act, other.act) for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda one: one.act)

    def listed(self, head: Head) -> list[Commitment]:
        """Return what an item of a list binds to, on the ground and the word of the line over the list."""
        found = item_of(self.doc)
        if found is None:
            return self.read()
        act, who = found
        why = f"in the list under “{head.cue}”"
        made = self.made(act, act, who, head.ground, LIKELY, why, ())
        if made is None:
            return []
        return [made if who is not None else replace(made, obligor=head.who)]

    def by_verb(self, token: Token, verb: Verb) -> Commitment | None:
        """Return what a verb of the lexicon binds somebody to."""
        if token.pos_ not in {"VERB", "AUX"} or token.dep_ == "amod" or negated(token):
            return None
        if token.dep_ == "xcomp" and negated(token.head):
            return None  # "does not yet seem to have agreed"
        if token.head.lemma_ in lexicon().rejecting and token.dep_ == "xcomp":
            return None  # "declined to offer more"
        if any(one.kind is Kind.NOT_DETERMINED for one in self.around(token.idx)):
            return None
        act, obligor = self.act_of(token, verb)
        subject = sources.subject(token)
        if act is None or (subject is not None and subject.lower_ in lexicon().nobody):
            return None
        if _none(act) or (
            token.lemma_ == "expect" and obligor is not None and obligor is not subject
        ):
            return None  # "offered no evidence"; "expects the total to exceed 5,000"
        weak = verb.weak or (act.pos_ in {"NOUN", "PROPN"} and verb.ground is not Ground.DEMAND)
        sure = WEAK if verb.weak else LIKELY if weak else SURE
        stance = self.stance(token, verb, subject)
        return self.made(token, act, obligor, verb.ground, sure, f"“{token.text}”", stance)

    def act_of(self, token: Token, verb: Verb) -> tuple[Token | None, Token | None]:
        """Return the head of what is to be done, and of who is to do it."""
        subject = sources.subject(token)
        direct = next((c for c in token.children if c.dep_ == "dobj"), None)
        if token.lemma_ == "ask" and direct is not None and (wanted := _wanted(token)) is not None:
            return wanted, direct
        if token.lemma_ == "ask" and (
            direct is None or not any(c.dep_ == "xcomp" for c in token.children)
        ):
            return None, None  # "asked whether", "asked for a line", "asked not to be named"
        if token.lemma_ == "call" and not any(
            c.lower_ in verb.prepositions for c in token.children
        ):
            return None, None  # "calls it a fantasy"
        clause = next(
            (
                c
                for c in token.children
                if c.dep_ in {"xcomp", "ccomp", "advcl"} and c.i > token.i and may_be_done(c, token)
            ),
            None,
        )
        if clause is not None:
            own = next(
                (c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"} and c.i > token.i),
                None,
            )
            if own is not None:
                return clause, own
            return clause, direct if verb.bound == "object" and direct is not None else subject
        if token.lemma_ in {"commit", "assure"}:
            direct = None  # what is committed is a crime, who is assured no act
        told = next((c for c in token.children if c.dep_ == "nsubjpass"), None)
        if told is not None and told.pos_ in {"NOUN", "PROPN"} and token.lemma_ in lexicon().given:
            by = next((c for c in token.children if c.dep_ == "agent"), None)
            who = (
                next((c for c in by.children if c.dep_ == "pobj"), None) if by is not None else None
            )
            return told, who if verb.bound == "subject" else None  # "money is promised by the bank"
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ in verb.prepositions:
                below = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
                if below is not None and below.lemma_ not in {"time", "reason"}:
                    return below, subject if verb.bound == "subject" else None
        if direct is not None and direct.pos_ == "NOUN" and verb.ground is not Ground.ORDER:
            return direct, subject if verb.bound == "subject" else None
        return None, None

    def by_modal(self, token: Token) -> Commitment | None:
        """Return what somebody says he or she will do, and what is set for a day that lies ahead."""
        will = next((c for c in token.children if c.dep_ == "aux" and c.lower_ in WILL), None)
        to_be = (
            token.dep_ == "xcomp"
            and token.head.lemma_ == "be"
            and any(c.lower_ == "to" for c in token.children)
        )
        if (
            (will is None and not to_be)
            or token.pos_ not in {"VERB", "AUX"}
            or token.lemma_ == "have"
        ):
            return None
        if any(c.dep_ == "aux" and c.lower_ == "have" for c in token.children):
            return None
        subject = meant(sources.subject(token), token)
        if subject is None or any(
            c.dep_ == "mark" and c.lower_ in {"whether", "if", "unless"} for c in token.children
        ):
            return None
        if will is not None and will.lower_ == "would" and token.tag_ == "VBG":
            return None
        span = self.span(contents.subtree(self.doc, token))
        inside = next(iter(self.around(token.idx)), None)
        set_for = self.terms_of(token, self.base + token.idx) if span is not None else None
        dated = set_for is not None and set_for.any
        own = inside is not None and (
            subject.lower_ in lexicon().own
            or any(c.dep_ == "poss" and c.lower_ in lexicon().possessive for c in subject.children)
        )
        if will is not None and will.lower_ == "would" and inside is None:
            return None
        acting = inside is not None and will is not None and _acts(subject, token)
        if not own and not dated and not acting:
            return None
        ground = Ground.PLEDGE if own or inside is not None else Ground.PLAN
        sure = LIKELY if own and dated else WEAK
        why = f"“{will.text if will is not None else token.head.text + ' to'} {token.text}”"
        found = self.made(token, token, subject, ground, sure, why, ())
        if (
            found is None
            or token.lemma_ not in lexicon().happening
            or subject.pos_ in {"PRON", "PROPN"}
        ):
            return found
        what = self.span(
            sources.phrase(subject)
        )  # what is to happen is the act; who is bound is not said
        near = what is not None and 0 <= found.act[0] - what[1] <= _NEAR
        act = found.act if what is None else (what[0], found.act[1] if near else what[1])
        return replace(found, act=act, obligor=None)

    def made(
        self,
        cue: Token,
        act: Token,
        obligor: Token | None,
        ground: Ground,
        sure: float,
        why: str,
        stances: tuple[Stance, ...],
    ) -> Commitment | None:
        """Put a candidate together: the act's words end where its first term begins."""
        span = self.span(self.words_of(act))
        if span is None:
            return None
        found = self.terms_of(cue, span[0])
        if span[0] < found.first < span[1]:
            clean = contents.trimmed(self.text, span[0], found.first)
            span = clean or span
        says = next(
            (one.source.span for one in self.saying for a, b in one.content if a <= span[0] < b),
            None,
        )
        return Commitment(
            (self.base + cue.idx, self.base + cue.idx + len(cue)),
            self.span(sources.phrase(obligor)) if obligor is not None else None,
            span,
            ground,
            sure,
            why,
            stances,
            found.starts,
            found.deadline,
            found.duration,
            found.within,
            found.condition,
            says,
        )

    def terms_of(self, cue: Token, start: int) -> Terms:
        """Return the terms in what follows in the sentence; where there are none, in what it begins with."""
        sentence = cue.sent
        behind = terms(self.text, start, self.base + sentence.end_char, self.whens, self.said)
        if behind.any:
            return behind
        before = terms(
            self.text, self.base + sentence.start_char, self.base + cue.idx, self.whens, self.said
        )
        leads = "," in self.text[self.base + sentence.start_char : self.base + cue.idx]
        return replace(before, first=-1) if before.any and leads and before.leading else behind

    def by_noun(self, token: Token) -> Commitment | None:
        """Return "a deadline to release", "an order to leave", "on condition that she stays"."""
        if token.pos_ != "NOUN" or any(
            c.dep_ == "det" and c.lower_ == "no" for c in token.children
        ):
            return None
        if token.lemma_ == "condition" and token.dep_ == "pobj" and token.head.lower_ == "on":
            below = next((c for c in token.children if c.dep_ in {"acl", "ccomp", "relcl"}), None)
            ground = Ground.ORDER
        elif token.lemma_ in lexicon().nouns:
            ground = lexicon().nouns[token.lemma_]
            below = _bound_by(token) or (_wanted(token) if ground is Ground.DEMAND else None)
        else:
            return None
        if below is None:
            return None
        own = next((c for c in below.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if own is not None and own.tag_ in {"WDT", "WP"}:
            return None  # "a deal that will end the war"
        whose = own or next((c for c in token.children if c.dep_ == "poss"), None)
        return self.made(token, below, whose, ground, WEAK, f"“{token.text}”", ())

    def words_of(self, act: Token) -> Span | None:
        """Return the words of an act: a verb with what belongs to it, without its "will" or "to"."""
        places = sorted(token.i for token in act.subtree)
        if act.pos_ in {"VERB", "AUX"}:
            places = [i for i in places if i >= act.i or self.doc[i].dep_ == "neg"]
            places = [max(places[0], act.i), places[-1]]
        return contents.tokens_span(self.doc, places[0], places[-1])

    def stance(self, token: Token, verb: Verb, subject: Token | None) -> tuple[Stance, ...]:
        """Return the stance that the one takes who does what the verb says."""
        told = any(child.dep_ in {"nsubjpass", "auxpass"} for child in token.children)
        if told:  # "was urged to": who is told takes no stance by it
            subject = next(
                (one for c in token.children if c.dep_ == "agent" for one in c.children), None
            )
        party = self.span(sources.phrase(subject)) if subject is not None else None
        cue = (self.base + token.idx, self.base + token.idx + len(token))
        behind = self.doc[token.i + 1 : token.i + 4].text.lower()
        if verb.ground is Ground.AGREEMENT:
            position = Position.ACCEPTED
            if behind.startswith("in principle"):
                position = Position.IN_PRINCIPLE
            elif behind.startswith(("in part", "partly", "only to")):
                position = Position.IN_PART
            return (Stance(party, position, cue),)
        if verb.ground in {Ground.PROPOSAL, Ground.DEMAND}:
            return (Stance(party, Position.PROPOSED, cue),)
        return ()

    def rejected(self, token: Token, found: list[Commitment]) -> list[Commitment]:
        """Add to the candidate before it in the paragraph who rejects it."""
        subject = sources.subject(token)
        besides = any(
            child.dep_ in {"xcomp", "prep"} for child in token.children
        )  # "declined to comment"
        if not found or subject is None or besides:
            return found
        cue = (self.base + token.idx, self.base + token.idx + len(token))
        stance = Stance(self.span(sources.phrase(subject)), Position.REJECTED, cue)
        last = found[-1]
        return [*found[:-1], replace(last, stances=(*last.stances, stance))]


def _bound_by(noun: Token) -> Token | None:
    """Return what a noun binds to: "an order to leave", "assurances that the pilots would board"."""
    for child in noun.children:
        if child.dep_ in {"acl", "relcl"} and any(one.lower_ == "to" for one in child.children):
            return child
        if child.dep_ in {"acl", "ccomp", "relcl"} and may_be_done(child):
            return child
    return None


def _wanted(noun: Token) -> Token | None:
    """Return what a demand is for: "a request for two patrol aircraft"."""
    return next(
        (
            one
            for child in noun.children
            if child.dep_ == "prep" and child.lower_ == "for"
            for one in child.children
            if one.dep_ == "pobj" and one.pos_ in {"NOUN", "PROPN"} and one.lemma_ != "time"
        ),
        None,
    )


def _none(act: Token) -> bool:
    """Say whether nothing is to be done, or not to be done by asking: "no evidence", "not to print"."""
    asked = act.head.lemma_ == "ask" and any(child.dep_ == "neg" for child in act.children)
    return asked or any(child.dep_ == "det" and child.lower_ == "no" for child in act.children)


def _acts(subject: Token, verb: Token) -> bool:
    """Say whether somebody named will do something, and not only be or become it."""
    return subject.pos_ == "PROPN" and verb.lemma_ not in lexicon().being
