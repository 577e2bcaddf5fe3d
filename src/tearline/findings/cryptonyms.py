"""Cryptonyms, judged by the desk's list: released, closed, or unknown and for a person to look at.

Promises: every name on the list is found, damaged or not; what looks like a cryptonym
(``AMxxxx-1``, ``XX/XXXXXX``) and is not on the list is ``cryptonym.unknown``, never clear. The
value is the name without its slash, so that ``XX/WORD-1`` and ``XXWORD/1`` are one.

Does not promise: to know one from an ordinary word by its letters: *UNITED* begins like many. A
bare word is a cryptonym only when the list says so. No list is shipped: whether one has been
released is the desk's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.findings.alike import RUN_TOGETHER, Alike
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.model.people import Cryptonym
from tearline.text import fold

RELEASED, CLOSED, UNKNOWN = "cryptonym.released", "cryptonym.closed", "cryptonym.unknown"

_SEEN = re.compile(
    r"(?<![A-Za-z0-9/])(?:"
    r"(?P<numbered>(?:AM|JM|KU|LI|OD|PB|QJ|UN|ZR)[A-Z0-9]{3,12}(?<![0-9])"
    r"(?:[/-]{1,2}[0-9lIO]{1,3}|(?<=[A-Z]{5})[0-9]{1,2}))"
    r"|(?P<slashed>[A-Z]{2}/[A-Z]{3,14}(?:[/-][0-9]{1,3})?)"
    r")(?![A-Za-z0-9])"
)
# Words that begin with the same two letters and may have a number after a dash.
_WORDS = frozenset(
    """AMBASSADOR AMBULANCE AMENDED AMENDMENT AMERICA AMERICAN AMERICANA AMERICANS AMERICAS AMMO
    AMMUNITION AMNESTY AMONG AMORT AMOUNT AMOUNTS AMPEX AMPLE AMTRAK JMWAVE KUWAIT LIAISON LIBERTY
    LIBRARY LICENSE LICENCE LIEUTENANT LIGHT LIMIT LINCOLN LINE LINES LINK LIST LISTED LISTS LITER
    LIVES ODDS ODESSA ODOMETER UNCLAS UNCLASSIFIED UNDATED UNDER UNION UNIT UNITED UNITS UNIVERSITY
    UNKNOWN UNTIL UNNUMBERED""".split()  # noqa: SIM905
)
# Before a slash: desks and offices, which write the same way, and the words of everyday.
_OFFICES = frozenset(
    """AD AF AG AM AN AS AT BE BY CA CI CO CS DC DD DI DO DS EA EE EO ER EU FA FE FI FR GC GO HE HQ
    IC IF IG IN IP IR IS IT LA LI ME MY NE NO NR NY OC OD OE OF OL ON OP OR OS OX PH PM PO PP QK RE
    RI RQ SA SB SC SE SI SO SR SS ST TO TS UP US WE WH WO""".split()  # noqa: SIM905
)
_DIGRAPHS = frozenset("AM GP HT JM KU LI MH MK OD PB PD QJ TU UN ZR".split())  # noqa: SIM905
_PARTS = re.compile(r"(?P<base>[A-Z]+)(?P<number>[0-9]{0,3})\Z")
_DIGITS = str.maketrans("lIO", "110")
_NEAR = 0.06  # nothing but confused letters and gaps


class _CryptonymDetector:
    """The list first, by any damage; then what has the shape of one."""

    name = "cryptonyms"
    version = "1"
    kinds = frozenset({RELEASED, CLOSED, UNKNOWN})

    def __init__(self, known: Sequence[Cryptonym]) -> None:
        """Make the list ready."""
        self._known = tuple(known)
        self._alike = Alike([name.name for name in known])
        self._released = {_normal(name.name): name.released for name in known}

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the cryptonyms of each page, each place once."""
        del earlier
        for page in pages:
            best: dict[tuple[int, int], tuple[float, str, str, str]] = {}
            for span, score, kind, why, value in (*self._listed(page), *self._shaped(page)):
                told = (score, kind, why, value)
                if span not in best or told > best[span]:
                    best[span] = told
            any_end = closed_end = -1
            for span in sorted(best, key=lambda place: (place[0], -place[1])):
                score, kind, why, value = best[span]
                # A name that is only a part of a longer one told already is told with it.
                part = span[1] <= (any_end if kind == RELEASED else closed_end)
                any_end = max(any_end, span[1])
                closed_end = max(closed_end, span[1] if kind == CLOSED else -1)
                if not part:
                    yield spanned(self, page, span, kind, score, why, value)

    def _listed(self, page: Page) -> Iterator[tuple[tuple[int, int], float, str, str, str]]:
        """Yield the places of the names on the list."""
        for match in self._alike.find(page.text) if self._known else ():
            name = self._known[match.index]
            text = page.text[match.start : match.end]
            capitals = sum(c.isupper() for c in text) * 2 > sum(c.isalpha() for c in text)
            span, value = (match.start, match.end), _normal(name.name)
            if name.released:
                if match.distance <= _NEAR:
                    yield span, 0.2, RELEASED, "The desk's list says that it was released.", value
                continue
            why = "The desk's list says that it has not been released."
            if match.distance <= _NEAR:
                score = 0.9 + (0.05 if match.distance == 0 else 0.0)
            elif match.distance < RUN_TOGETHER:
                score, why = 0.82, "It is nearly one that has not been released."
            else:
                score, why = 0.6, "It holds one that has not been released."
            yield span, score if capitals else min(score, 0.5), CLOSED, why, value

    def _shaped(self, page: Page) -> Iterator[tuple[tuple[int, int], float, str, str, str]]:
        """Yield what has the shape of a cryptonym."""
        folded = fold(page.text)
        for match in _SEEN.finditer(folded.text):
            value = _normal(match.group())
            parts = _PARTS.match(value)
            base = parts["base"] if parts else value
            span = folded.span(*match.span())
            listed = self._released.get(value)
            if listed is None and base != value and base in self._released:
                if self._released[base]:
                    why = "Its family was released, says the desk's list; this number is not on it."
                    yield span, 0.45, UNKNOWN, why, value
                else:
                    yield span, 0.9, CLOSED, "Its family has not been released.", value
            elif listed is None:
                score = _odds(match, base)
                if score:
                    why = "It has the shape of a cryptonym, and the desk's list does not know it."
                    yield span, score, UNKNOWN, why, value
            elif listed:
                yield span, 0.2, RELEASED, "The desk's list says that it was released.", value
            else:
                why = "The desk's list says that it has not been released."
                yield span, 0.95, CLOSED, why, value


