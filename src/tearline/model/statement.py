"""Who says what: a statement's source, cue and content, each as a span of the page it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class Form(StrEnum):
    """How the words of a statement are given."""

    DIRECT = "direct"  # the speaker's own words alone
    MIXED = "mixed"  # the writer's words with some of the speaker's
    INDIRECT = "indirect"  # the writer's words


class Kind(StrEnum):
    """What a speaker does in saying it, by the word the writer chose."""

    CLAIMS = "claims"
    DENIES = "denies"
    DEMANDS = "demands"
    PROMISES = "promises"
    WARNS = "warns"
    DECLINES = "declines"
    ORDERS = "orders"
    ACCUSES = "accuses"
    NOT_DETERMINED = "could not determine"


class Tier(StrEnum):
    """How far a reading may be relied on."""

    SURE = "sure"
    CHECK = "please check"


@dataclass(frozen=True, slots=True)
class Source:
    """Who speaks: the words (a span, or None where no source stands in the paragraph).

    ``named``: by a proper name or as an institution; False for "two officials". ``count`` is how many, as far
    as a number says; ``standing`` the words for what they are ("official", "spokesman"), "" where none.
    ``pronoun``: the words only point back ("he", "the officials").
    """

    span: Span | None
    named: bool = False
    count: int | None = None
    standing: str = ""
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the page gives it; spans are code points of the page's text, within one paragraph.

    ``cue`` is None for words that stand in quotation marks with nobody named beside them. ``content`` has
    several spans where the attribution splits it, none where nothing was said (a refusal). ``inside`` is the
    place of the statement it stands in, in the same list; -1 for none. ``wish``: an intention or a wish that
    nobody is quoted as uttering. ``why`` says what the tier follows from.
    """

    source: Source
    cue: Span | None
    content: tuple[Span, ...]
    form: Form
    kind: Kind
    tier: Tier
    why: str
    hedges: tuple[Span, ...] = ()
    inside: int = -1
    wish: bool = False
    article: int = 0
