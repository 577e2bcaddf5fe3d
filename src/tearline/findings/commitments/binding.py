"""The verbs that bind, from the data file beside this one, and what a clause tells by its words alone.

Source of the words: our own, ``lexicon.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from tearline.model.commitment import Ground

if TYPE_CHECKING:
    from spacy.tokens import Token

WILL = {"will", "shall", "'ll", "wo", "must", "would"}


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: the ground it makes, whom it binds, its prepositions, and whether it often binds nobody."""

    ground: Ground
    bound: str
    prepositions: frozenset[str]
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The data file: verbs by lemma, those that reject, nouns that bind, and the small words around them."""

    verbs: dict[str, Verb]
    rejecting: frozenset[str]
    nouns: dict[str, Ground]
    happening: frozenset[str]
    nobody: frozenset[str]
    own: frozenset[str]
    possessive: frozenset[str]
    being: frozenset[str]
    given: frozenset[str]
    breaking: frozenset[str]
    keeping: frozenset[str]
    breaches: frozenset[str]
    agreed: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return what the data file says."""
    where = resources.files("tearline.findings.commitments").joinpath("lexicon.toml")
    table = tomllib.loads(where.read_text("utf-8"))
    weak = frozenset(table["weak"]["lemmas"])
    verbs = {
        lemma: Verb(
            Ground(row["ground"]), row["who"], frozenset(row.get("prepositions", ())), lemma in weak
        )
        for row in table["verbs"]
        for lemma in row["lemmas"]
    }
    nouns = {lemma: Ground(row["ground"]) for row in table["nouns"] for lemma in row["lemmas"]}
    words = table["words"]
    return Lexicon(
        verbs,
        frozenset(table["rejecting"]["lemmas"]),
        nouns,
        frozenset(words["happening"]),
        frozenset(words["nobody"]),
        frozenset(words["own"]),
        frozenset(words["possessive"]),
        frozenset(words["being"]),
        frozenset(words["given"]),
        *(
            frozenset(table["compliance"][name])
            for name in ("breaking", "keeping", "breaches", "agreed")
        ),
    )


def lemma_of(token: Token, verbs: Iterable[str]) -> str:
    """Return the lexicon's word for a verb: the model takes "hopes" for "hop"."""
    lemma = token.lemma_.lower()
    return (
        "hope" if lemma == "hop" and token.lower_.startswith("hop") and "hope" in verbs else lemma
    )


def meant(subject: Token | None, verb: Token) -> Token | None:
    """Return what a relative pronoun stands for, also over "which they say will …"; None for a question's."""
    if subject is None or subject.lower_ not in {"which", "that", "who"}:
        return subject
    at = verb
    while at.head.i != at.i:
        if at.dep_ == "relcl":
            return at.head
        at = at.head
    return None


def negated(token: Token) -> bool:
    """Say whether a verb is said not to be done."""
    return any(child.dep_ == "neg" for child in token.children)


def may_be_done(clause: Token, verb: Token | None = None) -> bool:
    """Say whether a clause is something to do: an infinitive, with "will", or bare ("that he go").

    Behind "wants" also what is to be done to something: "wants every parcel checked".
    """
    if verb is not None and verb.lemma_ == "want" and clause.tag_ == "VBN":
        return True
    if any(
        child.tag_ in {"WP", "WDT", "WRB"} or child.lower_ == "whether" for child in clause.children
    ):
        return False
    helpers = {child.lower_ for child in clause.children if child.dep_ == "aux"}
    if helpers & {"to", *WILL, "should"}:
        return True
    return clause.dep_ == "ccomp" and clause.tag_ in {"VB", "VBP"} and not helpers
