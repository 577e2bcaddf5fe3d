"""What happened, as a page tells it: kind, occurrence, claim and blame, each for itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tearline.model.statement import Span
from tearline.model.when import When


class Occurrence(StrEnum):
    """How far the act went, as the page says."""

    COMPLETED = "completed"
    ATTEMPTED = "attempted"
    FOILED = "foiled"
    PLANNED = "planned"
    THREATENED = "threatened"  # a threat or a fear that became no act
    TREND = "trend"  # a number of acts, or more or fewer of them
    NO_ACT = "not an act"


class Claim(StrEnum):
    """How it is said: by the writer as a fact, by somebody, or with a doubt."""

    STATED = "stated"
    CLAIMED = "claimed"
    ALLEGED = "alleged"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Mention:
    """The words by which an incident is known in one place, and the paragraph's number they stand in."""

    span: Span
    paragraph: int
    why: str


@dataclass(frozen=True, slots=True)
class Incident:
    """A candidate: mentions of one incident in one article, gathered. Spans are places in the page's text.

    ``says`` is whose words it stands in; ``blamed`` who is said to have done it; ``legal`` the words of a
    legal step ("charged"), which is no finding of guilt. ``sure`` of 0 to 1: it is a record only once a
    person accepts it.
    """

    kind: str
    mentions: tuple[Mention, ...]
    occurrence: Occurrence
    claim: Claim
    sure: float
    place: Span | None = None
    when: When | None = None
    actor: Span | None = None
    target: Span | None = None
    blamed: Span | None = None
    says: Span | None = None
    legal: Span | None = None
    article: int = 0
