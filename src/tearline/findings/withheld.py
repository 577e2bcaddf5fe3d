"""What was withheld somewhere, wherever else it stands: the survivors.

Promises: every value withheld anywhere is searched in every page through the damage of scanning
(``alike``), and each place where it stands or may stand is a finding of kind ``repeat.<kind>`` with
the value's own normal form, so that all its places are one value. The same scores .95; the less
alike, the less, down to .6, for a person to look. Never inside a longer number.

Does not promise: to know whether a place is withheld already (the gate does), nor to look for a
value of fewer than three letters and digits: it would stand everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tearline.findings.alike import RUN_TOGETHER, Alike
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.model.people import WithheldValue
from tearline.text import as_digits, fold

SHORTEST = 3
_SAME = 0.021  # only what stands between the letters or digits differs


class _WithheldDetector:
    """All values at once, over one page after the other."""

    name = "withheld"
    version = "1"

    def __init__(self, values: Sequence[WithheldValue]) -> None:
        """Make the values ready: as each stood there, and in its normal form."""
        texts: dict[tuple[str, str, str], None] = {}
        for known in values:
            normal = known.value or known.text
            for text in {known.text, normal}:
                if _looked_for(text, known.text):
                    texts[text, f"repeat.{known.kind}", normal] = None
        self._known = sorted(texts)
        self._alike = Alike([text for text, _, _ in self._known])
        self.kinds = frozenset(f"repeat.{known.kind}" for known in values)

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield each place where a withheld value may stand, once for each value and kind."""
        del earlier
        if not self._known:
            return
        for page in pages:
            best: dict[tuple[int, int, str, str], float] = {}
            for match in self._alike.find(page.text):
                _, kind, value = self._known[match.index]
                place = (match.start, match.end, kind, value)
                best[place] = min(match.distance, best.get(place, 1.0))
            for (start, end, kind, value), distance in sorted(best.items()):
                score, why = _judged(distance)
                yield spanned(self, page, (start, end), kind, score, why, value)


def _looked_for(text: str, original: str) -> bool:
    """Say whether a form of a value can be searched: long enough, and of one family with it."""
    letters = [c for c in fold(text).text if c.isalnum()]
    if len(letters) < SHORTEST:
        return False
    # A date's normal form is a number that its text is not: other numbers would look like it.
    return not all(c.isdigit() for c in letters) or len(as_digits(original)) == len(letters)


def _judged(distance: float) -> tuple[float, str]:
    """Return the score of a match and why."""
    if distance <= _SAME:
        return 0.95, "The same is withheld elsewhere."
    if distance >= RUN_TOGETHER:
        return 0.6, "What is withheld elsewhere seems to stand here, joined to something else."
    score = max(0.6, 0.9 - 1.4 * distance)
    return score, "Nearly the same is withheld elsewhere: a letter, a digit or a space differs."


def build(settings: Settings) -> Detector:
    """Return the detector for the values withheld somewhere."""
    return _WithheldDetector(settings.withheld)


EXAMPLE_SETTINGS = Settings(
    withheld=(
        WithheldValue("ssn", "900-12-3456", "900123456"),
        WithheldValue("person", "Jane Q. Gatherwood", "jane q gatherwood"),
        WithheldValue("birth_date", "12 Mar 1921", "1921-03-12"),
        WithheldValue("phone", "WA 8-1234", "WA81234"),
    )
)
_SSN, _PERSON, _BORN, _PHONE = (f"repeat.{w.kind}" for w in EXAMPLE_SETTINGS.withheld)

EXAMPLES: tuple[Example, ...] = (
    Example("his 900-12-3456 again", ((_SSN, "900-12-3456"),), "the same"),
    Example("his 900÷12 3456 again", ((_SSN, "900÷12 3456"),), "other separators"),
    Example("900123456", ((_SSN, "900123456"),), "no separators"),
    Example("9OO-l2-3456", ((_SSN, "9OO-l2-3456"),), "letters read for digits"),
    Example("900-12-\n3456", ((_SSN, "900-12-\n3456"),), "over a line"),
    Example("JANE Q. GATHERWOOD", ((_PERSON, "JANE Q. GATHERWOOD"),), "another case"),
    Example("Jane Q. Gatherwocd", ((_PERSON, "Jane Q. Gatherwocd"),), "a letter read wrong"),
    Example("Jane Q.\nGather-\nwood", ((_PERSON, "Jane Q.\nGather-\nwood"),), "over three lines"),
    Example("born 12 Mar. 1921", ((_BORN, "12 Mar. 1921"),), "a date as it stood"),
    Example("call WA8-1234", ((_PHONE, "WA8-1234"),), "a space lost"),
    Example("No. 19001234567", (), "inside a longer number"),
    Example("900-12-4356 and 1921-03-13", (), "other numbers"),
    Example("call WA 8-1235", (), "another telephone"),
    Example("Jane Gathers wood", (), "other words"),
)
