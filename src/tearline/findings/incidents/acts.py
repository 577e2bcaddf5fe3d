"""Acts told by what they are done to: a verb of every day, and the thing that is its object.

Promises: a verb counts with a thing of the lexicon as its object, as its passive's subject, or behind
"into", "on", "with" or "at"; a noun of such an act with a thing behind "to", "on", "at", "of" or before it.
What is said not to have been done is no act here. The kind is the thing's; it is a reading, and carries its
confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.findings.incidents.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_INTO = {"into", "on", "onto", "with", "at", "from", "through", "over", "against", "of", "to", "in"}
_MODAL = {"could", "may", "might", "can", "should", "would", "will"}
_LIKELY, _UNSURE = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an incident: where, which kind, the word they turn on, and how sure."""

    start: int
    end: int
    kind: str
    token: Token
    sure: float
    why: str


def acts(doc: Doc, words: Lexicon) -> Iterator[Trigger]:
    """Find what a paragraph tells as done to things, and persons hired."""
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and token.dep_ != "amod" and not _negated(token):
            if lemma in words.acts or _plain(token) in words.acts:
                yield from _done(token, words)
            if lemma in words.ends:
                below = (child for child in token.children if child.dep_ == "nsubj")
                thing = next((found for one in below if (found := _named(one, words))), None)
                if thing is not None:
                    yield _made(token, thing, words, _LIKELY)
            if lemma in words.hiring and _hires(token, words):
                why = f"“{token.text}” with words of hiring near it"
                yield Trigger(token.idx, token.idx + len(token), "recruitment", token, _UNSURE, why)
        elif token.pos_ == "NOUN" and lemma in words.acted:
            done_to = _thing_of(token, words)
            if done_to is not None:
                yield _made(token, done_to, words, _LIKELY)


def _done(verb: Token, words: Lexicon) -> Iterator[Trigger]:
    """Yield a verb with the thing it is done to; a violent one with whatever it is done to."""
    below = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ in _INTO:
            below += [one for one in child.children if one.dep_ == "pobj"]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        below.append(verb.head)  # "cables cut at night"
    thing = next((found for one in below if (found := _named(one, words)) is not None), None)
    might = any(child.dep_ == "aux" and child.lower_ in _MODAL for child in verb.children)
    if thing is not None:
        yield _made(verb, thing, words, _UNSURE if might else _LIKELY)
    elif verb.lemma_.lower() in words.violent and below:
        why = f"“{verb.text} … {below[0].text}”"
        yield Trigger(verb.idx, verb.idx + len(verb), "other", verb, _UNSURE, why)


def _made(token: Token, thing: Token, words: Lexicon, sure: float) -> Trigger:
    first, last = sorted((token, thing), key=lambda one: one.idx)
    near = last.i - first.i <= 6 and first.sent.start == last.sent.start  # noqa: PLR2004
    start, end = (first.idx, last.idx + len(last)) if near else (token.idx, token.idx + len(token))
    kind = words.things[thing.lemma_.lower()]
    return Trigger(start, end, kind, token, sure, f"“{token.text}” and “{thing.text}”")


def _thing_of(noun: Token, words: Lexicon) -> Token | None:
    """Return the thing that a noun of an act is done to: "damage to the line", "a cable fire"."""
    for child in noun.children:
        if child.dep_ == "compound" and child.lemma_.lower() in words.things:
            return child
        if child.dep_ == "prep" and child.lower_ in _INTO:
            for one in child.children:
                if one.dep_ == "pobj" and (found := _named(one, words)) is not None:
                    return found
    return None


def _named(head: Token, words: Lexicon) -> Token | None:
    """Return the thing of the lexicon that a phrase names: its head, or what is joined to it."""
    joined = [
        head,
        *(child for child in head.children if child.dep_ in {"conj", "compound", "amod"}),
    ]
    behind = [
        one
        for child in head.children
        if child.dep_ == "prep" and child.lower_ == "of"
        for one in child.children
        if one.dep_ == "pobj"
    ]
    return next((one for one in [*joined, *behind] if one.lemma_.lower() in words.things), None)


def _hires(verb: Token, words: Lexicon) -> bool:
    return any(one.lemma_.lower() in words.hired for one in verb.sent)


def _plain(verb: Token) -> str:
    """Return a verb without its ending, where the model's lemma is none ("fouled": "foule")."""
    said = verb.lower_
    return said.removesuffix("ed") if said.endswith("ed") else said.removesuffix("ing")


def _negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)
