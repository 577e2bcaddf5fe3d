"""Nouns that say what somebody says: "his claim that it was so", "the threat to leave".

Promises: a noun is a cue only with a clause or an infinitive of its own that is no description of it ("the
claim that he made" is none); it belongs to whoever stands before it as its owner, behind it with "by" or
"from", or gives, makes or repeats it. Where nobody does, nobody is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tearline.findings.statements import sources
from tearline.findings.statements.cues import LONGEST, Cue
from tearline.findings.statements.lexicon import Lexicon
from tearline.findings.statements.quoting import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_OBJECTS = {"dobj", "attr", "nsubjpass", "oprd"}
_NONE = {"no", "any", "neither", "little", "without"}
_WHOSE = {"by", "from", "of"}
FRAME = "noun"


def noun_cues(doc: Doc, quotations: Sequence[Quote], words: Lexicon) -> Iterator[Cue]:
    """Find the nouns of a parsed paragraph that are cues, in order."""
    for sentence in doc.sents:
        for token in sentence if len(sentence) <= LONGEST else ():
            kind = words.nouns.get(token.lemma_.lower()) if token.pos_ == "NOUN" else None
            if kind is None or any(quote.start <= token.idx < quote.end for quote in quotations):
                continue
            content = _clause(token, words) or _infinitive(token, words)
            if content is None or _none_of_it(token):
                continue
            mark = any(one.dep_ == "mark" and one.lower_ == "that" for one in content.children)
            yield Cue(
                token,
                token,
                token,
                FRAME,
                kind,
                content,
                weak=not mark or whose(token, words) is None,
            )


def whose(noun: Token, words: Lexicon) -> Token | None:
    """Return the head of the phrase whose claim it is, None where the sentence does not say."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in _WHOSE:
            found = next((one for one in child.children if one.dep_ == "pobj"), None)
            if found is not None:
                return found
    verb = noun.head
    if noun.dep_ not in _OBJECTS or verb.lemma_.lower() not in words.giving:
        return None
    for child in verb.children:  # "received assurances from the ministry that"
        if child.dep_ == "prep" and child.lower_ == "from" and noun.dep_ == "dobj":
            return next((one for one in child.children if one.dep_ == "pobj"), None)
    if verb.lemma_.lower() in words.taking:
        return None
    return sources.subject(verb) if noun.dep_ == "dobj" else _agent(verb)


def _agent(verb: Token) -> Token | None:
    """Return who does what is told in the passive."""
    return next(
        (one for child in verb.children if child.dep_ == "agent" for one in child.children), None
    )


def _behind(noun: Token) -> Token | None:
    """Return the word behind a noun and behind whose it is ("assurances from the mayor")."""
    last = noun.i
    for child in noun.children:
        if child.i == noun.i + 1 and child.dep_ in {"prep", "agent"} and child.lower_ in _WHOSE:
            whose_it_is = [one for one in child.children if one.dep_ == "pobj"]
            last = max([child.i, *(_end(one) for one in whose_it_is)])
    after = noun.doc[noun.i + 1 : noun.i + 2]
    if last == noun.i and after and after[0].lower_ in {"by", "from"}:  # it hangs on the verb
        last = max((_end(one) for one in after[0].children if one.dep_ == "pobj"), default=last)
    return noun.doc[last + 1] if last + 1 < noun.sent.end else None


def _end(head: Token) -> int:
    """Return the last word of a name or a noun with what stands before it."""
    last = head.i
    for child in head.children:
        if child.i > last and child.dep_ in {"prep", "compound", "flat", "conj", "cc", "nummod"}:
            last = max(last, *(one.i for one in child.subtree if one.tag_ != "TO"))
    return last


def _clause(noun: Token, words: Lexicon) -> Token | None:
    """Return the head of the clause that says what is claimed: "that" joins it, and is nothing in it."""
    that = _behind(noun)
    if that is None or that.lower_ != "that" or that.head.i <= that.i:
        return None
    head = that.head
    if head.pos_ not in {"VERB", "AUX"} or not any(
        one.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} and one.i != that.i
        for one in head.children
    ):
        return None
    alone = not any(one.i > head.i and not one.is_punct for one in head.children)
    return None if alone and head.lemma_.lower() in words.made else head  # "the claim that he made"


def _infinitive(noun: Token, words: Lexicon) -> Token | None:
    """Return what is promised, demanded or threatened: "a promise to leave"."""
    to = _behind(noun) if noun.lemma_.lower() in words.with_infinitive else None
    if to is None or to.tag_ != "TO" or to.head.i <= to.i or to.head.tag_ != "VB":
        return None
    return to.head


def _none_of_it(noun: Token) -> bool:
    """Say whether a sentence says that there was none: "made no claim that"."""
    return any(child.lower_ in _NONE for child in noun.children) or any(
        child.dep_ == "neg" for child in noun.head.children
    )
