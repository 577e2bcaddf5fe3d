"""What holds a record back, and what only speaks of it: seals, grand juries, tax returns, deeds.

Promises: stamps, codes and the restrictions of an identification sheet decide (``hold.*``, .75 or
more; a kind that a stamp leaves open is raised beside the other). Words never do: they give a
``mention.*`` that a person looks at, or, where nothing else speaks for it, one that is clear.

Does not promise: which other pages a hold covers, or that it is still in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.hold_stamps import (
    DEED,
    JURY,
    SEAL,
    TAX,
    Mark,
    damaged,
    section_11_kinds,
    stamps,
)
from tearline.findings.hold_words import MENTIONS, mentions
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource, Word
from tearline.text import fold

# Restrictions on an identification sheet: the label, then codes within the lines that follow.
_SHEET = re.compile(r"re[s5]tr[il1|]ct[il1|][o0]n[s5]?(?![a-z])")
_SHEET_TEN = re.compile(
    r"(?<![0-9a-z])[1il|!][0oq]\s?[({\[]\s?a\s?(?P<close>[)}\]])?\s?\(?(?P<par>[1il|!2z])?"
    r"(?![a-z]{2})"
)
_SHEET_ELEVEN = re.compile(
    r"(?:sec(?:t[il1|]on)?\W{0,3})?(?<![0-9a-z])[1il|!]{2}\s?[({\[]\s?a\s?[)}\]]?"
)
_SHEET_REACH = 160
# Words count as a restriction only before the next label: a comment may speak of anything.
_NEXT_LABEL = re.compile(r"current|status|date\s{1,3}of|opening|comments?")
_SHEET_WORDS = (
    (SEAL, re.compile(rf"(?<![a-z])(?:{damaged('court')}\W{{1,3}})?{damaged('seal')}(?:ed)?(?![a-z])")),
    (JURY, re.compile(rf"(?<![a-z]){damaged('grand jury')}(?![a-z])")),
    (TAX, re.compile(r"(?<![a-z])(?:irs(?![a-z])|tax\s{1,3}(?:return|info)|6103)")),
    (DEED, re.compile(r"(?<![a-z])(?:d[o0]n[o0]r(?:\W{1,3}re[s5]t[a-z.]{0,9})?|deed\s{1,3}of\s{1,3}gift)")),
)  # fmt: skip


class _HoldDetector:
    """Tries each stamp on each page; a place that one has explained is not explained again."""

    name = "holds"
    version = "2"
    kinds = frozenset({SEAL, JURY, TAX, DEED, *MENTIONS})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the stamps, restrictions and mentions of each page."""
        del earlier
        for page in pages:
            folded = fold(page.text)
            low = fold(page.text, lower=True).text
            taken: dict[int, tuple[int, int]] = {}
            for mark in (*stamps(folded, low), *_sheet(low), *mentions(folded, low)):
                place = (mark.start, mark.end)
                # two kinds on one place may both be meant; a part of an explained place is not new
                if any(taken.get(at, place) != place for at in range(*place)):
                    continue
                if mark.kind in MENTIONS and mark.start in taken:
                    continue
                taken.update(dict.fromkeys(range(*place), place))
                span = folded.span(mark.start, mark.end)
                yield spanned(self, page, span, mark.kind, mark.score, mark.why, "")
            yield from self._torn(page)

    def _torn(self, page: Page) -> Iterator[Finding]:
        """Yield the stamps whose words stand together on the page and apart in its text."""
        for kind, first, second, why in _torn(page):
            yield Finding(
                page=page.number,
                start=first.start,
                end=first.end,
                areas=tuple(word.area for word in (first, second) if word.area is not None),
                kind=kind,
                score=0.8,
                detector=self.name,
                version=self.version,
                why=why,
            )


