"""Accounts of one event laid side by side: what each says, what differs, what one says alone."""

from __future__ import annotations

from dataclasses import dataclass

from tearline.model.statement import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that an account says: its span in the text that account was read from."""

    account: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two wordings of one thing: "number" or "wording", and the words on either side."""

    kind: str
    here: Span
    there: Span


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two accounts of one thing. ``alike`` of 0 to 1. No verdict: which of them is right is not said."""

    here: Said
    there: Said
    alike: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that the text itself says is left out: the words that say so, and what it is."""

    file: str
    cue: Span
    what: Span


@dataclass(frozen=True, slots=True)
class Readouts:
    """Accounts side by side: what two of them say, what only one says, what the text says is left out."""

    aligned: tuple[Aligned, ...]
    alone: tuple[Said, ...]
    omissions: tuple[Omission, ...]
