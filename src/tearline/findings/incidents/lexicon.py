"""The words by which incidents are known, from the data file beside this one, made ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Kinds by noun, by verb and by phrase; ``weak`` nouns count only near a word of ``near``."""

    nouns: dict[str, str]
    verbs: dict[str, str]
    weak: dict[str, str]
    phrases: tuple[tuple[str, re.Pattern[str]], ...]
    near: frozenset[str]
    legal: frozenset[str]
    doubt: dict[str, frozenset[str]]


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
    return Lexicon(
        by("nouns"),
        by("verbs"),
        by("weak"),
        phrases,
        frozenset(table["near"]),
        frozenset(kind["code"] for kind in kinds if kind.get("legal")),
        {name: frozenset(words) for name, words in table["doubt"].items()},
    )
