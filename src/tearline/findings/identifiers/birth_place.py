"""Places of birth, by the words around them.

Promises: the place behind *place of birth*, *POB*, *DPOB*, *birthplace*, *native of* and *born ...
in*, the date between them or not, in running text, in a form and behind a block of labels, through
damage. A country or a state alone is only a look: many were born there.

Does not promise: a place that nothing calls one of birth, or where exactly its name ends when it is
written without commas.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.dates import find_dates
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.identifiers.cells import Group, grids
from tearline.findings.identifiers.columns import Read, values
from tearline.findings.identifiers.places import known, shortened
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold, squeezed

KIND = "birth_place"
FORM = 160  # code points from a label to its value in a form

_BIRTH = (
    r"(?:[bhm8@]{1,2}[il1|]{1,2}[ranbe]{1,2} ?[tlif]{1,2} ?[hnb]{1,2}"
    r"|[bh8][il1|]?[ra]?[tf]h|[il1|]rth)"
)
_LABEL = re.compile(
    rf"(?<![a-z0-9])(?:"
    rf"(?P<label>p[l1i|]{{0,2}}[ar]{{1,2}}[ce]{{1,2}}[eco]{{0,2}} ?[o0]{{1,2}}[frtl]{{1,2}}\W{{0,2}}{_BIRTH}"
    rf"|{_BIRTH}\W?p[l1i]ace|b[il1]rthp[l1i]ace"
    rf"|lugar de nacimiento"
    rf"|(?:country|city|town)(?: (?:and|&|or) (?:country|state|province))? [o0][fr] {_BIRTH})"
    rf"|(?P<both>[duo0][./ ]?p[./ ]?[o0][./ ]?b(?![a-z0-9])"
    rf"|d[aeo]te ?(?:and|&|/|,) ?p[l1i]ace [o0][fr] {_BIRTH}"
    rf"|p[l1i]ace (?:and|&) date [o0][fr] {_BIRTH})"
    rf"|(?P<pob>p\.?[o0]\.?b\.?(?= ?[:;.-]? ?[a-z]{{3}}))"
    rf"|(?P<native>(?:a )?native of|natural de|{_BIRTH} (?:in|at))(?= )"
    rf"|(?P<short>b[.-](?= {{0,2}}(?:[0-9l(]|[a-z]{{3,9}}\.? [0-9])))"
    rf"|(?P<born>b[o0]{{1,2}}r{{1,2}}[nm]|b[o0]m|(?:was|were) [bh][o0][rn][nm])(?![a-z0-9])"
    rf")"
)
_PART = (
    r"(?:[A-Z]|[01578](?=[A-Za-z]{3}))[A-Za-z0-9'|!-]{1,15}\.?(?:(?<=[a-z]-)\n[a-z]{2,12})?"
    r"(?:[ ](?:de|del|la|las|los|of|DE|DEL|LA|OF)(?![A-Za-z])){0,2}"
    r"(?:(?:[ ]|(?<=[Nn][Ee][Ww])\n)[A-Z][A-Za-z0-9'|-]{0,15}\.?){0,3}"
)
_PLACE = re.compile(rf"(?P<place>{_PART}(?: ?[,(/] ?\n{{0,2}}{_PART}\)?){{0,3}})")
_LINK = re.compile(
    r"(?:[\s.,]{0,3}\([^)\n]{0,40}[)\n])?[\s:;.,=*()_'\"|-]{0,12}"
    r"(?:(?:was |is )?(?:in|at|near|on|en)\s{1,2})?(?:the )?"
)
_IN = re.compile(r"(?:[\s,]{1,3}(?:was )?(?:in|at|near)\s{1,3}(?:the )?|: {1,2}(?=[A-Z]))")
_SECOND = re.compile(r"[\s,.;:)-]{0,4}(?:(?:in|at|near)\s{1,3})?")
# What begins a sentence or the next label, and ends a place.
_STOP = frozenset(
    "he she his her they who whom which was is are has had and with in on at from to the this that "
    "of by citizen citizenship nationality sex race height weight hair eyes occupation address "
    "residence date name father mother wife husband married single male female white american "
    "file number no passport entered arrived came age year years month january february march april "
    "may june july august september october november december jan feb mar apr jun jul aug sep sept "
    "oct nov dec subject subj source born birth place dob pob unknown none same ref it as be mr mrs "
    "dr cit marital status education religion form security secret classification department "
    "city clty cily citv stat siare stato state country stato province county present "
    "employed employment information "
    "education complexion build if not for mi phone us".split()
)
_PLAIN_WORDS = frozenset("wedlock poverty hospital prison captivity exile".split())


class _BirthPlaceDetector:
    """Starts from the words and looks for the name of a place."""

    name = "birth_place"
    version = "2"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the places of birth of each page."""
        del earlier
        for page, grid in zip(pages, grids(pages), strict=True):
            folded, low = fold(page.text), fold(page.text, lower=True).text
            best: dict[tuple[int, int], tuple[float, str]] = {}
            for mark in _LABEL.finditer(low):
                for start, end, score, why in _places(folded.text, low, mark):
                    if "\n" in low[mark.end() : start] and grid.elsewhere(KIND, start, end):
                        continue
                    if end > start and score > best.get((start, end), (0.0, ""))[0]:
                        best[start, end] = (score, why)
            cells = list(values(grid, KIND, _cell))
            for one in cells:
                for start, end in list(best):  # the cell knows where its value begins and ends
                    if start < one.read.end and one.read.start < end:
                        del best[start, end]
            for one in cells:
                span = (one.read.start, one.read.end)
                if one.score > best.get(span, (0.0, ""))[0]:
                    best[span] = (one.score, one.why)
            for (start, end), (score, why) in sorted(best.items()):
                value = squeezed(folded.text[start:end])
                yield spanned(self, page, folded.span(start, end), KIND, score, why, value)


