"""Social Security numbers: through the damage of scanning, and with no word of theirs near by.

Promises: what a number means is read from its whole page. A label (``SSN``, ``SOC. SEC. NO.``)
may stand beside it, at the head of its column (pages before, even), or elsewhere on the page; a
column with whole shapes vouches for its damaged cells. The service numbers of American soldiers
after 1969 are such numbers too. A canonical shape alone, where nothing speaks against it, is
enough to be withheld: a miss is a disclosure. Public specimens are told apart.

Does not promise: to find a number that lost three digits, or nine bare digits that no label
speaks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline import tables
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.identifiers import ssn_words as words
from tearline.findings.identifiers.ssn_scores import ROSTER, Reading, read, scored
from tearline.model.finding import Finding
from tearline.model.page import Page

KIND = "ssn"

_MASKED = re.compile(
    r"(?<![0-9A-Za-z])(?:[xX]{3}|\*{3}|#{3})[- ]{0,3}"
    r"(?:[xX]{2}|\*{2}|#{2})[- ]{0,3}([0-9]{4})(?![0-9])"
)
_LAST_FOUR = re.compile(
    r"last[ \n]{1,2}(?:four|4)(?:[ \n]{1,2}(?:digits?|numbers?|nos?\.?|of|is|are|the|"
    r"your|his|her|ssn|social|security|number)|[ :=)(.,-]){0,8}[ \n]{0,3}"
    r"(?<![0-9])([0-9]{4})(?![0-9-])"
)


class _SsnDetector:
    """Reads a record page by page, each with its columns and the labels of the page before."""

    name = "ssn"
    version = "3"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield numbers and last fours, overlapping shapes settled in favour of the likelier."""
        del earlier
        readings = [read(page) for page in pages]
        # Columns are asked only where there is something to ask: most records have none.
        asked = any(len(r.found) >= tables.CELLS for r in readings)
        layouts = tables.lay_out(pages) if asked else ()
        headed, last = False, 0  # whether a label stands on the page before, or a roster it began
        for index, here in enumerate(readings):
            headed = headed and last == here.page.number - 1
            layout = layouts[index] if layouts and here.found else None
            yield from self._numbers(here, layout, headed=headed)
            yield from self._last_four(here)
            headed = here.labels.any_strong or (headed and len(here.shapes) >= ROSTER)
            last = here.page.number

    def _numbers(
        self, here: Reading, layout: tables.Layout | None, *, headed: bool
    ) -> Iterator[Finding]:
        """Keep the likeliest of the candidates that overlap."""
        order = sorted(
            scored(here, layout, headed=headed), key=lambda s: (-s[0], s[2].start, -s[2].end)
        )
        taken = bytearray(len(here.low))
        for score, why, c in order:
            if any(taken[c.start : c.end]):
                continue
            taken[c.start : c.end] = b"\1" * (c.end - c.start)
            span = here.folded.span(c.start, c.end)
            yield spanned(self, here.page, span, KIND, score, why, c.digits)

    def _last_four(self, here: Reading) -> Iterator[Finding]:
        """Yield what is left of a masked number; four digits are too common to be a value."""
        for match in _MASKED.finditer(here.folded.text):
            near = words.near(here.labels, here.low, *match.span())
            why = "The last four digits of a masked Social Security number."
            span = here.folded.span(*match.span())
            yield spanned(self, here.page, span, KIND, 0.95 if near else 0.85, why, "")
        for match in _LAST_FOUR.finditer(here.low):
            inside = here.labels.before(match.end())
            near = inside is not None and here.labels.starts[inside] >= match.start() - words.REACH
            near = near or words.near(here.labels, here.low, match.start(), match.end())
            why = "Called the last four digits" + (" of a Social Security number." if near else ".")
            span = here.folded.span(*match.span(1))
            yield spanned(self, here.page, span, KIND, 0.92 if near else 0.5, why, "")


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _SsnDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("SSN: 900-12-3456", ((KIND, "900-12-3456"),), "canonical, labelled"),
    Example("JOHN ROE 900-12-3456 CLERK", ((KIND, "900-12-3456"),), "canonical, no label at all"),
    Example("000-12-3456 and 666-12-3456", ((KIND, "000-12-3456"), (KIND, "666-12-3456")), "areas"),
    Example(
        "Soclal Securlty No.\n\n900 12 3456", ((KIND, "900 12 3456"),), "label damaged, no dashes"
    ),
    Example(
        "SOC. SEC. NO. 900÷12-3456", ((KIND, "900÷12-3456"),), "a dash read as a division sign"
    ),
    Example("S.S.N. 900-12=3456", ((KIND, "900-12=3456"),), "a dash read as an equals sign"),
    Example("SS# 900•12-3456", ((KIND, "900•12-3456"),), "a dash read as a bullet"),
    Example("SSAN 900-12.3456", ((KIND, "900-12.3456"),), "a dash read as a full stop"),
    Example("SSN 900 - 12 - 3456", ((KIND, "900 - 12 - 3456"),), "dashes with spaces"),
    Example("SSN 900–12–3456", ((KIND, "900–12–3456"),), "en dashes"),
    Example("SSN 90012-3456", ((KIND, "90012-3456"),), "a dash lost"),
    Example("SSN 900-123456", ((KIND, "900-123456"),), "the other dash lost"),
    Example("Social Security Number 900123456", ((KIND, "900123456"),), "both dashes lost"),
    Example("SSN 900-12-34567", ((KIND, "900-12-34567"),), "one digit too many"),
    Example("SSN 900-12-345", ((KIND, "900-12-345"),), "one digit too few"),
    Example("SSN 900-123-3456", ((KIND, "900-123-3456"),), "a doubled digit in the middle"),
    Example("SSN 9001-12-3456", ((KIND, "9001-12-3456"),), "a doubled digit in front"),
    Example("SSN 900-12-34.56", ((KIND, "900-12-34.56"),), "the last group torn"),
    Example("SSN 9O0-l2-345S", ((KIND, "9O0-l2-345S"),), "digits read as letters"),
    Example("SSN 9ОО-12-З456", ((KIND, "9ОО-12-З456"),), "Cyrillic letters for digits"),
    Example("SSN 900-12-\n3456", ((KIND, "900-12-\n3456"),), "broken over a line, labelled"),
    Example(
        "SSN 9 0 0 - 1 2 - 3 4 5 6", ((KIND, "9 0 0 - 1 2 - 3 4 5 6"),), "a box for each digit"
    ),
    Example("1 2 3 4 5 6 7 8 9", (), "single digits in a row"),
    Example("900-12-3456 is her SSN", ((KIND, "900-12-3456"),), "the label behind"),
    Example("NO.900-12-3456ROE", ((KIND, "900-12-3456"),), "glued to the words beside it"),
    Example("ending xxx-xx-3456", ((KIND, "xxx-xx-3456"),), "masked but for the last four"),
    Example("the last four digits of his SSN are 3456", ((KIND, "3456"),), "last four in words"),
    Example(
        "SOC SEC NO\n900123456\n900223457\n900323458\n900423459\n900523460\n",
        tuple((KIND, n) for n in ("900123456", "900223457", "900323458", "900423459", "900523460")),
        "a column of bare numbers under its head",
    ),
    Example(
        "NAME   SSN   PAY\n\f900123456\n900223457\n900323458\n900423459\n",
        tuple((KIND, n) for n in ("900123456", "900223457", "900323458", "900423459")),
        "the head of the column stands on the page before",
    ),
    Example(
        "NAME SSN CASE FILE 900-12-3456",
        ((KIND, "900-12-3456"),),
        "heads of a row read as one line",
    ),
    Example(
        "900-11-1234\n901-12-2345\n902-13-3456\n903-14-4567\n904-15-56789\n905÷16-6789\n"
        "906 17 7890",
        tuple(
            (KIND, n)
            for n in (
                "900-11-1234",
                "901-12-2345",
                "902-13-3456",
                "903-14-4567",
                "904-15-56789",
                "905÷16-6789",
                "906 17 7890",
            )
        ),
        "a roster vouches for its damaged rows",
    ),
    Example(
        "NAME        SSN          PAY\nROE         900-12-3456  100.50\nDOE         901-13-4567  101.50\n"
        "POE         902 14 567   102.50\f"
        "MOE         903156789    103.50\nNOE         9041 16 7890 104.50\nZOE         90517890     105.50",
        tuple(
            (KIND, n)
            for n in (
                "900-12-3456",
                "901-13-4567",
                "902 14 567",
                "903156789",
                "9041 16 7890",
                "90517890",
            )
        ),
        "digits lost and doubled in a column whose head stands on the page before",
    ),
    Example(
        "PFC ROE, USMC, Service No. 900 12 3456", ((KIND, "900 12 3456"),), "a soldier's number"
    ),
    Example("Bureau serial 105-12-3456", (), "a serial, and nothing military near it"),
    Example("SSN: 90?-12-345G6", ((KIND, "90?-12-345G6"),), "past every shape, behind its label"),
    Example(
        "ACCOUNT NO\n900123456\n901123456\n902123456\n903123456", (), "a column of something else"
    ),
    Example("104-10004-10143", (), "a record number"),
    Example("124-10274-10112, 180-10131-10325", (), "record numbers"),
    Example("105-82-1234, 105-82-1235 and 105-82-1240", (), "serials of a Bureau file"),
    Example("FILE IN 201-12-3456", (), "a file number with its label"),
    Example("Contract 900-12-3456-01", (), "a contract number"),
    Example("900-12-3456-7", (), "part of a longer number"),
    Example("12-31-1963 to 01-15-1964", (), "dates"),
    Example("Washington, DC 20505-1234", (), "a postal code"),
    Example("(202) 555-0143 or 202-555-0143", (), "telephone numbers"),
    Example("123.45.6789 pesos; $1,234,567.89", (), "money"),
    Example("Docid:32423456 NW 65924", (), "print stamps"),
    Example(
        "SSN\n900-12-3456\n901-13-4567\n902-14-5678\nDoctd:324234561",
        tuple((KIND, n) for n in ("900-12-3456", "901-13-4567", "902-14-5678")),
        "a damaged stamp below a column",
    ),
    Example("100\n20\n3000", (), "a column of small numbers"),
    Example("987-65-4321", (), "a public specimen"),
    Example("Social Security Administration, 6401 Security Blvd", (), "the agency"),
    Example("Social Security Board order 900123456", (), "the agency and some other number"),
    Example("SSN not known. Telephone 202-555-0143", (), "a label answered in words"),
    Example("123456789", (), "nine digits of nothing"),
    Example("SOC. BEC. NO. 900123456", ((KIND, "900123456"),), "a label with letters misread"),
    Example("SOCSEC 900 12 3456", ((KIND, "900 12 3456"),), "a label that lost its blank"),
    Example("TAX I.D. 900-12-3456", ((KIND, "900-12-3456"),), "a taxpayer's number"),
    Example("Medicare No. 900-12-3456A", ((KIND, "900-12-3456"),), "a beneficiary's letter"),
    Example("SSN/900123456", ((KIND, "900123456"),), "a slash behind the label"),
    Example("SSN 900|12|3456", ((KIND, "900|12|3456"),), "the bars of a form's boxes"),
    Example("SSN |9|0|0|1|2|3|4|5|6|", ((KIND, "9|0|0|1|2|3|4|5|6"),), "a box for each digit"),
    Example("UTM 55N 900 12 3456", (), "degrees of latitude, no label"),
    Example("573.36\n\n1641.01", (), "two sums"),
)
