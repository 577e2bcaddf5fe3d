"""What a page's withholdings cover, kept so that each finding asks only those near it.

Promises: the same answers as going through all of them; of several that cover a place together, the first in
page order. A page of 500 findings and 500 boxes costs a few milliseconds, not a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Iterable

from tearline.decisions.coverage import covers_areas, covers_span
from tearline.decisions.places import Place
from tearline.model.area import Area
from tearline.model.decision import Determination
from tearline.model.finding import Finding

BAND = 1800  # units: a quarter of an inch of a page's height
Withholding = tuple[Place, Determination]


class Covers:
    """The withholdings of one page, by where they lie."""

    def __init__(self, withheld: Iterable[Withholding]) -> None:
        """Sort them into bands of the page; ``whole`` is one of the whole page, or None."""
        self.whole: Determination | None = None
        self._bands: dict[int, list[Withholding]] = {}
        self._spans: list[Withholding] = []
        for place, determination in withheld:
            if place.areas:
                for band in _bands(place.areas):
                    self._bands.setdefault(band, []).append((place, determination))
            elif place.start >= 0:
                self._spans.append((place, determination))
            elif self.whole is None:
                self.whole = determination

    def over(self, finding: Finding) -> Determination | None:
        """Return a withholding of a place under which a finding lies wholly, or None."""
        if finding.areas:
            near = {
                place: determination
                for band in _bands(finding.areas)
                for place, determination in self._bands.get(band, ())
            }
            touching = [
                (p, d)
                for p, d in near.items()
                if any(a.meets(f) for a in p.areas for f in finding.areas)
            ]
            if not covers_areas([a for p, _ in touching for a in p.areas], finding.areas):
                return None
        elif finding.start is not None and finding.end is not None:
            start, end = finding.start, finding.end
            touching = [(p, d) for p, d in self._spans if p.start < end and start < p.end]
            if not covers_span([(p.start, p.end) for p, _ in touching], (start, end)):
                return None
        else:
            return None
        return min(touching, key=lambda item: item[0])[1] if touching else None


def _bands(areas: Iterable[Area]) -> set[int]:
    return {
        band
        for area in areas
        for band in range(area.top // BAND, max(area.top, area.bottom - 1) // BAND + 1)
    }


def lies_in(finding: Finding, place: Place) -> bool:
    """Say whether a finding lies wholly in one place."""
    if finding.areas:
        return bool(place.areas) and all(
            any(area.holds(own) for area in place.areas) for own in finding.areas
        )
    if finding.start is None or finding.end is None or place.start < 0:
        return False
    return place.start <= finding.start and finding.end <= place.end