def _cell(text: str, cell: Group) -> Iterator[Read]:
    """Yield the place a cell names; in a row that lost its blanks, a town with its state."""
    written = text[cell.start : cell.end]
    if cell.fields == (KIND,):
        name = written.strip(" .,;:|_")
        whole = _PLACE.match(name)
        if whole and whole.end() >= len(name) - 1 and known(name) < 2:
            at = cell.start + written.index(name)
            yield Read(at, at + len(name), squeezed(name))
        return
    places = [m for m in _TOWN_AND_STATE.finditer(text, cell.start, cell.end) if known(m["of"]) > 1]
    for match in places:
        if match.start() > cell.start:  # a row begins with a name
            yield Read(match.start(), match.end(), squeezed(match.group()))


_TOWN_AND_STATE = re.compile(
    r"(?<![A-Za-z])(?:[A-Z][a-z]{2,14}|[A-Z]{3,14})(?: (?:[A-Z][a-z]{2,14}|[A-Z]{3,14}))?, ?"
    r"(?P<of>(?:N[Ee][Ww] )?[A-Z][A-Za-z|10]{1,14}\.?)(?![A-Za-z])"
)


def _places(text: str, low: str, mark: re.Match[str]) -> Iterator[tuple[int, int, float, str]]:
    """Yield the place that one word speaks of: (start, end, score, why)."""
    begin, kind = mark.end(), mark.lastgroup
    if kind == "short" and (
        not any(find_dates(text, begin, begin + 4))
        or (
            text[mark.start()] == "B"
            and re.search(r"[A-Za-z.] \Z", text[max(0, begin - 5) : begin - 2])
        )
    ):
        return  # an initial
    if kind in {"born", "both", "short"}:
        yield from _born(text, low, begin, formal=kind != "born")
        return
    link = _LINK.match(low, begin)
    at = link.end() if link else begin
    why = "It stands right after a birth-place label."
    span = _place_at(text, at)
    gap = low[begin:at].count("\n")
    if span is None and kind == "label":
        span = _below(text, begin)
        gap, why = 2, "It stands below a birth-place label."
    if span is None:
        return
    sure = _sure(text[span[0] : span[1]])
    if kind in {"native", "pob"}:
        sure -= 0.08
    if gap > 1 and sure < 0.85:
        sure = min(sure, 0.6)  # a form's next label as likely
    yield (*span, sure, why)


def _born(
    text: str, low: str, begin: int, *, formal: bool
) -> Iterator[tuple[int, int, float, str]]:
    """Yield the place behind *born*: after *in* or *at*, before or behind the date."""
    why = "It is the place after 'born'." if not formal else "It is the place after a birth label."
    link = None if formal else _IN.match(low, begin)
    span = _place_at(text, link.end()) if link else None
    if span is not None and link is not None:
        sure = _sure(text[span[0] : span[1]])
        yield (*span, min(sure, 0.6) if sure < 0.85 and "\n" in link.group() else sure, why)
        return
    start = begin
    for date in find_dates(text, begin, min(len(text), begin + 40)):
        if "\n\n" in text[begin : date.start] and not formal:
            break
        start = date.end
        link = _SECOND.match(low, start)
        span = _place_at(text, link.end() if link else start)
        if span is not None:
            sure = _sure(text[span[0] : span[1]])
            told = bool(link and link.group().strip(" ,.;:)-\n"))
            broken = link is not None and "\n\n" in link.group()
            if sure < 0.85 and (broken or not (told or formal)):
                sure = min(sure, 0.6)  # any word may stand there
            yield (*span, sure, why)
        if span is not None or not formal:
            return
    link = _LINK.match(low, begin) if formal else None
    span = _place_at(text, link.end()) if link else None
    if span is not None and link is not None:
        sure = _sure(text[span[0] : span[1]])
        yield (*span, min(sure, 0.6) if sure < 0.85 and "\n" in link.group() else sure, why)


