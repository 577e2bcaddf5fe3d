"""Stamps that say a record may not go out: court seal, grand jury, tax returns.

Promises: a stamp in its exact form is found whole or split over two lines, through the usual
damage (l for 1, O for 0, rn for m, any bracket for any other), and so is a restriction on an
identification sheet; each scores .9 or more. A hold keeps a whole record back.

Does not promise: to judge what a page is about. Words alone (*the grand jury heard*, *filed under
seal* in a sentence) give nothing here or a low score; the study found them right one time in
four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import Folded, fold

SEAL, JURY, TAX = "hold.court_seal", "hold.grand_jury", "hold.tax_6103"

_SMALL = frozenset({"of", "by", "the", "to", "and", "under", "limited", "order", "(e)"})
_BEYOND = 30  # letters that may share a line with a stamp that is known by its words alone
_MENTION = 0.3  # below the score at which a guide holds a record: words alone hold nothing

# What a letter of a stamp may be read as, in a lower-cased folded text.
_READ_AS = {
    "a": "[ao4@]", "b": "[b68h]", "c": "[c(eg]", "d": "(?:d|cl|o)", "e": "[ec]", "g": "[g9q6c]",
    "i": "[il1|!t]", "j": "[ji1l;]", "k": "[kxh]", "l": "[l1i|!t]", "m": "(?:m|rn|nn|in|ni)",
    "n": "(?:n|ri|ii|h|u|m)", "o": "[o0qc]", "r": "(?:r|n|t|f)", "s": "[s5$8]", "t": "[tfli+1]",
    "u": "(?:u|ii|li|v|n)", "v": "[vuy]", "w": "(?:w|vv|v|u)", "y": "[yvj]", "x": "[xk]",
    " ": r"[\s.:,_-]{1,6}", "1": "[1il|!]", "0": "[0oq]", "2": "[2z]", "3": "[3$]", "6": "[6bg]",
    "(": r"[({\[fct]?", ")": r"[)}\]jl1]?",
}  # fmt: skip


def _damaged(stamp: str) -> str:
    """Return a pattern for a stamp's words through the usual damage of scanning."""
    return "".join(_READ_AS.get(char, re.escape(char)) for char in stamp)


