"""What a query asks for, as nouns: words, phrases, numbers and names, fields, and how they are joined.

Promises: frozen values with nothing to run in them but walking. ``All.parts`` and ``Either.parts`` are never
empty, so nothing ever only leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word, as the index has it."""

    word: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so; with several ``pieces`` it is the beginning of a number or a name."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other; with ``near`` two words, in any order, at most so many between."""

    words: tuple[str, ...]
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Compound:
    """A number or name with signs in it: its pieces side by side, or the whole without its signs."""

    pieces: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Return it without its signs."""
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Filter:
    """A field and what it must be: its words, a beginning, or a range (inclusive, None open)."""

    name: str
    words: tuple[str, ...] = ()
    prefix: bool = False
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Everything in ``parts``, and nothing in ``without``; ``parts`` is never empty."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of its parts."""

    parts: tuple[Node, ...]


Leaf = Word | Prefix | Phrase | Compound | Filter
Node = Leaf | All | Either


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. ``ignored``: signs that stand alone, left out.

    ``foreign``: words that are operators of other query languages, and are looked for as words here.
    """

    text: str
    root: Node
    ignored: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def leaves(self) -> Iterator[Leaf]:
        """Yield what must be found, what is left out excepted."""
        yield from _leaves(self.root)

    def words(self) -> tuple[str, ...]:
        """Return the single words looked for, each once: those that chips are offered for."""
        found = (leaf.word for leaf in self.leaves() if isinstance(leaf, Word))
        return tuple(dict.fromkeys(found))

    def is_dated(self) -> bool:
        """Say whether it asks for a date, so that pages of undated records cannot be found."""
        return any(isinstance(leaf, Filter) and leaf.name == "date" for leaf in self.leaves())


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, (All, Either)):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node
