"""The stamps and codes that hold a record: what they look like, and which hold each one means.

Promises: a stamp is found whole, split over two lines, torn apart by the OCR where boxes still
show it in one place, and through the usual damage (l for 1, O for 0, rn for m, any bracket for
any other, the J of JFK lost). A code that does not say which hold it is (section 10(a) without its
paragraph, section 11(a) without tax or donor words beside it) gives both kinds: a wrong one alone
would let the wrong instrument lift it.

Does not promise: to judge what a page is about. Words in a sentence are for ``hold_words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tearline.text import Folded

SEAL, JURY = "hold.court_seal", "hold.grand_jury"
TAX, DEED = "hold.tax_6103", "hold.deed_of_gift"

_SMALL = frozenset({"of", "by", "the", "to", "and", "under", "limited", "order", "(e)"})
_BEYOND = 30  # letters that may share a line with a stamp that is known by its words alone
_NEAR = 120  # code points around a code in which its words may stand, when the OCR tore them off

# What a letter of a stamp may be read as, in a lower-cased folded text.
_READ_AS = {
    "a": "[ao4@]", "b": "[b68h]", "c": "[c(eg]", "d": "(?:d|cl|o)", "e": "[ec]", "f": "[ftp]",
    "g": "[g9q6c]", "i": "[il1|!t]", "j": "[ji1l;]", "k": "[kxh]", "l": "[l1i|!t]",
    "m": "(?:m|rn|nn|in|ni)", "n": "(?:n|ri|ii|h|u|m)", "o": "[o0qc]", "r": "(?:r|n|t|f)",
    "s": "[s5$8]", "t": "[tfli+1]", "u": "(?:u|ii|li|v|n)", "v": "[vuy]", "w": "(?:w|vv|v|u)",
    "y": "[yvj]", "x": "[xk]", " ": r"[\s.:,_-]{1,6}",
}  # fmt: skip


def damaged(stamp: str) -> str:
    """Return a pattern for a stamp's words (in small letters) through the usual damage."""
    return "".join(_READ_AS.get(char, re.escape(char)) for char in stamp)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the folded text that means a hold, or only speaks of one."""

    start: int
    end: int
    kind: str
    score: float
    why: str


# The code of the Act: JFK Law 10(a)1 and 11(a). The number behind the word 'Law' is its anchor.
_ONE, _ZERO = "[1il|!]", "[0oq]"
_LAW = r"(?:[l1i|!][aoe](?:w|vv|v|u)|taw)"
_A = r"[\W_]{0,2}(?P<open>[({\[fc])?\s?(?P<a>[ao4@e])(?P<close>\s?[)}\]j])?"
_PAR = r"\W?\s?(?:(?P<par>[1il|!2z])(?![a-z]{2}|\d))?"
_CODE = re.compile(
    rf"{_LAW}[\W_]{{0,4}}{_ONE}(?P<no>{_ZERO}|{_ONE})(?![0-9])(?:{_A}{_PAR})?[\])}}jl|]?"
)
_JFK_BEFORE = re.compile(
    r"(?<![a-z0-9])[\[({]?\s?(?:[ji1l;|][\W_]?)?(?:[fetp][\W_]?[kxh]|jf|je)\W{0,4}\Z"
)
_JURY_NEAR = re.compile(rf"(?<![a-z0-9]){damaged('jury')}(?![a-z])")
_TAX_WORDS = re.compile(
    r"(?<![a-z0-9])(?:[il1|]\W{0,2}r\W{0,2}[s5](?![a-z])|tax(?:es|payer)?(?![a-z])|6103|1040(?!\d)"
    r"|return\s{1,3}information|internal\s{1,3}revenue|withholding)"
)
_DONOR_WORDS = re.compile(r"(?<![a-z])(?:d[o0]n[o0]rs?(?![a-z])|deed(?![a-z])|gift(?![a-z]))")


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Words that stand by themselves, as lettering: in capitals and nearly alone on their line."""

    kind: str
    pattern: re.Pattern[str]
    score: float
    why: str