def _odds(match: re.Match[str], base: str) -> float:
    """Return the score of an unknown one by its shape, 0 where it is something else."""
    if match.lastgroup == "numbered":
        return 0.0 if base in _WORDS else 0.5
    digraph = match.group()[:2]
    if digraph in _DIGRAPHS:
        return 0.5
    return 0.0 if digraph in _OFFICES else 0.42


def _normal(name: str) -> str:
    """Return a cryptonym's letters and number alone, in capitals, ``AM/PLUM-1`` as ``AMPLUM1``."""
    text = fold(name).text
    number = re.search(r"[/-]([0-9lIO]{1,3})\Z", text)
    if number:
        text = text[: number.start()] + number[1].translate(_DIGITS)
    return re.sub(r"[\W_]", "", text).upper()


def build(settings: Settings) -> Detector:
    """Return the detector with the desk's list of cryptonyms."""
    return _CryptonymDetector(settings.cryptonyms)


EXAMPLE_SETTINGS = Settings(
    cryptonyms=(
        Cryptonym("AMPLUMTREE-1", released=False),
        Cryptonym("PBSALTLICK", released=True, source="invented"),
        Cryptonym("ZR/HOLLYHOCK", released=False),
        Cryptonym("ODMARZIPAN", released=False),
    )
)

EXAMPLES: tuple[Example, ...] = (
    Example("met AMPLUMTREE-1 in", ((CLOSED, "AMPLUMTREE-1"),), "closed"),
    Example("met AMPLUMTREE/1 in", ((CLOSED, "AMPLUMTREE/1"),), "with a slash"),
    Example("met AMPLUNTREE-1 in", ((CLOSED, "AMPLUNTREE-1"),), "a letter read wrong"),
    Example("met AMPLUM-\nTREE-1 in", ((CLOSED, "AMPLUM-\nTREE-1"),), "over a line"),
    Example("the ZRHOLLYHOCK file", ((CLOSED, "ZRHOLLYHOCK"),), "its slash lost"),
    Example("the ZR/HOLLYHOCK-2 file", ((CLOSED, "ZR/HOLLYHOCK-2"),), "a number of its family"),
    Example("ОDMARZIPAN said", ((CLOSED, "ОDMARZIPAN"),), "a Cyrillic letter"),
    Example("met AMPLUMTREE-2 in", (), "another number: unknown"),
    Example("met AMWICKET-3, LIGANDER-1 and QJ/FERN", (), "not on the list: unknown, for review"),
    Example("the PBSALTLICK plan and PBSALTLICK-2", (), "released"),
    Example("UNITED STATES, AMERICAN, AMENDMENT-1, UNIT-12, LINE-4", (), "ordinary words"),
    Example("CI/OPS, WH/COG, AND/OR, TO/FROM, 3/12/63, file a/b, I/O, w/o", (), "other slashes"),
    Example("a plain odmarzipan", (), "in small letters: for review"),
)
