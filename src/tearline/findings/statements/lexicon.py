"""The cues of statements, from the data file beside this one, made ready to be asked.

Promises: the file is read once; a verb's frames say what may follow it and of which kind it then is.
Source of the words: our own, ``lexicon.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from tearline.model.statement import Kind

_KINDS = {kind.name.lower(): kind for kind in Kind}


@dataclass(slots=True)
class Verb:
    """A verb: the kind of statement it makes by what follows it (``clause``, ``object`` and so on)."""

    frames: dict[str, Kind] = field(default_factory=dict)
    about: dict[str, Kind] = field(default_factory=dict)
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words by which statements are known."""

    verbs: dict[str, Verb]
    wishes: frozenset[str]
    naming: frozenset[str]
    phrasal: frozenset[str]
    viewing: frozenset[str]
    view_of: frozenset[str]
    nouns: dict[str, Kind]
    with_infinitive: frozenset[str]
    giving: frozenset[str]
    taking: frozenset[str]
    made: frozenset[str]
    people: frozenset[str]
    bodies: frozenset[str]
    pronouns: frozenset[str]
    numbers: dict[str, int]
    hedges: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the words of the data file."""
    table = tomllib.loads(
        resources.files("tearline.findings.statements").joinpath("lexicon.toml").read_text("utf-8")
    )
    verbs: dict[str, Verb] = {}
    for name, rows in table["verbs"].items():
        kind = _KINDS[name]
        for frame in ("clause", "object", "infinitive", "person", "negated", "could"):
            for lemma in rows.get(frame, ()):
                verbs.setdefault(lemma, Verb()).frames.setdefault(frame, kind)
        for lemma, prepositions in rows.get("about", {}).items():
            for preposition in prepositions:
                verbs.setdefault(lemma, Verb()).about.setdefault(preposition, kind)
        for lemma in rows.get("weak", ()):
            verbs.setdefault(lemma, Verb()).weak = True
    nouns = {noun: _KINDS[name] for name, rows in table["nouns"].items() for noun in rows}
    sources = table["sources"]
    return Lexicon(
        verbs,
        frozenset(table["wishes"]["verbs"]),
        frozenset(table["naming"]["verbs"]),
        frozenset(table["phrasal"]["verbs"]),
        frozenset(table["according"]["nouns"]),
        frozenset(table["according"]["prepositions"]),
        nouns,
        frozenset(table["noun_cues"]["infinitive"]),
        frozenset(table["noun_cues"]["giving"]),
        frozenset(table["noun_cues"]["taking"]),
        frozenset(table["noun_cues"]["made"]),
        frozenset(sources["people"]),
        frozenset(sources["bodies"]),
        frozenset(sources["pronouns"]),
        dict(sources["numbers"]),
        frozenset(table["hedges"]["words"]),
    )
