"""Words that speak of a seal, a grand jury, a tax return or a donor's deed without being a stamp.

Promises: each mention with a second cue beside it (*testimony*, *court order*, *1040*) is for a
person to look at; without one, or in the text of a printed law, it is clear and only noted. The
heading of a tax form or of a grand jury's transcript is told apart from talk of one. Mentions of
one kind close together are one.

Does not promise: that a mention holds anything back. Of the passages read for the study one in
four or five was about the thing itself; a stamp or a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tearline.findings.hold_stamps import Mark, damaged, is_lettering
from tearline.text import Folded

JURY, SEAL = "mention.grand_jury", "mention.court_seal"
TAX, DEED = "mention.tax_6103", "mention.deed_of_gift"
MENTIONS = (JURY, SEAL, TAX, DEED)

ITSELF, CUED, PLAIN = 0.7, 0.5, 0.25  # the paper itself; words with a second cue; words alone
_REACH = 120  # code points on either side in which a second cue counts
_APART = 600  # code points under which a second mention of a kind says nothing new


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words, what announces them cheaply, what must stand beside them to count, and what it is."""

    kind: str
    anchor: re.Pattern[str]
    words: re.Pattern[str]
    cue: re.Pattern[str]
    what: str


_G = r"\s{1,3}"
_ALL = (
    _Mention(
        JURY,
        re.compile(r"jur[yvjio]|[ji1l;]ury|rand\s{1,3}[ji1l;]"),
        re.compile(rf"(?<![a-z0-9])(?:{damaged('grand')}[\s.,_-]{{0,4}}{damaged('jur')}(?:[yvj]|ies|ors?)"
                   r"|federal\s{1,3}jury\s{1,3}testimony)(?![a-z])"),
        re.compile(r"test[il1|]m[o0]n|testif|transcript|subp[o0e]{1,2}na|w[il1|]tness|minutes|foreman"
                   r"|sworn|under\s{1,3}oath|secrecy|(?:appear|called|brought|taken|before)\w{0,3}"
                   r"\s{1,3}(?:before|the)|rule\s{1,3}6"),
        "what a jury heard in secret",
    ),
    _Mention(
        SEAL,
        re.compile(r"[s5][ec]al|[il1|]n\s{1,3}camera|protective\s{1,3}[o0]"),
        re.compile(rf"(?<![a-z0-9])(?:under{_G}(?:court{_G})?seal|seal(?:ed)?{_G}(?:by|of)(?:{_G}\w{{1,9}}){{0,2}}"
                   rf"{_G}court|sealed{_G}(?:order|indictment|deposition|testimony|transcript|records?"
                   rf"|proceedings?|court|complaint|affidavit)|(?:ordered|order|placed|remain){_G}(?:to{_G}be"
                   rf"{_G})?(?:under{_G})?seal(?:ed|ing)?|[il1|]n{_G}camera|protective{_G}order|court{_G}seal)"
                   r"(?![a-z])"),
        re.compile(r"(?<![a-z])(?:courts?|orders?|ordered|judge|docket|counsel|hearings?|motions?|depositions?"
                   r"|testimony|plaintiff|defendant|indictment|subp[o0]ena|filed)(?![a-z])"),
        "what a court keeps closed",
    ),
    _Mention(
        TAX,
        re.compile(r"tax|[6b]103|internal\s{1,3}rev|(?<![a-z])i\W?r\W?s(?![a-z])|1040|w[-\s]?2(?!\d)|withholding"),
        re.compile(rf"(?<![a-z0-9])(?:(?:income{_G})?tax{_G}(?:returns?|records?|liabilit\w{{1,3}}|file|case"
                   rf"|deficienc\w{{1,3}})|(?:tax{_G})?return{_G}information|income{_G}tax(?:es)?|internal{_G}"
                   rf"revenue|[il1|]\.?r\.?s\b\.?|form{_G}1040a?|w\s?-\s?2|withholding{_G}"
                   r"(?:statement|tax|certificate|exemption))(?![a-z0-9])"),
        re.compile(r"(?<![a-z0-9])(?:returns?|1040a?|audit\w{0,3}|filed|cop(?:y|ies)|w\s?-\s?2|withh[eo]ld\w{0,3}"
                   r"|refund|taxpayers?|exempt\w{0,4}|deficien\w{1,4}|assess\w{0,5}|taxable|earnings|wages"
                   r"|intelligence\s{1,3}division|examin\w{1,6})(?![a-z0-9])"),
        "a taxpayer's papers",
    ),
    _Mention(
        DEED,
        re.compile(r"deed|d[o0]n[o0]r"),
        re.compile(rf"(?<![a-z])(?:deed{_G}of{_G}gift|(?:restricted|closed){_G}by{_G}(?:the{_G})?donor"
                   rf"|donor(?:'s)?{_G}(?:restrict\w{{2,4}}|consent|permission))(?![a-z])"),
        re.compile(r"(?<![a-z])(?:restrict\w{0,4}|clos(?:ed|ure)|permission|consent|library|papers|archiv\w{2,5}"
                   r"|donated|withheld)(?![a-z])"),
        "what a giver laid down",
    ),
)  # fmt: skip
# Law in print speaks of what it protects; so does advice on it.
_PRINTED_LAW = re.compile(
    r"injunction[\s\w]{1,5}s[ae]\w{3,5}|petition\s{1,3}any\s{1,3}court|held\s{1,3}under\s{1,3}seal"
    r"|assassination\s{1,3}records?\s{1,3}(?:collection|act)|[jf][ef]k\s{1,3}act|(?<![a-z])cipa(?![a-z])"
    r"|for\s{1,3}purposes\s{1,3}of\s{1,3}this|shall\s{1,3}be\s{1,3}construed|u\.?\s?s\.?\s?c\.?\s?(?:§|sec)"
    r"|(?<![a-z])statut(?:e|es|ory)(?![a-z])|pub(?:lic|\.)\s{1,3}l(?:aw|\.)"
)
_IRS = re.compile(r"[il1|]\.?r\.?s\.?")
# Section 6103: a number among numbers, unless the tax code is named beside it.
_6103 = re.compile(r"(?<![0-9a-z])[6b][1il|][0oq][3$](?![0-9])")
_CODE_NAMED = re.compile(
    r"26\s?u\W{0,2}s\W{0,2}c|internal\s{1,3}revenue|section|(?<![a-z])i\W?r\W?c(?![a-z])"
)
_ACT_SAYS = re.compile(r"except\s{1,3}(?:for\s{1,3})?sect[il1|][o0]n|except\s{1,3}sec\.")