_SECTION = r"(?:sec\w{0,6}\W{0,3}|§\s?)?"
_USC = rf"(?:26[\s.,]{{0,3}}u\W{{0,2}}s\W{{0,2}}c\W{{0,3}}|i\W?r\W?c\W{{0,3}}){_SECTION}"
_6103 = r"[6b][1il|!][0oq][3$]"
# The bracket may be lost, or the digit damaged, not both: RULE BE is the start of a sentence.
_RULE_6E = (
    r"(?:ru[l1i|]e\W{0,3}|crim\W{0,3}p\W{0,3})"
    r"(?:[6b]\W{0,2}[({\[]\s?e\s?[)}\]]?|6\W{0,2}e\s?[)}\]]?)(?![a-z])"
)
_GAP = r"\s{1,3}"
_SOON = r"[\s\S]{0,120}?"  # on this line or the next of the same stamp
_JURY = damaged("grand jury")
_PAPERS = ("material", "matter", "testimony", "transcript", "information")
_JURY_PAPER = "|".join(damaged(paper) for paper in _PAPERS)
_SEALED_BY = (
    rf"{damaged('sealed by')}{_GAP}(?:the{_GAP})?"
    rf"(?:{damaged('order of')}{_GAP}(?:the{_GAP})?)?(?:[a-z.]{{1,8}}{_GAP}){{0,3}}"
    rf"{damaged('court')}(?:{_GAP}{damaged('order')})?"
)
_UNDER_SEAL = rf"{damaged('under seal')}{_GAP}(?:by|pursuant to){_GAP}(?:court{_GAP})?order"
_DONOR_REST = (
    r"d[o0]n[o0]r(?:['s]{0,2})[\s._-]{1,3}re[s5]t(?:r[il1|]ct(?:ed|[il1|][o0]ns?))?(?![a-z])"
)


def _family(
    anchor: str, *stamps: tuple[str, str, float, str]
) -> tuple[re.Pattern[str], tuple[_Stamp, ...]]:
    """Return stamps that one cheap pattern announces."""
    return re.compile(anchor), tuple(
        _Stamp(kind, re.compile(rf"(?<![a-z0-9])(?:{pattern})"), score, why)
        for kind, pattern, score, why in stamps
    )


_FAMILIES = (
    _family(
        r"[s5$8][ec][ao4@][l1i|!t]",
        (SEAL, _SEALED_BY, 0.95, "The stamp of a court that sealed it."),
        (SEAL, _UNDER_SEAL, 0.95, "The stamp of a court's seal."),
        (SEAL, damaged("filed under seal"), 0.93, "The stamp 'Filed under seal'."),
        (SEAL, damaged("court seal"), 0.9, "The stamp 'Court Seal'."),
    ),
    _family(
        r"[ji1l;](?:u|ii|li|v|n)[rntf][yvj]|[({\[6]\s?e",
        (JURY, rf"{_JURY}(?:{_GAP}(?:{_JURY_PAPER})s?)?{_SOON}{_RULE_6E}", 0.96,
         "The stamp of grand-jury material under Rule 6(e)."),
        (JURY, damaged("grand jury material"), 0.9, "The stamp 'Grand jury material'."),
        (JURY, _RULE_6E, 0.9, "Rule 6(e) of criminal procedure: grand-jury secrecy."),
    ),
    _family(
        rf"{_6103}|information",
        (TAX, rf"{damaged('tax return information')}{_SOON}{_6103}", 0.96,
         "The stamp of tax return information under section 6103."),
        (TAX, damaged("tax return information"), 0.9, "The stamp 'Tax return information'."),
        (TAX, rf"{_USC}{_6103}", 0.92, "Section 6103 of the tax code."),
        (TAX, rf"{damaged('section ')}{_6103}", 0.92, "Section 6103 of the tax code."),
    ),
    _family(
        r"d[o0]n[o0]r|gift",
        (DEED, _DONOR_REST, 0.92, "The mark of a donor's restriction."),
        (DEED, rf"{damaged('deed of')}{_GAP}gift", 0.9, "The mark of a deed of gift."),
        (DEED, rf"(?:restricted|closed){_GAP}by{_GAP}(?:the{_GAP})?donor", 0.92,
         "The mark of a donor's restriction."),
    ),
)  # fmt: skip

# The Act's own sentence, and any law that speaks of the section rather than under it.
_STATUTE_TEXT = re.compile(r"except\s{1,3}section\s{1,3}$|internal\s{1,3}revenue\s{1,3}code")


