"""Who acts: a person, a rule or the system, and how that was established."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """A person, a named rule, or the system itself."""

    PERSON = "person"
    RULE = "rule"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, and how that was established (``login`` of the operating system, ``import``, ``rule``)."""

    kind: ActorKind
    name: str
    authenticated: str
