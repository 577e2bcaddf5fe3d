"""What a file carries that its page does not show: text under boxes, hidden layers, metadata.

Promises: every piece of hidden text a reader reported becomes part of a finding, with the way it
was hidden and where it lies; neighbours on one line, hidden the same way, are one finding.

Does not promise: to find hidden text itself (readers do, and an OCR layer on a scan is not
hidden).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.model.page import Hidden, Page
from tearline.text import squeezed

KIND = "residue.hidden_text"

# How it was hidden -> score and reason. What somebody covered, somebody wanted unseen.
_HOW: dict[str, tuple[float, str]] = {
    "covered": (0.98, "Text lies under a box or picture that covers it."),
    "invisible": (0.95, "Text is drawn so that it does not show."),
    "outside": (0.92, "Text lies beyond the page's edge."),
    "unseen": (0.9, "The file has text where the page shows no ink."),
    "attachment": (0.9, "A file is attached that the page does not show."),
    "annotation": (0.9, "A note is attached to the page."),
    "metadata": (0.8, "The file's own description holds text that the page does not show."),
    "unused": (0.9, "The file holds objects that no page uses."),
    "earlier": (0.9, "The file still holds an earlier version of itself."),
    "disputed": (0.6, "The file's text and the page's ink read differently here."),
}
_UNKNOWN = (0.9, "The file holds text that the page does not show.")


class _ResidueDetector:
    """Turns a page's hidden entries into findings."""

    name = "residue"
    version = "2"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield one finding for each line of hidden text and each entry without a place."""
        del earlier
        for page in pages:
            for group in _lines(page.hidden, sideways=page.turn in {90, 270}):
                score, why = _HOW.get(group[0].how, _UNKNOWN)
                areas = [hidden.area for hidden in group if hidden.area is not None]
                yield Finding(
                    page=page.number,
                    start=None,
                    end=None,
                    areas=(Area.around(areas),) if areas else (),
                    kind=KIND,
                    score=score,
                    detector=self.name,
                    version=self.version,
                    why=why,
                    value=squeezed(" ".join(hidden.text for hidden in group)),
                )


def _lines(hidden: Sequence[Hidden], *, sideways: bool) -> Iterator[list[Hidden]]:
    """Yield runs of neighbours, in the order the reader gave them; those without a place singly."""
    line: list[Hidden] = []
    for entry in hidden:
        last = line[-1] if line else None
        if (
            last is not None
            and last.how == entry.how
            and _beside(last.area, entry.area, sideways=sideways)
        ):
            line.append(entry)
            continue
        if line:
            yield line
        line = [entry]
    if line:
        yield line


def _beside(first: Area | None, second: Area | None, *, sideways: bool) -> bool:
    """Say whether two boxes stand on one line, no further apart than it is high, twice."""
    if first is None or second is None:
        return False
    if sideways:
        first = Area(first.top, first.left, first.bottom, first.right)
        second = Area(second.top, second.left, second.bottom, second.right)
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    apart = max(first.left, second.left) - min(first.right, second.right)
    return shared * 2 >= min(first.height, second.height) and apart <= 2 * max(
        first.height, second.height
    )


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _ResidueDetector()


_LINE = (
    Hidden("Jane", Area(7200, 7200, 9000, 8400), "covered"),
    Hidden("ROE", Area(9400, 7200, 11000, 8400), "covered"),
    Hidden("Dayton", Area(7200, 9000, 11000, 10200), "covered"),
)

EXAMPLES: tuple[Example, ...] = (
    Example("seen", ((KIND, "jane roe"), (KIND, "dayton")), "two lines under boxes", hidden=_LINE),
    Example("seen", ((KIND, "j. roe"),), "metadata", hidden=(Hidden("J. Roe", None, "metadata"),)),
    Example("seen", (), "nothing hidden"),
)
