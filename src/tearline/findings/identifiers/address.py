"""Street and box addresses, American and Spanish, as old papers write them.

Promises: number, street name and kind of street (``1234 N.W. 12th Ave., Miami, Fla.``), damaged
or not, with apartment, city, state, zone and ZIP code; boxes (``P.O. Box``, ``Apartado``, ``RFD``);
``Calle 23 No. 456``; and what stands behind *residing at* or *home address*. A person's word near
by raises the score, an office's lowers it to a look.

Does not promise: whose address it is, a street without a number, or a house that is known by name.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths and scores are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.identifiers.cells import Group, grids
from tearline.findings.identifiers.columns import Read, values
from tearline.findings.identifiers.places import city_state
from tearline.findings.identifiers.streets import COMMON, kind_of_street
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold

KIND = "address"
NEAR = 70  # code points in which a person's or an office's word counts
OWN = 34  # code points from an office's word to its own address

_N = "[0-9OIl|SBZbo]"
_DIRECTION = r"(?:[NSEW]\.? ?[NSEW]?\.?|North|South|East|West|NORTH|SOUTH|EAST|WEST|N[EW]|S[EW])"
_HOUSE = rf"(?:[1-9IlZSBb|]{_N}{{0,4}}(?:-[0-9]{{1,4}}|-?[A-H])?(?: ?1/2)?)"
# A house number, then what may be a street: up to five words on the line, or broken once.
_AMERICAN = re.compile(
    rf"(?<![0-9A-Za-z$/.#-])(?<!\b[Nn]o )(?P<house>{_HOUSE})(?P<gap>[ \n]{{1,2}})"
    rf"(?P<rest>(?=[A-Z0-9])(?:[A-Z0-9][A-Za-z0-9.'|!-]{{0,14}},?[ \n]{{0,2}}){{1,6}})"
)
_WORD = re.compile(r"[A-Za-z0-9.'|!-]+")
_GLUED = re.compile(r"[A-Z][a-z]{2,10}(?:Street|Avenue|Road|Lane|Drive|Court|Place|Boulevard)\Z")
_ORDINAL = re.compile(r"[0-9OIl]{1,3}(?:st|nd|rd|th|ST|ND|RD|TH|d)?\Z")
_UNIT = re.compile(
    r",?[ \n]{0,2}(?:Apt|APT|Apartment|APARTMENT|Suite|SUITE|Unit|UNIT|Room|Rm|#)\.?[ ]{0,2}"
    r"(?:No\.? ?|# ?)?[0-9A-Z][0-9A-Z-]{0,5}(?![0-9A-Za-z])"
)
_AFTER_DIRECTION = re.compile(r",?[ ](?:[NS]\.? ?[EW]\.?|[NS][EW])(?![A-Za-z])")
_BOX = re.compile(
    r"(?<![A-Za-z])(?:(?:P(?:ost)?[. ]{0,3}O(?:ffice)?[. ]{0,3}B[o0]x|P[.,] ?[O0Q0][.,]? ?B[o0]x"
    r"|P\.? ?O\.? ?Drawer|POB|PO BOX|POST OFFICE BOX|P\.? ?[O0]\.? ?B[O0]X)"
    r"[ .,#]{0,3}(?:No\.? ?|Number )?(?P<box>[0-9OIl]{1,6}(?:-[A-Z0-9]{1,3})?)"
    r"|(?:Apartado|APARTADO)(?: Postal| POSTAL| A[eé]reo| de Correos)?[ .,#]{0,3}(?:No\.? ?)?"
    r"[0-9OIl]{1,6}"
    r"|(?:R\.? ?F\.? ?D\.?|Rural Route|RURAL ROUTE|Star Route)[ .,#]{0,3}(?:No\.? ?|# ?)?[0-9]{1,3}"
    r"(?:,? ?Box ?[0-9]{1,5})?"
    r"|(?:Route|ROUTE|Rt\.|RT\.|Rte\.)[ #]{1,2}[0-9]{1,3},? (?:Box|BOX)[ #]{1,2}[0-9]{1,5}[A-Z]?)"
    r"(?![0-9A-Za-z])"
)
_SPANISH = re.compile(
    r"(?<![A-Za-z])(?:"
    r"(?:C[aoe]{1,2}[l1I]{1,2} ?[eoc]|CALLE|Avenida|AVENIDA|Ave\.|Calzada|CALZADA|"
    r"Paseo|PASEO|Callejon|Carretera)[ ]{1,2}(?:de |del |la |las |los )?"
    r"(?:[0-9]{1,3}[A-Z]?|[A-Z][A-Za-z.]{0,14}"
    r"(?: [A-Z][A-Za-z.]{1,14}){0,2})"
    r"(?:,? ?(?:No|NO|N0|Num|Nro|#|n[uú]m(?:ero)?)\.?,?[ #]{0,2}|,? )(?P<no>[0-9OIl]{1,5}(?:-?[A-Z])?"
    r"(?![0-9A-Za-z]|/[0-9]))"
    r"|(?:Calle|CALLE)[ ](?:[0-9]{1,3}|[A-Z])(?: y | Y |,? e/ ?|,? entre )[0-9A-Z]{1,3})"
    r"(?:,? ?(?:Apto?|apto?|altos|bajos)\.? ?[0-9A-Z]{0,4})?"
    r"(?:,? (?:e/|entre|esquina a|esq\.?) ?[0-9A-Z][A-Za-z0-9]{0,12}(?: y [0-9A-Z][A-Za-z0-9]{0,12})?)?"
)
_PERSONAL = re.compile(
    r"(?<![a-z])(?:res[il1]d\w{1,5}|res[.:]|hm[.:]|addr[.:]|h[o0]me|l[il1]v(?:e|es|ed|ing)|"
    r"a[a-z]{1,4}ress(?:es)?|apartment|apt|"
    r"domicile|d[oi]reccion|house|dwell\w{2,4}|mov(?:ed|ing) (?:to|from)|neighbors?|landlord|"
    r"rent(?:ed|s)|"
    r"wife|husband|widow|son|daughter|mother|father|parents|brother|sister|"
    r"next of kin|spouse|mrs?\.|miss|r[o0][o0]ming|tenant|born|dob|aka|alias)(?![a-z])"
)
_OFFICE = re.compile(
    r"(?<![a-z])(?:offices?|bureau|embassy|consulate|department|dept|agency|building|bldg|company|co|"
    r"corp|corporation|inc|incorporated|hotel|motel|restaurant|bank|university|college|school|"
    r"hospital|church|club|courthouse|federal|store|shop|theat(?:er|re)|library|newspaper|press|"
    r"police|headquarters|hqs|station|airlines?|association|committee|council|society|"
    r"warehouse|factory|garage|attorneys?(?: at law)?|law firm|depository|publish\w{2,5}|commission|"
    r"archives|congress|senate|house of representatives|suite|room)(?![a-z])"
)
_CELL = re.compile(
    r"(?<![0-9A-Za-z])[0-9IlOSBZ|]{1,5}[A-H]?,? {1,3}(?=[^\n]{0,9}[A-Za-z]{3})"
    r"[A-Za-z0-9][^\n]{4,120}[A-Za-z0-9.]"
)
_SUITE = re.compile(r"(?<![a-z])(?:suite|room)(?![a-z])")
_STOPS = re.compile(r"(?<=[a-z]{3})[.;!?][\"')]{0,2}\s|\n[ \t]*\n")
_OFFICE_FAR = ", an office's word in the same sentence"
_AGENCY_ZONE = re.compile(r"washington\W{1,3}(?:25|26)\W{1,3}d\W?\s?c|langley|pentagon")


class _AddressDetector:
    """Starts from a house number, a box or a Spanish street's word."""

    name = "address"
    version = "2"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the addresses of each page; of two that overlap the likelier stays."""
        del earlier
        for page, grid in zip(pages, grids(pages), strict=True):
            folded, low = fold(page.text), fold(page.text, lower=True).text
            best: dict[tuple[int, int], Read] = {}
            whys: dict[tuple[int, int], str] = {}
            for start, end, score, why in _addresses(folded.text, low):
                value = " ".join(_WORD.findall(low[start:end]))
                best[start, end] = Read(start, end, value, score)
                whys[start, end] = why
            spans = sorted(best)

            def cell(
                text: str, group: Group, spans: Sequence[tuple[int, int]] = spans
            ) -> Iterator[Read]:
                at = bisect_left(spans, (group.start, 0))
                inside = [s for s in spans[at : at + 4] if s[1] <= group.end]
                if inside:
                    yield from (Read(*s, "") for s in inside)
                else:
                    yield from _in_cell(text, group)

            for one in values(grid, KIND, cell):
                span = (one.read.start, one.read.end)
                known = best.get(span)
                value = known.value if known else " ".join(_WORD.findall(low[slice(*span)]))
                if known is None or known.sure < one.score:
                    best[span] = Read(*span, value, one.score)
                    whys[span] = one.why
            for span, read in sorted(best.items()):
                yield spanned(
                    self, page, folded.span(*span), KIND, read.sure, whys[span], read.value
                )


_TELEPHONE = re.compile(
    r"[,;.]? {0,3}(?:[A-Z]{2}[a-z]{0,9}|[A-Z]{5,11}|\([2-9][0-9]{2}\)|[2-9][0-9]{2}[-/. ])[ -]{0,2}"
    r"[2-9][0-9]{0,2} ?[-.] ?[0-9]{4}|[,;.]? {0,3}[2-9][0-9]{2}[-.][0-9]{4}(?![0-9])"
    r"|[,;.]? {0,3}[2-9][0-9]{2}[-/. ][0-9]{3}[-. ][0-9]{4}"
)
# On the address's own line: a name with a middle initial and a comma before it.
_NAMED = re.compile(r"(?<![a-z])[a-z][a-z']{1,14} [a-z]\. [a-z][a-z'-]{1,15}, {1,2}\Z")


def _addresses(text: str, low: str) -> Iterator[tuple[int, int, float, str]]:
    """Yield (start, end, score, why) of the addresses of a page by their own shape."""
    end = 0
    found = [*_american(text), *_boxes(text), *_spanish(text)]
    for start, stop, score, what, sure in sorted(found, key=lambda f: (f[0], -f[1])):
        if start < end:
            continue
        end, city = city_state(text, stop)
        if city and _TELEPHONE.match(text, stop):
            end, city = stop, False  # LA is an exchange here, no state
        near = _near(low, start, end)
        total = min(score + (0.1 if city else 0.0) + near[0], 0.96)
        if near[0] < 0:
            far = city and sure and near[1] == _OFFICE_FAR
            total = 0.76 if far else min(total, 0.6)
        elif sure and (city or near[0] > 0):
            total = max(total, 0.77)  # a house, its street and town, or its dweller
        elif sure and (
            _NAMED.search(low, max(0, start - 48), start) or _TELEPHONE.match(text, stop)
        ):
            total = max(total, 0.76)  # a name before it, or a telephone behind it
        why = f"It has {what}{', a town or state behind it' if city else ''}{near[1]}."
        yield start, end, total if sure else min(total, 0.7), why


def _in_cell(text: str, group: Group) -> Iterator[Read]:
    """Yield a cell that begins with a number and goes on in words, as an address does."""
    if group.fields != (KIND,):
        return
    match = _CELL.match(text, group.start, group.end)
    if match:
        yield Read(*match.span(), "", 0.92)


def _near(low: str, start: int, end: int) -> tuple[float, str]:
    """Return what a person's or an office's word near by adds, and how that is told."""
    before = low[max(0, start - NEAR) : start]
    behind = _STOPS.split(low[end : end + 30], maxsplit=1)[0]
    personal = [m.start() for m in _PERSONAL.finditer(before)]
    own = _STOPS.split(before)[-1]  # an office of the sentence before is not at this address
    offices = [m.start() + len(before) - len(own) for m in _OFFICE.finditer(own)]
    if _AGENCY_ZONE.search(low, start, min(len(low), end + 10)):
        return -0.2, ", an agency's part of town"
    if personal and (not offices or personal[-1] > offices[-1]):
        return 0.15, ", a word of living there near it"
    if offices and len(before) - offices[-1] > OWN and not _OFFICE.search(behind):
        return -0.2, _OFFICE_FAR
    if offices or _OFFICE.search(behind) or _SUITE.search(low, start, end):
        return -0.2, ", an office's word near it"
    return 0.0, ""


def _american(text: str) -> Iterator[tuple[int, int, float, str, bool]]:
    """Yield (start, end, score, what, whole) of house numbers before a street."""
    at = 0
    while match := _AMERICAN.search(text, at):
        street = _street(text, match)
        at = match.start("rest")
        if street is None:
            continue
        end, score, what, sure = street
        direction = _AFTER_DIRECTION.match(text, end)
        end = direction.end() if direction else end
        unit = _UNIT.match(text, end)
        end = unit.end() if unit else end
        if unit:
            score += 0.08
        yield match.start(), end, score, what, sure
        at = max(at, end)


def _street(text: str, match: re.Match[str]) -> tuple[int, float, str, bool] | None:
    """Return where a street ends, its score, how it is told, and whether it is spelt well."""
    words = list(_WORD.finditer(text, match.start("rest"), match.end("rest")))
    named, ordinal = 0, False
    for place, word in enumerate(words[:6]):
        written = word.group()
        if place and text[word.start() - 1] == "\n" and match["gap"].count("\n"):
            return None  # broken twice
        grade = kind_of_street(written.rstrip("-")) if named else 0
        if place == 1 and words[0].group().lower() in _SPANISH_KINDS and written[0].isupper():
            end = word.end() - written.endswith(".")
            return end, 0.72, "a house number and a street", True
        if not grade and _GLUED.match(written):
            grade = 2
        if grade:
            if written.lower().strip(".") in COMMON and not _believed(
                match["house"], place, ordinal
            ):
                return None
            end = word.end()
            if written.endswith(".") and len(written) > 5:  # of the sentence, not of a short form
                end -= 1
            score = 0.72 if grade == 2 else 0.6
            if sum(map(str.isdigit, match["house"])) * 2 < len(match["house"]):
                return None
            if "\n" in text[match.start() : end]:
                score -= 0.1
            damaged = (
                not match["house"].replace("-", "").replace(" 1/2", "").strip("ABCDEFGH").isdigit()
            )
            score -= 0.04 if damaged else 0.0
            return end, score, "a house number and a street", grade == 2 or place <= 3
        if written.endswith((".", ",")) and place and len(written) > 4:
            return None
        if written.isdigit() and not (
            place + 1 < len(words) and kind_of_street(words[place + 1].group())
        ):
            return None  # the house number itself
        if _ORDINAL.match(written):
            named, ordinal = named + 1, True
            continue
        if re.fullmatch(_DIRECTION, written):
            continue
        if text[word.end() : word.end() + 1] == ",":
            return None
        if not written[0].isupper() or written.lower().rstrip(".") in _NO_STREET:
            return None
        named += 1
    return None


_SPANISH_KINDS = frozenset({"calle", "avenida", "camino", "calzada"})


def _believed(house: str, place: int, ordinal: bool) -> bool:
    """Say whether a street that ends in a common word is one: numbered, or short and far along."""
    return ordinal or (len(house) >= 3 and place <= 3)


_NO_STREET = frozenset(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec the and of in at on for to by from was is copies page "
    "pages sec file men agents no dear mr mrs miss dr hours use refs res ref ext tel who is are with "
    "that which has".split()
)


def _boxes(text: str) -> Iterator[tuple[int, int, float, str, bool]]:
    """Yield post office boxes and rural routes."""
    for match in _BOX.finditer(text):
        yield match.start(), match.end(), 0.72, "a post office box or a rural route", True


def _spanish(text: str) -> Iterator[tuple[int, int, float, str, bool]]:
    """Yield Spanish streets with a number or a corner."""
    for match in _SPANISH.finditer(text):
        yield match.start(), match.end(), 0.76, "a Spanish street and its number", True


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _AddressDetector()


EXAMPLES: tuple[Example, ...] = (
    Example(
        "1234 N.W. 12th Ave., Miami, Fla.",
        ((KIND, "1234 N.W. 12th Ave., Miami, Fla."),),
        "as the 1960s wrote it",
    ),
    Example(
        "He resides at 1455 Elmwood Street, Apt. 5.",
        ((KIND, "1455 Elmwood Street, Apt. 5"),),
        "a home, an apartment",
    ),
    Example(
        "home address: 900 Plum Tree Rd",
        ((KIND, "900 Plum Tree Rd"),),
        "a label, no town",
    ),
    Example(
        "4321 Maple Avenue, Springfield, Illinois 62701-1234",
        ((KIND, "4321 Maple Avenue, Springfield, Illinois 62701-1234"),),
        "a ZIP code",
    ),
    Example(
        "lives at l234 Maple Avenne, Dallas 11, Texas",
        ((KIND, "l234 Maple Avenne, Dallas 11, Texas"),),
        "a one read as a letter, a damaged kind of street, a zone",
    ),
    Example("Her address is P.O. Box 4321, Dallas", ((KIND, "P.O. Box 4321, Dallas"),), "a box"),
    Example("P. 0. Box 4321, Dayton, Ohio", ((KIND, "P. 0. Box 4321, Dayton, Ohio"),), "damaged"),
    Example("lives on RFD #2, Box 45", ((KIND, "RFD #2, Box 45"),), "a rural route"),
    Example("resides Calle 23 No. 456, Vedado", ((KIND, "Calle 23 No. 456, Vedado"),), "Havana"),
    Example("vive en Avenida Juarez 123", ((KIND, "Avenida Juarez 123"),), "Mexico"),
    Example(
        "residence: 77 S. E. 5th\nStreet, Miami",
        ((KIND, "77 S. E. 5th\nStreet, Miami"),),
        "broken over a line",
    ),
    Example(
        "Federal Bureau of Investigation, 1114 Commerce Street, Dallas, Texas", (), "an office"
    ),
    Example("Records Office, P.O. Box 1234, Washington 25, D.C.", (), "an agency's box"),
    Example("12 May Street photographs", (), "a day of May"),
    Example("On 22 November 1963 Court records", (), "a date before a word for a street"),
    Example("Box 12, Folder 4", (), "a box of papers"),
    Example("15 men drove down the street", (), "a street in small letters"),
    Example("104-10004-10143 Dr. Roe", (), "a number before a doctor"),
)
