"""What an article says is done against incidents, or might be, and how far that has come.

Promises: every span is a piece of the page; what is to come is proposed and no more; what the words leave
open has no state; a sentence that says it is not known is "not established". Whether a measure is of this
incident or that a person says. Does not know measures told without one of its words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from tearline.findings.statements.reading import Passage, Reading
from tearline.model.measure import Measure

if TYPE_CHECKING:
    from spacy.tokens import Token

_OBJECTS = {"dobj", "nsubjpass", "nsubj", "attr"}
_NOT_ESTABLISHED = "not established"


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of the data file: states by verb and by noun."""

    things: frozenset[str]
    joint: frozenset[str]
    beside: frozenset[str]
    verbs: dict[str, str]
    nouns: dict[str, str]
    unknown: frozenset[str]
    ahead: frozenset[str]
    decided: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    where = resources.files("tearline.findings.incidents").joinpath("measures.toml")
    table = tomllib.loads(where.read_text("utf-8"))

    def by(name: str) -> dict[str, str]:
        return {word: state for state, words in table[name].items() for word in words}

    return _Words(
        frozenset(table["things"]),
        frozenset(table["joint"]),
        frozenset(table["with"]),
        by("states"),
        by("nouns"),
        frozenset(table["open"]["words"]),
        frozenset(table["open"]["ahead"]),
        frozenset(table["decided"]["verbs"]),
    )


def measures(reading: Reading) -> Iterator[Measure]:
    """Find what an article says of measures, one for each word that says how far it has come."""
    for passage in reading.passages:
        seen: set[int] = set()
        for token in passage.doc:
            cue = _cue(token) if _is_thing(token) else None
            if cue is not None and cue.i not in seen:
                seen.add(cue.i)
                yield _made(token, cue, passage)


def _is_thing(token: Token) -> bool:
    words, lemma = _words(), token.lemma_.lower()
    if token.pos_ not in {"NOUN", "PROPN"} or (token.dep_ == "compound" and _is_thing(token.head)):
        return False
    if lemma in words.things:
        return True
    return lemma in words.joint and any(
        child.i < token.i
        and child.lower_ in words.beside
        and child.dep_ in {"compound", "amod", "nmod"}
        for child in token.children
    )


def _cue(thing: Token) -> Token | None:
    """Return the verb or noun that says how far a thing has come, through what it is joined to."""
    words, at = _words(), thing
    for _ in range(4):
        above = at.head
        if above.i == at.i:
            return None
        lemma = above.lemma_.lower()
        if at.dep_ in {"conj", "compound", "nmod", "pobj", "prep", "appos", "pcomp"}:
            if above.pos_ == "NOUN" and lemma in words.nouns:
                return above
            if at.dep_ == "prep" and above.pos_ == "VERB":
                return above if lemma in words.verbs else None
            at = above
            continue
        return above if at.dep_ in _OBJECTS and lemma in words.verbs else None
    return None


def _made(thing: Token, cue: Token, passage: Passage) -> Measure:
    sentence = cue.sent
    says = passage.saying_at(thing.idx)
    start, end = passage.base + sentence.start_char, passage.base + sentence.end_char
    while start < end and passage.text[end - 1].isspace():
        end -= 1
    return Measure(
        (passage.base + thing.idx, passage.base + thing.idx + len(thing)),
        (passage.base + cue.idx, passage.base + cue.idx + len(cue)),
        (start, end),
        _state(cue),
        says[-1].source.span if says else None,
        next((one for one in passage.whens if start <= one.start < end and one.first), None),
    )


def _state(cue: Token) -> str:
    words, lemma = _words(), cue.lemma_.lower()
    if any(one.lower_ in words.unknown for one in cue.sent if one.i < cue.i):
        return _NOT_ESTABLISHED
    if cue.pos_ == "NOUN":
        return words.nouns[lemma]
    state = words.verbs[lemma]
    if any(child.dep_ == "neg" for child in cue.children):
        return ""
    at = cue
    while at.dep_ == "conj":  # "will tighten checks and add patrols"
        at = at.head
    helpers = {child.lower_ for verb in (cue, at) for child in verb.children if child.dep_ == "aux"}
    if not helpers & words.ahead:
        return state
    over = at.head.lemma_.lower() if at.dep_ == "xcomp" else ""
    if over in words.decided or words.verbs.get(over) == "continuing":
        return state
    if words.verbs.get(over) == "under discussion":
        return "under discussion"
    return (
        "proposed" if state in {"adopted", "continuing"} else ""
    )  # nobody knows that it will be paused
