"""Who speaks: the noun phrase that does what a cue says, and what can be told of it from its words.

Promises: the phrase is as it is printed, whole and no longer: with title, number and place, without a
clause or a description after a comma. A name, a body or somebody unnamed is told from its head word
alone; nobody is looked up.

Does not promise whom a pronoun means: it is said to be one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tearline.findings.statements.lexicon import Lexicon
from tearline.model.statement import Source

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_SUBJECTS = {"nsubj", "nsubjpass"}
_DROPPED = {
    "relcl",
    "appos",
    "acl",
    "advcl",
    "parataxis",
    "punct",
    "cc",
    "conj",
    "ccomp",
    "dep",
    "intj",
    "mark",
}
_CARRIED = {"conj", "xcomp", "advcl", "ccomp"}


def subject(cue: Token) -> Token | None:
    """Return the head of the phrase that is the subject of a verb, through what it is joined to."""
    at: Token | None = cue
    for _ in range(4):
        if at is None:
            return None
        agents = [
            one
            for child in at.children
            if child.dep_ == "agent"
            for one in child.children
            if one.dep_ == "pobj"
        ]
        if agents and at.i == cue.i:
            return agents[0]
        for child in at.children:
            if child.dep_ in _SUBJECTS or (
                child.dep_ == "csubj" and child.pos_ in {"NOUN", "PROPN"}
            ):
                return _antecedent(child, at)
        if at.dep_ in {"acl", "relcl"}:
            return at.head if at.head.pos_ in {"NOUN", "PROPN", "PRON"} else None
        if at.dep_ == "conj" and at.tag_ == "VBG" and at.head.tag_ != "VBG":
            return None  # "saying" is joined to no "was killed"
        at = at.head if at.dep_ in _CARRIED and at.head.i != at.i else None
    return None


def _antecedent(of: Token, verb: Token) -> Token:
    """Return what a relative pronoun stands for."""
    if of.lower_ in {"who", "which", "that"} and verb.dep_ == "relcl":
        return verb.head
    return of


def phrase(head: Token) -> tuple[int, int]:
    """Return the first and last character of the phrase of a head word, as it is printed."""
    kept = _kept(head)
    first, last = min(kept, key=lambda t: t.i), max(kept, key=lambda t: t.i)
    start, end = first.idx, last.idx + len(last)
    text = head.doc.text
    while end > start and text[end - 1] in " ,;:":
        end -= 1
    return start, end


def _kept(head: Token) -> list[Token]:
    """Return a head word with what belongs to it: joined names too, nothing behind a comma."""
    kept = [head]
    for child in head.children:
        joined = child.dep_ == "conj" or (
            child.pos_ == "PROPN" and any(one.dep_ == "cc" for one in child.children)
        )  # "the CIA, the FBI and the army", not "Vale, the mayor and a lawyer"
        listed = joined and {head.pos_, child.pos_} <= {"PROPN", "NOUN"}
        if (
            child.i > head.i
            and _comma_between(head, child)
            and not (listed and _only_listed(head, child))
        ):
            continue
        if child.dep_ == "case":
            continue
        if child.dep_ in {"conj", "appos"}:
            kept += _kept(child)
        elif child.dep_ not in _DROPPED:
            kept += [one for one in child.subtree if not _inside_clause(one, child)]
    return _unbroken(sorted(kept, key=lambda t: t.i), head)


def _inside_clause(token: Token, top: Token) -> bool:
    """Say whether a word stands in a clause or description below a child."""
    at = token
    while at.i != top.i:
        if at.dep_ in {"relcl", "appos", "acl"}:
            return True
        at = at.head
    return False


def _unbroken(kept: list[Token], head: Token) -> list[Token]:
    """Return the run around the head word: what stands apart is none of the phrase."""
    places = {token.i for token in kept}
    first = last = head.i
    while first - 1 in places or (first - 2 in places and _joins(head.doc[first - 1])):
        first -= 1
    while last + 1 in places or (last + 2 in places and _joins(head.doc[last + 1])):
        last += 1
    return [token for token in head.doc[first : last + 1] if token.i >= first]


def _joins(token: Token) -> bool:
    return token.lower_ in {",", "and", "or", "&", "’s", "'s", "-", "–", ".", "/", "“", "”", '"'}


def _only_listed(one: Token, other: Token) -> bool:
    """Say whether nothing but a comma and an article stands between two of a list: "Vale, the mayor"."""
    first = max((t.i for t in one.subtree if t.i < other.left_edge.i), default=one.i)
    between = one.doc[first + 1 : other.left_edge.i] if first + 1 < other.left_edge.i else ()
    whole = one.doc[one.i + 1 : other.left_edge.i]
    plain = all(t.text in {",", "and"} or t.dep_ in {"det", "cc"} for t in (*between, *whole))
    return plain and any(t.dep_ == "cc" for t in other.sent if one.i < t.i) and bool(whole)


def _comma_between(one: Token, other: Token) -> bool:
    low, high = sorted((one.i, other.i))
    return any(token.text in {",", ";", "(", "–", "—"} for token in one.doc[low + 1 : high])


def told(doc: Doc, head: Token, span: tuple[int, int], words: Lexicon) -> Source:
    """Return what the words of a source tell: named or not, how many, of what standing."""
    tokens = [token for token in doc if span[0] <= token.idx < span[1]]
    lemma = head.lemma_.lower()
    pronoun = head.lower_ in words.pronouns
    role = next((t.lemma_.lower() for t in tokens if t.lemma_.lower() in words.people), "")
    by_name = head.pos_ == "PROPN" or any(
        child.dep_ == "appos" and child.pos_ == "PROPN" for child in head.children
    )
    unnamed = lemma in words.people and not by_name
    named = not unnamed and (
        head.text[:1].isupper()
        or head.pos_ == "PROPN"
        or lemma in words.bodies
        or any(t.pos_ == "PROPN" for t in tokens)
    )
    if pronoun:
        named = head.lower_ in {"he", "she", "who", "it", "his", "her", "its"}
    elif re.match(
        r"(?:some|many|several|multiple|other)\b", doc.text[span[0] : span[1]], re.IGNORECASE
    ):
        named = False
    return Source(span, named, _count(tokens, head, words, unnamed=unnamed), role, pronoun)


def _count(tokens: list[Token], head: Token, words: Lexicon, *, unnamed: bool) -> int | None:
    """Return how many speak, as far as a number says: the sum of the numbers in the phrase."""
    if head.lower_ in {"both", "one"}:
        return words.numbers[head.lower_]
    if not unnamed:
        return None
    numbers = [
        words.numbers.get(token.lower_, int(token.text) if token.text.isdigit() else 0)
        for token in tokens
        if token.i != head.i
        and (
            token.pos_ == "NUM"
            or (token.dep_ == "det" and token.lower_ in {"a", "an"})
            or token.lower_ == "another"
        )
    ]
    total = sum(numbers) + sum(token.lower_ == "another" for token in tokens)
    if total:
        return total
    singular = head.tag_ == "NN" and not any(token.dep_ == "conj" for token in tokens)
    return 1 if singular else None
