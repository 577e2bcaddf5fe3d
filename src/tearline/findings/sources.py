"""Confidential sources by their signs: symbols, T-numbers, and the passages that unmask them.

Promises: an informant's symbol (``NY 694-S*``, ``MM 639-C-TE``, ``-PSI``, ``-PCI``, ``-R``,
``-SI``, ``-PC``) is found with its dash read as something else, a letter read for a digit, its star lost or
kept; a T-number (``NY T-3``, *informant T-2*) is found and is no identity by itself; what tells
whom it stands for is (``characterisation``). A symbol's value is the symbol, so that it is the
same everywhere; a T-number has none, since each report counts from one anew.

Does not promise: a source described without any of these, nor whether a symbol has been released.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.findings.characterisation import TOLD, Temporary, line_before, passages
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import as_digits, fold

SYMBOL, T_NUMBER = "source.symbol", "source.t_number"

# Field offices as the Bureau abbreviates them.
OFFICES = frozenset(
    """AL AN AQ AT AX BA BH BO BS BT BU BUF CE CG CI CO CV DE DL DN EP HN HO IP JK JN KC KX LA LR LS
    LV ME MI MM MO MP NF NH NK NO NR NY OC OM PD PG PH PX RH SA SB SC SD SE SF SI SJ SL SP SU SV TP
    WF WFO""".split()  # noqa: SIM905
)
_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9])(?P<office>[A-Z]{2,3})[ \n.]{0,2}(?P<number>[0-9OlI|]{2,5}) ?"
    r"[-÷=.•~_] ?(?P<kind>C ?[-÷=.•~_]? ?T[EF]|PSI|PC[I1l]|PC|S[I1l]|SS|[SRCP]|[sc](?![A-Za-z])"
    r"|5(?=\*|\(\*|\(S))"
    r"(?P<star>\*|\(\*\))?(?![A-Za-z0-9]|[-÷=]?[0-9])"
)
_STRONG = frozenset({"S", "CTE", "PSI", "PCI", "PC", "SI", "SS"})
_T = re.compile(
    r"(?<![A-Za-z0-9/-])(?:(?P<office>[A-Z]{2,3})[ /\n]{1,2})?T ?[-÷=•~_] ?(?P<number>[0-9lIO]{1,3})"
    r"(?![A-Za-z0-9])"
)
# After these words a T may have been read as an I or a 1.
_CALLED = re.compile(
    r"(?i)(?<![a-z])(?:informants?|sources?)\s+(?P<t>[TI1l] ?[-÷=•~_] ?[0-9lIO]{1,3})(?![A-Za-z0-9])"
)
_LETTERED = re.compile(r"[lIO|]")


class _SourcesDetector:
    """Finds the signs first, then reads what is said of them."""

    name = "sources"
    version = "1"
    kinds = frozenset({SYMBOL, T_NUMBER, TOLD})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the signs and the unmasking passages of each page."""
        del earlier
        for page in pages:
            folded = fold(page.text)
            text = folded.text
            symbols: list[tuple[int, int]] = []
            for span, score, value in _symbols(text):
                symbols.append(span)
                why = "It has the form of an informant's symbol."
                yield spanned(self, page, folded.span(*span), SYMBOL, score, why, value)
            stand_ins = _t_numbers(text)
            told = list(passages(text, stand_ins, symbols))
            named = {start for _, _, start in (passage.place for passage in told)}
            for stand_in in stand_ins:
                span = (stand_in.start, stand_in.end)
                score, why = 0.3, "It stands for a source and names nobody."
                if stand_in.start in named:
                    score, why = 0.5, "It stands for a source, and beside it is told for whom."
                yield spanned(self, page, folded.span(*span), T_NUMBER, score, why, "")
            for passage in told:
                start, end, _ = passage.place
                span = folded.span(start, end)
                yield spanned(self, page, span, TOLD, passage.score, passage.why, "")