_TAX_FORM = re.compile(
    r"u\W{0,3}s\W{0,3}individual\s{1,3}inc[o0]me\s{1,3}tax|individual\s{1,3}inc[o0]me\s{1,3}tax\s{1,3}return"
    r"|wage\s{1,3}and\s{1,3}tax\s{1,3}statement|withholding\s{1,3}(?:tax\s{1,3})?statement"
    r"|form\s{0,3}1040(?!\d)"
)
_TAX_LINES = re.compile(
    r"adjusted\s{1,3}gross|taxable\s{1,3}income|filing\s{1,3}status|itemized|wages,?\s{1,3}salaries"
    r"|tax\s{1,3}withheld|f\W?i\W?c\W?a(?![a-z])|refund|exemptions|employer'?s?\s{1,3}(?:name|identif)"
    r"|your\s{1,3}social\s{1,3}security|spouse|wages\s{1,3}paid"
)
_LOOK_AGAIN = 1000  # code points under which a second heading is the same paper's
_TAX_REACH = 2500  # code points of a form after its heading
_TRANSCRIPT = re.compile(
    rf"(?<![a-z0-9]){damaged('grand')}[\s.,_-]{{0,4}}{damaged('jury')}(?![a-z])"
)
_ANSWER = re.compile(r"^[ \t]{0,20}[qa][.:)\s][ \t]{0,6}\S", re.MULTILINE)
_ANSWERS = 3
_TRANSCRIPT_REACH = 6000