def _sheet(low: str) -> Iterator[Mark]:
    """Yield the hold codes and words of an identification sheet's restrictions."""
    for label in _SHEET.finditer(low):
        begin, stop = label.end(), min(len(low), label.end() + _SHEET_REACH)
        why = "The sheet's restrictions name section {} of the JFK Act."
        for match in _SHEET_TEN.finditer(low, begin, stop):
            par = match["par"]
            unread = par is None
            if unread or par in {"2", "z"}:
                yield Mark(*match.span(), JURY, 0.85 if unread else 0.92, why.format("10(a)"))
            if unread or par not in {"2", "z"}:
                yield Mark(*match.span(), SEAL, 0.85 if unread else 0.92, why.format("10(a)"))
        for match in _SHEET_ELEVEN.finditer(low, begin, stop):
            for kind in section_11_kinds(low, begin, stop):
                yield Mark(*match.span(), kind, 0.92, why.format("11(a)"))
        end = _NEXT_LABEL.search(low, begin, stop)
        for kind, words in _SHEET_WORDS:
            for match in words.finditer(low, begin, end.start() if end else begin + 80):
                if re.search(r"[:;\n]", low[begin : match.start()]):
                    yield Mark(*match.span(), kind, 0.92, "The sheet's restrictions say so.")


# Words of a stamp that the OCR may read in different columns, by what they make together.
_TORN = (
    (SEAL, "court", "seal", "'Court' and 'Seal' stand together as a stamp does."),
    (JURY, "grand", "jury", "'Grand' and 'Jury' stand together as a stamp does."),
)
_STAMP_WORD = re.compile(
    r"court|seal|grand|jury|jfk|law|irs|[1il|!][0o1il|!]?\W?[({\[]?a?[)}\]]?\W?[12il|!]?\W?"
)
_MOST_WORDS = 40  # of one word of a stamp on a page, beyond which it is the page's subject


def _torn(page: Page) -> Iterator[tuple[str, Word, Word, str]]:
    """Yield pairs of words that form a stamp: beside or below each other, nothing else beside."""
    if page.source is TextSource.PLAIN:
        return
    low = page.text.lower()
    for kind, one, two, why in _TORN:
        if one not in low or two not in low:
            continue
        ones, twos = (_lettering(page, word) for word in (one, two))
        for first in ones:
            for second in twos:
                if not _read_apart(page, first, second) or not _together(first, second):
                    continue
                if _alone(page, first) and _alone(page, second):
                    yield kind, first, second, why
                    break


def _lettering(page: Page, text: str) -> list[Word]:
    """Return the words that are ``text`` with a capital initial, and have a place."""
    found = [
        word
        for word in page.words
        if word.area is not None
        and word.text[:1].isupper()
        and word.text.strip("[].,:").lower() == text
    ]
    return found if len(found) <= _MOST_WORDS else []


def _read_apart(page: Page, first: Word, second: Word) -> bool:
    """Say whether other words stand between two in the text (else the stamp is found in it)."""
    start, end = min(first.end, second.end), max(first.start, second.start)
    return any(map(str.isalnum, page.text[start : min(end, start + 400)]))


def _together(first: Word, second: Word) -> bool:
    """Say whether two boxes are no further apart than one and a half of their height."""
    one, two = first.area, second.area
    if one is None or two is None:
        return False
    reach = 1.5 * max(min(one.width, one.height), min(two.width, two.height))
    across = max(one.left, two.left) - min(one.right, two.right)
    down = max(one.top, two.top) - min(one.bottom, two.bottom)
    return max(across, down) <= reach


def _alone(page: Page, word: Word) -> bool:
    """Say whether no word but a stamp's own stands directly beside a word on its line."""
    own = word.area
    if own is None:
        return False
    reach = 2 * min(own.width, own.height)
    around = Area(max(own.left - reach, 0), own.top, own.right + reach, own.bottom)
    return all(
        other is word
        or other.area is None
        or not other.area.meets(around)
        or min(other.area.bottom, own.bottom) - max(other.area.top, own.top) < own.height // 2
        or _STAMP_WORD.fullmatch(other.text.strip("[].,:").lower()) is not None
        for other in page.words
    )


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _HoldDetector()


