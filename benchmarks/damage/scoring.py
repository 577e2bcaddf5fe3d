"""Scores findings against gold spans: a value partly covered is a value missed.

Promises: one rule for every system: a gold span is found where at least nine in ten of its
characters (blanks aside) lie under predicted spans of its kind; a predicted span is right where it
meets a gold span of its kind. Counts add up over pages.

Does not promise: that a false span is harmless, or that a kind nobody was asked for is scored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field

from damage.pages import Gold, Made

COVERED = 0.9
# What a gold kind may be called by a detector: its own name, or one that begins with one of these.
CALLED = {
    "alien_number": ("alien_number", "alien"), "bank_account": ("bank_account", "account", "card"),
    "source.symbol": ("source",), "address": ("address",), "cryptonym": ("cryptonym",),
    "name": ("name", "protected", "source.protected"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A predicted span on a page: its kind, and whether it would be withheld or only looked at."""

    page: int
    start: int
    end: int
    kind: str
    withheld: bool


@dataclass(slots=True)
class Counts:
    """Gold spans, those found by the withhold tier and by either tier, predictions and right ones."""

    gold: int = 0
    withheld: int = 0
    seen: int = 0
    proposed: int = 0
    proposed_right: int = 0
    shown: int = 0
    shown_right: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Pool two counts."""
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def recall(self) -> float:
        """Recall of the withhold tier."""
        return self.withheld / self.gold if self.gold else 0.0

    @property
    def recall_seen(self) -> float:
        """Recall of both tiers together."""
        return self.seen / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """Precision of the withhold tier."""
        return self.proposed_right / self.proposed if self.proposed else 0.0

    @property
    def precision_seen(self) -> float:
        """Precision of both tiers together."""
        return self.shown_right / self.shown if self.shown else 0.0

    @property
    def f2(self) -> float:
        """F2 of the withhold tier: recall counts four times as much as precision."""
        both = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Tally:
    """Counts by kind, by (kind, form), (kind, family) and (kind, layout); pages with values so far."""

    pages: int = 0
    kinds: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    forms: defaultdict[tuple[str, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    families: defaultdict[tuple[str, str], Counts] = field(
        default_factory=lambda: defaultdict(Counts)
    )
    layouts: defaultdict[tuple[str, str], Counts] = field(
        default_factory=lambda: defaultdict(Counts)
    )

    def add(self, made: Made, spots: Sequence[Spot]) -> None:
        """Take in one record and what was found in it; without gold it counts for precision alone."""
        self.pages += len(made.pages) if made.gold else 0
        texts = {page.number: page.text for page in made.pages}
        for gold in made.gold:
            near = [s for s in spots if s.page == gold.page and answers(s.kind, gold.kind)]
            text = texts[gold.page]
            hit = covered(gold, text, (s for s in near if s.withheld))
            seen = hit or covered(gold, text, near)
            for count in (
                self.kinds[gold.kind],
                self.forms[gold.kind, gold.form],
                self.families[gold.kind, made.family],
                self.layouts[gold.kind, layout(made, gold.page)],
            ):
                count.gold += 1
                count.withheld += hit
                count.seen += seen
        for spot in spots:
            right = any(
                g.page == spot.page and g.start < spot.end and spot.start < g.end
                for g in made.gold
                if answers(spot.kind, g.kind)
            )
            for count in (
                self.kinds[kind_of(spot.kind)],
                self.families[kind_of(spot.kind), made.family],
            ):
                count.shown += 1
                count.shown_right += right
                count.proposed += spot.withheld
                count.proposed_right += right and spot.withheld


def layout(made: Made, page: int) -> str:
    """Return how a page of a record came: with boxes or not, torn or not, on the first page or on."""
    boxes = "boxes" if made.pages[page - 1].words else "text alone"
    read = "by columns" if made.torn else "by rows"
    return f"{boxes}, {read}, {'first page' if page == 1 else 'head a page earlier'}"


def answers(kind: str, gold: str) -> bool:
    """Say whether a finding's kind is the one a gold span asks for."""
    return any(
        kind == name or kind.startswith(name + ".") for name in (gold, *CALLED.get(gold, ()))
    )


def kind_of(kind: str) -> str:
    """Return the gold kind that a finding's kind belongs to, or the kind itself."""
    own = ("ssn", "name", "birth_date", "birth_place", "phone", "address", "passport",
           "alien_number", "bank_account", "source.symbol", "cryptonym", "email")  # fmt: skip
    if kind in own:
        return kind
    return next((gold for gold in own if answers(kind, gold)), kind)


def covered(gold: Gold, text: str, spots: Iterable[Spot]) -> bool:
    """Say whether nine in ten of a gold span's characters, blanks aside, lie under the spots."""
    wanted = [i for i in range(gold.start, gold.end) if not text[i].isspace()]
    under = set[int]()
    for spot in spots:
        under.update(range(max(spot.start, gold.start), min(spot.end, gold.end)))
    return sum(i in under for i in wanted) >= COVERED * len(wanted)