def _symbols(text: str) -> Iterator[tuple[tuple[int, int], float, str]]:
    """Yield the symbols of a folded text: span, score, value."""
    for match in _SYMBOL.finditer(text):
        number, office = match["number"], match["office"]
        if not any("0" <= c <= "9" for c in number):
            continue
        kind = re.sub(r"[^A-Z]", "", match["kind"].replace("TF", "TE").replace("5", "S"))
        kind = {"PCl": "PCI", "Sl": "SI"}.get(kind, kind)
        known = office in OFFICES
        if kind == "" and not (known and len(number) > 2):  # noqa: PLR2004
            continue  # a small letter: of a known office alone
        kind = kind or match["kind"].upper()
        if known:
            score = 0.92 if kind in _STRONG or match["star"] else 0.8
        elif kind in _STRONG and len(number) > 2 and len(office) == 2:  # noqa: PLR2004
            score = 0.55  # two letters of an office read wrong, or something else
        else:
            continue
        if _LETTERED.search(number):
            score -= 0.05
        yield match.span(), score, f"{office} {as_digits(number)}-{kind}"


def _t_numbers(text: str) -> list[Temporary]:
    """Return the T-numbers of a folded text, in order."""
    found: dict[int, Temporary] = {}
    bare: list[re.Match[str]] = []
    for match in _T.finditer(text):
        if match["office"]:
            found[match.start()] = Temporary(*match.span(), sure=match["office"] in OFFICES)
        else:
            bare.append(match)
    for match in _CALLED.finditer(text):
        start, end = match.span("t")
        found.setdefault(start, Temporary(start, end, sure=True))
    for match in bare:
        # Alone it may be an aircraft: it counts at the head of a line, or among others.
        heads = line_before(text, match.start()).strip() == ""
        if match.start() not in found and len(as_digits(match["number"])) < 3 and (found or heads):  # noqa: PLR2004
            found[match.start()] = Temporary(*match.span(), sure=False)
    return [found[start] for start in sorted(found)]


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _SourcesDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("advised by NY 694-S* that", ((SYMBOL, "NY 694-S*"),), "a symbol"),
    Example("MM 639-C-TE said", ((SYMBOL, "MM 639-C-TE"),), "a criminal informant"),
    Example("CG 7012-PCI, LA 4321-PSI", ((SYMBOL, "CG 7012-PCI"), (SYMBOL, "LA 4321-PSI")), "two"),
    Example("from SF 2496÷R on", ((SYMBOL, "SF 2496÷R"),), "its dash read wrong"),
    Example("from NY 6O4-S on", ((SYMBOL, "NY 6O4-S"),), "a letter for a digit"),
    Example("from NY 694—S* on", ((SYMBOL, "NY 694—S*"),), "a long dash"),
    Example("from MM 761-5* on", ((SYMBOL, "MM 761-5*"),), "a five for its S"),
    Example(
        "MM T-1 is MM 639-S, contacted by SA ROE",
        ((TOLD, "MM 639-S"), (SYMBOL, "MM 639-S")),
        "a symbol is told",
    ),
    Example(
        "MM T-2 is JUAN PEREZ\n\nGATHERWOOD, former official",
        ((TOLD, "JUAN PEREZ\n\nGATHERWOOD"),),
        "a name is told, over a line",
    ),
    Example(
        "INFORMANTS\n\nNY T-1 JANE GATHERWOOD\nNY T-2 NY 694-S*\n",
        ((TOLD, "JANE GATHERWOOD"), (TOLD, "NY 694-S*"), (SYMBOL, "NY 694-S*")),
        "a list of them",
    ),
    Example(
        "IDENTITY OF SOURCE     LOCATION\nT-1 Jane Gatherwood    134-12\n",
        ((TOLD, "Jane Gatherwood"),),
        "a table of them",
    ),
    Example("NY T-3 advised that he left. Informant T-2 said so", (), "T-numbers name nobody"),
    Example("T-28 aircraft and SRT-6 sets, WS 311-SNY-52, HK1-A, KC-135", (), "aircraft, sets"),
    Example("MM T-1 is in contact with them", (), "told, but of something else"),
    Example("Jane Roe (protect identity) advised", (), "asked for: for review"),
    Example("file NY 100-12345, LA 94-55, p. 12-S", (), "file numbers"),
)
