"""Who and what the desk keeps lists of: protected people, people known to be public, cryptonyms, patterns.

A list is the desk's own word, never a guess of ours: whether a person is a source, long dead or an official
stands here with who says so. Names are kept out of every repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Protection(StrEnum):
    """Why a person is protected."""

    SOURCE = "source"  # a living source: its identity needs the originator's decision
    PERSON = "person"  # a victim, a witness, a minor, anyone the desk protects


class Answer(StrEnum):
    """What the originator decided about a source's identity."""

    NONE = ""  # not asked, or not answered yet
    WITHHOLD = "withhold"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class ProtectedPerson:
    """One person of the protected list; ``until`` and ``answered_on`` are ISO dates or ''."""

    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(repr=False)
    protection: Protection
    why: str = field(repr=False)
    originator: str = ""
    answer: Answer = Answer.NONE
    answered_on: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """One person of whom the desk's list says why the name may stand: the guide has a rule for it.

    ``because`` is one of: public_figure, official, deceased, already_public.
    """

    name: str = field(repr=False)
    aliases: tuple[str, ...] = field(repr=False)
    because: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cryptonym:
    """A cryptonym the desk knows, whether it has been released, and who says so."""

    name: str = field(repr=False)
    released: bool
    source: str = ""


@dataclass(frozen=True, slots=True)
class UserPattern:
    """A pattern of the desk's own: the kind it finds (``pattern.<name>``), RE2 syntax, a score."""

    kind: str
    pattern: str = field(repr=False)
    score: float = 0.8
    why: str = ""


@dataclass(frozen=True, slots=True)
class WithheldValue:
    """A value withheld somewhere, to be found everywhere: its kind and its text as it stood there."""

    kind: str
    text: str = field(repr=False)
    value: str = field(repr=False, default="")
