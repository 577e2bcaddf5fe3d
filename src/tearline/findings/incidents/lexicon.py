"""The words by which incidents are known, from the data file beside this one, made ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Kinds by noun, by verb and by phrase; ``weak`` nouns count only near a word of ``near``.

    ``acts`` are verbs that tell of an act by the thing they are done to (``things``: the kind of each),
    ``violent`` those that tell of one whatever it is; ``ends`` what happens to a thing by itself, ``acted``
    the nouns of such acts. ``hiring`` and ``hired``: the verbs, and the words of a sentence that make them
    tell of a person hired.
    """

    nouns: dict[str, str]
    verbs: dict[str, str]
    weak: dict[str, str]
    phrases: tuple[tuple[str, re.Pattern[str]], ...]
    near: frozenset[str]
    legal: frozenset[str]
    doubt: dict[str, frozenset[str]]
    acts: frozenset[str]
    violent: frozenset[str]
    ends: frozenset[str]
    acted: frozenset[str]
    things: dict[str, str]
    hiring: frozenset[str]
    hired: frozenset[str]
    actors: frozenset[str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the words of the data file."""
    where = resources.files("tearline.findings.incidents").joinpath("lexicon.toml")
    table = tomllib.loads(where.read_text("utf-8"))
    kinds = table["kinds"]

    def by(name: str) -> dict[str, str]:
        return {word: kind["code"] for kind in kinds for word in kind.get(name, ())}

    phrases = tuple(
        (kind["code"], re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE))
        for kind in kinds
        for phrase in kind.get("phrases", ())
    )
    acts, hiring = table["acts"], table["hiring"]
    more = (("recruitment", hiring["phrases"]), ("trend", table["trends"]["phrases"]))
    phrases += tuple(
        (code, re.compile(rf"\b(?:{phrase})\b", re.IGNORECASE))
        for code, given in more
        for phrase in given
    )
    return Lexicon(
        by("nouns"),
        by("verbs"),
        by("weak"),
        phrases,
        frozenset(table["near"]),
        frozenset(kind["code"] for kind in kinds if kind.get("legal")),
        {name: frozenset(words) for name, words in table["doubt"].items()},
        frozenset(acts["verbs"]),
        frozenset(acts["else"]),
        frozenset(acts["ends"]),
        frozenset(acts["nouns"]),
        {word: kind for kind, words in reversed(table["things"].items()) for word in words},
        frozenset(hiring["verbs"]),
        frozenset(hiring["strong"]),
        frozenset(table["actors"]["words"]),
    )