def _place_at(text: str, start: int) -> tuple[int, int] | None:
    """Return the place that begins at ``start``, cut before the first word that is none."""
    match = _PLACE.match(text, start)
    if match is None:
        return None
    end = start
    for word in re.finditer(r"[A-Za-z0-9.'|!-]+(?:(?<=-)\n[a-z]+)?", match.group()):
        plain = word.group().lower().strip(".'-")
        if plain == "city" and _of_a_city(text, start + word.start(), start + word.end()):
            end = start + word.end()
            continue
        if plain in _STOP and not (plain == "us" and word.group().isupper()):
            break
        if (
            plain not in {"de", "del", "la", "las", "los"}
            or "," in match.group()[: word.start()][-3:]
        ):
            end = start + word.end()
    found = text[start:end]
    if (
        len(found) < 3
        or found.lower() in _PLAIN_WORDS
        or not any(c.islower() for c in found.lower())
    ):
        return None
    last = found.rsplit(None, 1)[-1].rsplit(",", 1)[-1]
    if found.endswith(".") and last.count(".") == 1 and not shortened(last):
        end -= 1
    return (start, end)


def _of_a_city(text: str, start: int, end: int) -> bool:
    """Say whether *City* is a part of the name before it: Kansas City; no label of a form."""
    return text[start - 1 : start] == " " and text[start - 2 : start - 1] not in {",", " "} and (
        text[end : end + 1] in {",", ".", ";", "\n", "", ")"}
        or text[end : end + 4] in {" and", " in ", " on "}
    )  # fmt: skip


def _below(text: str, begin: int) -> tuple[int, int] | None:
    """Return the first line below a label that names a place it knows, behind other labels."""
    at = text.find("\n", begin, begin + FORM)
    while at >= 0 and at < begin + FORM:
        span = _place_at(text, at + 1)
        if span is not None and any(
            known(p.strip()) for p in re.split("[,(/]", text[slice(*span)])
        ):
            return span
        at = text.find("\n", at + 1, begin + FORM)
    return None


def _sure(place: str) -> float:
    """Return a score: a town is an identifier, a state or a country alone hardly one."""
    parts = [part.strip(" .)\n") for part in re.split("[,(/]", place) if part.strip(" .)\n")]
    grades = [known(part) for part in parts]
    if not any(grades):
        grades += [known(word) for word in place.split()[1:]]
        if any(grades):
            parts *= 2
    if max(grades, default=0) >= 2:
        return 0.88 if len(parts) > 1 else 0.5
    return 0.86 if any(grades) else 0.78


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _BirthPlaceDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("born in Havana, Cuba, in 1931", ((KIND, "Havana, Cuba"),), "running text"),
    Example("born 12 Mar 1921 at Dayton, Ohio.", ((KIND, "Dayton, Ohio"),), "behind the date"),
    Example("BORN 12 MAR 21, DAYTON, OHIO. HE IS", ((KIND, "DAYTON, OHIO"),), "a cable"),
    Example("DPOB: 12 MAR 21, DAYTON", ((KIND, "DAYTON"),), "date and place"),
    Example("Place of Birth: Springfield, Ill.", ((KIND, "Springfield, Ill."),), "a label"),
    Example("P1ace of Biath: Dayton, Ohlo", ((KIND, "Dayton, Ohlo"),), "damaged"),
    Example("POB: Santiago de Cuba", ((KIND, "Santiago de Cuba"),), "the short label"),
    Example("PLACE OF BIRTH\n\nDAYTON, OHIO\n", ((KIND, "DAYTON, OHIO"),), "the label above"),
    Example(
        "DATE OF BIRTH\nPLACE OF BIRTH\n\n4/5/1930\nDAYTON, OHIO",
        ((KIND, "DAYTON, OHIO"),),
        "labels first",
    ),
    Example("POB: Kansas City, Mo.", ((KIND, "Kansas City, Mo."),), "City is of the name"),
    Example("born at Ste. City, Missouri", ((KIND, "Ste. City, Missouri"),), "two words, a stop"),
    Example(
        "born at Phila-\ndelphia, Pa.", ((KIND, "Phila-\ndelphia, Pa."),), "cut at a line's end"
    ),
    Example("a native of Pinar del Rio, Cuba", ((KIND, "Pinar del Rio, Cuba"),), "a native"),
    Example("Lugar de nacimiento: Matanzas", ((KIND, "Matanzas"),), "Spanish"),
    Example("born in Cuba and came here", (), "a country alone"),
    Example("a son was born to them", (), "no place"),
    Example("was born in 1921", (), "a year"),
    Example("P.O.B. 1234, Miami", (), "a box"),
    Example("PLACE OF BIRTH\nCITIZENSHIP\nOCCUPATION", (), "labels alone"),
    Example("He lives in Havana, Cuba", (), "any other place"),
)