_JFK_LAW = r"[\[({]?\s?j[\W_]?[fet][\W_]?[kxh]\W{0,4}[l1i|][ao][wv]\W{0,4}"
_A = r"[\W_]{0,2}[({\[fc]?\s?a\s?[)}\]jl1]?\W?\s?"
_TEN = rf"{_JFK_LAW}[1il|!][0oq]{_A}(?P<par>[1il|!2z])?[\])}}]?"
_ELEVEN = rf"{_JFK_LAW}[1il|!]{{2}}{_A}[\])}}]?"


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A stamp's pattern and what it means.

    ``lettering``: it counts only as lettering, in capitals and nearly alone on its line; else
    it is a mention.
    """

    kind: str
    pattern: re.Pattern[str]
    score: float
    why: str
    lettering: bool = False


_SECTION = r"(?:sec\w*\W{0,3}|§\s?)?"
_USC = rf"(?:26[\s.,]{{0,3}}u\W{{0,2}}s\W{{0,2}}c\W{{0,3}}|i\W?r\W?c\W{{0,3}}){_SECTION}"
_6103 = r"[6b][1il|!][0oq][3$]"
_RULE_6E = r"(?:ru[l1i|]e\W{0,3}|crim\W{0,3}p\W{0,3})[6b]\W{0,2}[({\[]?\s?e\s?[)}\]]?"
_GAP = r"\s{1,3}"
_SOON = r"[\s\S]{0,120}?"  # on this line or the next of the same stamp
_JURY = _damaged("grand jury")
_JURY_PAPER = "|".join(
    map(_damaged, ("material", "matter", "testimony", "transcript", "information"))
)
_SEALED_BY = (
    rf"{_damaged('sealed by')}{_GAP}(?:the{_GAP})?"
    rf"(?:{_damaged('order of')}{_GAP}(?:the{_GAP})?)?(?:[a-z.]{{1,8}}{_GAP}){{0,3}}"
    rf"{_damaged('court')}(?:{_GAP}{_damaged('order')})?"
)
_UNDER_SEAL = rf"{_damaged('under seal')}{_GAP}(?:by|pursuant to){_GAP}(?:court{_GAP})?order"

_STAMPS: tuple[_Stamp, ...] = tuple(
    _Stamp(kind, re.compile(pattern), score, why, lettering)
    for kind, pattern, score, lettering, why in (
        (JURY, rf"{_JURY}\W{{0,8}}{_TEN}", 0.98, False,
         "The stamp 'Grand Jury' under the JFK Act."),
        (SEAL, rf"{_damaged('court seal')}\W{{0,8}}{_TEN}", 0.98, False,
         "The stamp 'Court Seal' under the JFK Act."),
        (TAX, rf"(?:[i1l|]\W?r\W?[s5]\W{{0,8}})?{_ELEVEN}", 0.95, False,
         "The stamp of section 11(a) of the JFK Act: tax return information."),
        (SEAL, _TEN, 0.92, False, "The stamp of section 10(a) of the JFK Act."),
        (SEAL, _damaged("court seal"), 0.9, True, "The stamp 'Court Seal'."),
        (SEAL, _SEALED_BY, 0.95, True, "The stamp of a court that sealed it."),
        (SEAL, _UNDER_SEAL, 0.95, True, "The stamp of a court's seal."),
        (SEAL, _damaged("filed under seal"), 0.93, True, "The stamp 'Filed under seal'."),
        (JURY, rf"{_JURY}(?:{_GAP}(?:{_JURY_PAPER})s?)?{_SOON}{_RULE_6E}", 0.96, True,
         "The stamp of grand-jury material under Rule 6(e)."),
        (JURY, _damaged("grand jury material"), 0.9, True, "The stamp 'Grand jury material'."),
        (JURY, _RULE_6E, 0.9, True, "Rule 6(e) of criminal procedure: grand-jury secrecy."),
        (TAX, rf"{_damaged('tax return information')}{_SOON}{_6103}", 0.96, True,
         "The stamp of tax return information under section 6103."),
        (TAX, _damaged("tax return information"), 0.9, True,
         "The stamp 'Tax return information'."),
        (TAX, rf"{_USC}{_6103}", 0.92, True, "Section 6103 of the tax code."),
        (TAX, rf"{_damaged('section ')}{_6103}", 0.92, True, "Section 6103 of the tax code."),
    )
)  # fmt: skip

# Restrictions on an identification sheet: the label, then codes within the lines that follow.
_SHEET = re.compile(r"re[s5]tr[il1|]ct[il1|][o0]n[s5]?\W")
_SHEET_TEN = re.compile(r"(?<![0-9a-z])[1il|!][0oq]\s?[({\[]\s?a\s?[)}\]]\s?\(?(?P<par>[1il|!2z])?")
_SHEET_ELEVEN = re.compile(
    r"(?:sec(?:t[il1|]on)?\W{0,3})?(?<![0-9a-z])[1il|!]{2}\s?[({\[]\s?a\s?[)}\]]"
)
_SHEET_REACH = 160
# The Act's own sentence, and any law that speaks of the section rather than under it.
_STATUTE_TEXT = re.compile(r"except\s{1,3}section\s{1,3}$|internal\s{1,3}revenue\s{1,3}code")


class _HoldDetector:
    """Tries each stamp on each page; a place that one has explained is not explained again."""

    name = "holds"
    version = "1"
    kinds = frozenset({SEAL, JURY, TAX})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the stamps and restrictions of each page."""
        del earlier
        for page in pages:
            folded = fold(page.text)
            low = fold(page.text, lower=True).text
            taken = bytearray(len(low))
            for start, end, kind, score, why in (*_stamps(folded, low), *_sheet(low)):
                if any(taken[start:end]):
                    continue
                taken[start:end] = b"\1" * (end - start)
                yield spanned(self, page, folded.span(start, end), kind, score, why, "")


_Seen = tuple[int, int, str, float, str]


def _stamps(folded: Folded, low: str) -> Iterator[_Seen]:
    """Yield the stamps of a page, the most telling first."""
    for stamp in _STAMPS:
        for match in stamp.pattern.finditer(low):
            start, end = match.span()
            kind, score = stamp.kind, stamp.score
            if kind == SEAL and match.groupdict().get("par") in {"2", "z"}:
                kind = JURY
            if stamp.lettering:
                if kind == TAX and _STATUTE_TEXT.search(low, max(0, start - 40), end + 60):
                    continue
                if not _is_lettering(folded.text, start, end):
                    score = _MENTION
            yield start, end, kind, score, stamp.why


def _sheet(low: str) -> Iterator[_Seen]:
    """Yield the hold codes of an identification sheet's restrictions."""
    for label in _SHEET.finditer(low):
        stop = label.end() + _SHEET_REACH
        for match in _SHEET_TEN.finditer(low, label.end(), stop):
            kind = JURY if match["par"] in {"2", "z"} else SEAL
            yield (
                *match.span(),
                kind,
                0.92,
                "The sheet's restrictions name section 10(a) of the JFK Act.",
            )
        for match in _SHEET_ELEVEN.finditer(low, label.end(), stop):
            yield (
                *match.span(),
                TAX,
                0.92,
                "The sheet's restrictions name section 11(a) of the JFK Act.",
            )


