"""What would become of a finding: withheld, looked at by a person, or cleared, by the guide ``foia``.

Promises: the thresholds are the built-in guide's own, read when asked for. A kind the guide has no
rule for is only looked at, from .35 up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from importlib.resources import files

from damage.scoring import Spot, kind_of
from tearline.model.finding import Finding

PERSONAL = (
    "ssn", "name", "birth_date", "birth_place", "phone", "address", "passport", "alien_number",
    "bank_account", "source.symbol", "cryptonym", "email",
)  # fmt: skip


class Guide:
    """The thresholds of the guide ``foia`` by kind."""

    def __init__(self) -> None:
        """Read them."""
        text = files("tearline.guides").joinpath("foia.toml").read_text("utf-8")
        self.rules = [
            (r["kind"], r["withhold_at"], r["review_at"]) for r in tomllib.loads(text)["rule"]
        ]
        self.cache: dict[str, tuple[float, float]] = {}

    def thresholds(self, kind: str) -> tuple[float, float]:
        """Return where withholding and looking begin; a kind without a rule is only looked at."""
        if kind not in self.cache:
            fitting = [r for r in self.rules if r[0] == kind] or [
                r for r in self.rules if fnmatchcase(kind, r[0])
            ]
            self.cache[kind] = fitting[0][1:] if fitting else (1.1, 0.35)
        return self.cache[kind]

    def spots(self, found: Iterable[Finding]) -> list[Spot]:
        """Return the spans of findings that are withheld or looked at, of personal kinds."""
        spots = []
        for f in found:
            withhold, review = self.thresholds(f.kind)
            if f.start is None or f.end is None or f.score < review:
                continue
            if kind_of(f.kind) in PERSONAL:
                spots.append(Spot(f.page, f.start, f.end, f.kind, f.score >= withhold))
        return spots