def stamps(folded: Folded, low: str) -> Iterator[Mark]:
    """Yield the stamps of a page, the most telling first; ``low`` is the folded text in small
    letters, code point for code point. Places are those of the folded text.
    """
    yield from _codes(low)
    for anchor, family in _FAMILIES:
        if anchor.search(low) is None:
            continue
        for stamp in family:
            for match in stamp.pattern.finditer(low):
                start, end = match.span()
                if stamp.kind == TAX and _STATUTE_TEXT.search(low, max(0, start - 40), end + 60):
                    continue
                if is_lettering(folded.text, start, end):
                    yield Mark(start, end, stamp.kind, stamp.score, stamp.why)


def _codes(low: str) -> Iterator[Mark]:
    """Yield the Act's codes with the words before them: JFK Law 10(a)1, 11(a)."""
    for match in _CODE.finditer(low):
        start, end = match.span()
        jfk = _JFK_BEFORE.search(low, max(0, start - 8), start)
        firm = match["a"] is not None and (match["open"] or match["close"]) is not None
        if jfk is None and (not firm or (start and low[start - 1].isalnum())):
            continue  # 'the law 10 years ago', 'public law 11'
        if jfk is not None:
            start = jfk.start() + len(jfk.group()) - len(jfk.group().lstrip())
        near = (max(0, start - _NEAR), min(len(low), end + _NEAR))
        damage = 0.0 if firm and jfk is not None else 0.07
        if match["no"] in "0oq":
            yield from _section_10(low, start, end, near, match["par"] or "", damage)
        else:
            yield from _section_11(low, start, end, near, damage)


def _section_10(
    low: str, start: int, end: int, near: tuple[int, int], par: str, damage: float
) -> Iterator[Mark]:
    """Tell a court's seal from a grand jury's secrecy by the words before, beside, and by number."""
    for kind, words, what in ((JURY, _GRAND_JURY, "Grand Jury"), (SEAL, _COURT_SEAL, "Court Seal")):
        before = words.search(low, max(0, start - 30), start)
        if before is not None:
            why = f"The stamp '{what}' under the JFK Act."
            yield Mark(before.start(), end, kind, 0.98 - damage, why)
            if (par in {"2", "z"}) == (kind == JURY) or not par:
                return
            other = SEAL if kind == JURY else JURY
            yield Mark(
                before.start(), end, other, 0.6, "The stamp's words and its number disagree."
            )
            return
    if par:
        kind = JURY if par in {"2", "z"} else SEAL
        yield Mark(start, end, kind, 0.92 - damage, "The stamp of section 10(a) of the JFK Act.")
        if kind == SEAL and _JURY_NEAR.search(low, *near):
            yield Mark(start, end, JURY, 0.6, "'Jury' stands near a stamp of section 10(a).")
        return
    why = (
        "The stamp of section 10(a) of the JFK Act, its paragraph unread: either hold may be meant."
    )
    yield Mark(start, end, SEAL, 0.9 - damage, why)
    yield Mark(start, end, JURY, 0.9 - damage, why)


_BEFORE_CODE = r"[\W_]{0,8}\Z"
_GRAND_JURY = re.compile(rf"(?<![a-z0-9]){_JURY}{_BEFORE_CODE}")
_COURT_SEAL = re.compile(rf"(?<![a-z0-9]){damaged('court seal')}{_BEFORE_CODE}")
_IRS = re.compile(rf"(?<![a-z0-9])[i1l|!]\W?r\W?[s5]{_BEFORE_CODE}")


def _section_11(
    low: str, start: int, end: int, near: tuple[int, int], damage: float
) -> Iterator[Mark]:
    """Tell tax returns from a deed of gift by the words near; where neither is, both may be meant."""
    irs = _IRS.search(low, max(0, start - 16), start)
    if irs is not None:
        why = "The stamp of section 11(a) of the JFK Act: tax return information."
        yield Mark(irs.start(), end, TAX, 0.98 - damage, why)
        return
    for kind in section_11_kinds(low, *near):
        what = "tax return information" if kind == TAX else "a deed of gift"
        why = f"The stamp of section 11(a) of the JFK Act, which may mean {what}."
        yield Mark(start, end, kind, 0.95 - damage, why)


def section_11_kinds(low: str, start: int, end: int) -> tuple[str, ...]:
    """Return which holds section 11(a) may mean by the words in ``low[start:end]``: one or both."""
    tax = _TAX_WORDS.search(low, start, end) is not None
    donor = _DONOR_WORDS.search(low, start, end) is not None
    return (TAX, DEED) if tax == donor else ((TAX,) if tax else (DEED,))


def is_lettering(text: str, start: int, end: int) -> bool:
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