def _is_lettering(text: str, start: int, end: int) -> bool:
    """Say whether a passage is set as a stamp is.

    In capitals with little else on its lines, or with capital initials and alone on them.
    """
    words = text[start:end]
    before = text[max(0, start - 80) : start].rpartition("\n")[2]
    after = text[end : end + 80].partition("\n")[0]
    beside = sum(map(str.isalpha, before + after))
    # l and i stand for a capital I too often to tell
    if not any("a" <= c <= "z" for c in words.replace("l", "").replace("i", "")):
        return beside <= _BEYOND
    titled = all(w[0].isupper() or w in _SMALL or not w[0].isalpha() for w in words.split())
    return titled and beside <= _BEYOND // 3


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _HoldDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("Court Seal [JFK Law 10(a)1]", ((SEAL, "Court Seal [JFK Law 10(a)1]"),), "the stamp"),
    Example(
        "Court\nSeal\n[JFK Law l0(a)l]",
        ((SEAL, "Court\nSeal\n[JFK Law l0(a)l]"),),
        "split, damaged",
    ),
    Example(
        "x [JFK Law 10(a}1] y", ((SEAL, "[JFK Law 10(a}1]"),), "the law alone, a bracket damaged"
    ),
    Example("JFX Lav 10fa)1", ((SEAL, "JFX Lav 10fa)1"),), "letters damaged"),
    Example("Grand Jury [JFK Law 10(a)2]", ((JURY, "Grand Jury [JFK Law 10(a)2]"),), "the stamp"),
    Example("[JFK Law 10(a)2]", ((JURY, "[JFK Law 10(a)2]"),), "its second paragraph alone"),
    Example("IRS [JFK Law 11(a)]", ((TAX, "IRS [JFK Law 11(a)]"),), "the stamp"),
    Example("RESTRICTIONS : 1B; 10(a)1\nSTATUS", ((SEAL, "10(a)1"),), "an identification sheet"),
    Example("RESTRICTIONS\n\n4, SECTION 11(A)", ((TAX, "SECTION 11(A)"),), "the same, tax"),
    Example("memo\nFILED UNDER SEAL\nmemo", ((SEAL, "FILED UNDER SEAL"),), "in words"),
    Example("SEALED BY ORDER OF THE COURT", ((SEAL, "SEALED BY ORDER OF THE COURT"),), "in words"),
    Example("SEALED BY ORDER\nOF THE C0URT", ((SEAL, "SEALED BY ORDER\nOF THE C0URT"),), "split"),
    Example("UNDER SEAL BY ORDER OF COURT", ((SEAL, "UNDER SEAL BY ORDER"),), "in words"),
    Example(
        "GRAND JURY MATERIAL\nDISCLOSURE LIMITED BY RULE 6(e)",
        ((JURY, "GRAND JURY MATERIAL\nDISCLOSURE LIMITED BY RULE 6(e)"),),
        "the rule on the second line",
    ),
    Example("GRAND JURY - RULE 6(e) MATERIAL", ((JURY, "GRAND JURY - RULE 6(e)"),), "other words"),
    Example("GRAND JURY MATERlAL", ((JURY, "GRAND JURY MATERlAL"),), "a small l for a capital I"),
    Example(
        "TAX RETURN INFORMATION - 26 U.S.C. 6103",
        ((TAX, "TAX RETURN INFORMATION - 26 U.S.C. 6103"),),
        "the tax code",
    ),
    Example("SECTION 6103 MATERIAL", ((TAX, "SECTION 6103"),), "the section alone"),
    Example(
        "memo\nFiled Under Seal\nmemo", ((SEAL, "Filed Under Seal"),), "capital initials, alone"
    ),
    Example(
        "Grand jury testimony is kept secret by Rule 6(e) of the code.", (), "prose on the rule"
    ),
    Example("He testified before the grand jury in New Orleans.", (), "words"),
    Example("The papers were filed under seal by counsel.", (), "words in a sentence"),
    Example("shall apply except section 6103 of the Internal Revenue Code", (), "the Act itself"),
    Example("IN 6103 DIR 84888", (), "a cable number"),
    Example("section 10 of the Act; RESTRICTIONS : OPEN IN FULL", (), "an open sheet"),
    Example("a federal grand jury material witness", (), "words in small letters"),
)