def mentions(folded: Folded, low: str) -> Iterator[Mark]:
    """Yield the mentions of a page by kind, in order; ``low`` is the folded text in small letters."""
    for mention in _ALL:
        last: Mark | None = None
        for mark in _of(mention, folded, low):
            near = last is not None and mark.start - last.start < _APART
            if last is not None and near and mark.score <= last.score:
                continue
            last = mark
            yield mark


def _of(mention: _Mention, folded: Folded, low: str) -> Iterator[Mark]:
    """Yield every place of one mention, with its score and reason."""
    if mention.anchor.search(low) is None:
        return
    seen = list(mention.words.finditer(low))
    if mention.kind == TAX:
        seen += [m for m in _6103.finditer(low) if _is_section(low, m)]
    forms = _forms(mention.kind, folded, low)
    spans = sorted({*forms, *(m.span() for m in seen)})
    papers = iter(forms)
    paper = next(papers, None)
    for start, end in spans:
        while paper is not None and paper[1] <= start:
            paper = next(papers, None)
        if paper is not None and paper[0] < end:
            why = f"It looks like {_PAPER[mention.kind]} itself."
            yield Mark(start, end, mention.kind, ITSELF, why)
            continue
        before = (max(0, start - _REACH), start)
        after = (end, min(len(low), end + _REACH))
        law = _PRINTED_LAW.search(low, before[0], after[1]) is not None
        cue = any(mention.cue.search(low, *window) for window in (before, after))
        if not cue and not law and _IRS.fullmatch(low, start, end):
            continue  # the three letters alone are a damaged 'Mrs' more often than an office
        if law:
            why = f"Printed law or advice on it speaks of {mention.what}."
        elif cue:
            why = f"It speaks of {mention.what}, with a second cue beside it."
        else:
            why = f"It speaks of {mention.what}; nothing beside it says more."
        yield Mark(start, end, mention.kind, CUED if cue and not law else PLAIN, why)


_PAPER = {TAX: "a tax form", JURY: "a transcript made for a jury in secret"}


def _forms(kind: str, folded: Folded, low: str) -> list[tuple[int, int]]:
    """Return where headings of a tax form, or of a transcript, stand that the lines below bear out."""
    if kind == TAX:
        headings = _TAX_FORM.finditer(low)
    elif kind == JURY:
        headings = _TRANSCRIPT.finditer(low)
    else:
        return []
    found: list[tuple[int, int]] = []
    looked, is_form = -_LOOK_AGAIN, False
    for heading in headings:
        start, end = heading.span()
        if kind == JURY and not is_lettering(folded.text, start, end):
            continue
        if start - looked >= _LOOK_AGAIN:
            looked = start
            is_form = _lines(low, end) > 1 if kind == TAX else _answers(low, end) >= _ANSWERS
        if is_form:
            found.append((start, end))
    return found


def _lines(low: str, start: int) -> int:
    """Return how many of a tax form's own lines stand soon after a place."""
    return len({m.group()[:6] for m in _TAX_LINES.finditer(low, start, start + _TAX_REACH)})


def _answers(low: str, start: int) -> int:
    """Return how many questions and answers begin a line soon after a place, as far as they matter."""
    found = 0
    for _ in _ANSWER.finditer(low, start, start + _TRANSCRIPT_REACH):
        found += 1
        if found == _ANSWERS:
            break
    return found


def _is_section(low: str, match: re.Match[str]) -> bool:
    """Say whether 6103 is the section of the tax code, and not in the JFK Act's own sentence."""
    start, end = match.span()
    before, after = max(0, start - 60), end + 60
    if _ACT_SAYS.search(low, before, start):
        return False
    return _CODE_NAMED.search(low, before, after) is not None
