"""How often a class of findings is wrong, measured on the very texts: the comparison run backwards.

Withholding is lifted in one direction, scanning errs in both. What the comparison of new to old
"finds" is therefore noise, and as many of the findings of old to new are taken to be noise too: with
``found`` forwards and ``back`` backwards the error rate is ``back / found``, one at most.

The interval is exact and errs on the wide side (Clopper and Pearson). Both counts are sums of many rare
and separate events, so each is taken as Poisson; given their sum, ``back`` is then binomial with share
``p = b / (b + f)``, and the ratio of the two means is ``p / (1 - p)``. The bounds of ``p`` at 95 % are
turned into bounds of the ratio. An approximate interval (Wald's) would have no width at ``back = 0``,
which is what a good class shows; Jeffreys' is narrower, and can miss more often than it says.

Promises: no rate without its ``n``; below ``FEWEST`` findings there is none at all.
Does not promise the truth: words that really were withheld anew count as noise here, which makes the
rate too high; where the newer engine reads what the older one dropped, the rate is too low.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

FEWEST = 10  # findings of a class, forwards and backwards together, below which nothing is said
LEVEL = 0.95
_STEPS = 60  # halvings: beyond the precision of a float


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Findings of a class, those of the comparison run backwards, and the rate with its bounds, 0-1.

    ``rate``, ``low`` and ``high`` are None where the findings are too few to measure.
    """

    found: int
    back: int
    rate: float | None
    low: float | None
    high: float | None

    @property
    def said(self) -> str:
        """Return the rate in words for a reader, always with its numbers."""
        if self.rate is None or self.low is None or self.high is None:
            return f"too few to measure (n = {self.found}, {self.back} backwards)"
        return (
            f"error {self.rate:.1%} (95 % interval {self.low:.1%} to {self.high:.1%}; "
            f"n = {self.found}, {self.back} backwards)"
        )

    def as_json(self) -> dict[str, object]:
        """Return the rate as JSON Lines have it."""
        rounded = (None if x is None else round(x, 4) for x in (self.rate, self.low, self.high))
        rate, low, high = rounded
        return {"rate": rate, "low": low, "high": high, "n": self.found, "backwards": self.back}


def error_rate(found: int, back: int) -> ErrorRate:
    """Return the measured error rate of a class with ``found`` findings and ``back`` backwards."""
    if found < 0 or back < 0:
        msg = "counts are not negative"
        raise ValueError(msg)
    if found == 0 or found + back < FEWEST:
        return ErrorRate(found, back, None, None, None)
    low, high = clopper_pearson(back, found + back)
    return ErrorRate(found, back, min(1.0, back / found), _odds(low), _odds(high))


def clopper_pearson(hits: int, trials: int) -> tuple[float, float]:
    """Return the exact 95 % bounds of a share of which ``hits`` of ``trials`` were seen."""
    tail = (1 - LEVEL) / 2
    low = 0.0 if hits == 0 else _share(lambda p: 1 - _at_most(hits - 1, trials, p) < tail)
    high = 1.0 if hits == trials else _share(lambda p: _at_most(hits, trials, p) > tail)
    return low, high


def _odds(share: float) -> float:
    return min(1.0, share / (1 - share)) if share < 1 else 1.0


def _share(is_below: Callable[[float], bool]) -> float:
    """Return the share at which a test that holds from 0 up to it stops holding."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, trials: int, share: float) -> float:
    """Return the chance of ``hits`` or fewer of ``trials``."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return float(hits >= trials)
    whole = lgamma(trials + 1)
    return min(
        1.0,
        sum(
            exp(
                whole - lgamma(k + 1) - lgamma(trials - k + 1)
                + k * log(share) + (trials - k) * log1p(-share)
            )
            for k in range(hits + 1)
        ),
    )  # fmt: skip