_BOTH = "[JFK Law 11(a)]"
EXAMPLES: tuple[Example, ...] = (
    Example("Court Seal [JFK Law 10(a)1]", ((SEAL, "Court Seal [JFK Law 10(a)1]"),), "the stamp"),
    Example(
        "Court\nSeal\n[JFK Law l0(a)l]",
        ((SEAL, "Court\nSeal\n[JFK Law l0(a)l]"),),
        "split, damaged",
    ),
    Example("x [JFK Law 10(a}1] y", ((SEAL, "[JFK Law 10(a}1]"),), "the law alone, bad bracket"),
    Example("JFX Lav 10fa)1", ((SEAL, "JFX Lav 10fa)1"),), "letters damaged"),
    Example("FK Law 10{a)1", ((SEAL, "FK Law 10{a)1"),), "the J lost"),
    Example("JFK\n\nx\n\nLaw 10(a)1]", ((SEAL, "Law 10(a)1]"),), "the law torn from its name"),
    Example(
        "JFK Law 10(aj", ((SEAL, "JFK Law 10(aj"), (JURY, "JFK Law 10(aj")), "no paragraph: both"
    ),
    Example("Grand Jury [JFK Law 10(a)2]", ((JURY, "Grand Jury [JFK Law 10(a)2]"),), "the stamp"),
    Example("Grand Jury [JFK Law 10(a)]", ((JURY, "Grand Jury [JFK Law 10(a)]"),), "by its words"),
    Example("[JFK Law 10(a)2]", ((JURY, "[JFK Law 10(a)2]"),), "its second paragraph alone"),
    Example("IRS [JFK Law 11(a)]", ((TAX, "IRS [JFK Law 11(a)]"),), "the stamp"),
    Example("IRS\n\nx\n\n[JFK Law 11(a)]", ((TAX, _BOTH),), "its words torn off"),
    Example(_BOTH, ((DEED, _BOTH), (TAX, _BOTH)), "bare: tax and deed are both possible"),
    Example("Donor\n[JFK Law 11(a)]", ((DEED, _BOTH),), "a donor's words beside it"),
    Example("RESTRICTIONS : 1B; 10(a)1\nSTATUS", ((SEAL, "10(a)1"),), "an identification sheet"),
    Example(
        "RESTRICTIONS\n\n4, SECTION 11(A)",
        ((DEED, "SECTION 11(A)"), (TAX, "SECTION 11(A)")),
        "the sheet, bare 11(a)",
    ),
    Example("RESTRICTIONS : 11(a), IRS", ((TAX, "11(a)"), (TAX, "IRS")), "the sheet, tax"),
    Example(
        "RESTRICTIONS : 1A, DONOR REST., REFERRED", ((DEED, "DONOR REST"),), "the sheet, a donor"
    ),
    Example("RESTRICTION Consulted; 1A; Donor Restricted", ((DEED, "Donor Restricted"),), "again"),
    Example("DEED OF GIFT", ((DEED, "DEED OF GIFT"),), "lettering"),
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
    Example("memo\nFiled Under Seal\nmemo", ((SEAL, "Filed Under Seal"),), "initials, alone"),
    Example(
        "Grand jury testimony is kept secret by Rule 6(e) of the code.", (), "prose on the rule"
    ),
    Example("He testified before the grand jury in New Orleans.", (), "words open a review"),
    Example("The papers were filed under seal by counsel.", (), "words in a sentence"),
    Example("shall apply except section 6103 of the Internal Revenue Code", (), "the Act itself"),
    Example("IN 6103 DIR 84888", (), "a cable number"),
    Example("section 10 of the Act; RESTRICTIONS : OPEN IN FULL", (), "an open sheet"),
    Example("RESTRICTIONS : OPEN\nCOMMENTS : Tax return, box 4", (), "a comment of the sheet"),
    Example("a federal grand jury material witness", (), "words in small letters"),
    Example("THE RULE BEFORE US", (), "letters that begin like a rule's number"),
    Example("by public law 10 years ago, and Law 11 of the code", (), "a law with a number"),
)
