"""The labels of an identification sheet, found in a page's lines through the damage of scanning.

Promises: ``may_hold_sheet`` is cheap and says no to most pages. ``mark`` yields a page's lines,
each label with what stands behind it on its line, labels without a colon and two on a line too.

Does not promise: which value belongs to which label (``form_layouts``), nor a label with more than
a letter in five misread.
"""

# ruff: noqa: PLR2004  (lengths and shares are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import fuzz, process

from tearline.model.page import Page
from tearline.records.form_lines import Reading
from tearline.text import fold

# The order in which every sheet prints its fields.
ORDER = (
    "print_date", "print_page", "agency", "record_number", "series", "agency_file_number",
    "originator", "from", "to", "title", "date", "pages", "subjects", "document_type", "new",
    "classification", "new_classification", "restrictions", "status", "review_date",
    "update_date", "opening_criteria", "comments",
)  # fmt: skip
# Lines that are no field: the sheet's name and the heads of its two halves.
SYSTEM, FORM, FIRST_HALF, SECOND_HALF = "system", "form", "first_half", "second_half"
UNREAD = "unread"  # a label, but which?
HEADS = frozenset({SYSTEM, FORM, FIRST_HALF, SECOND_HALF})

_SPELLINGS = {
    "AGENCYINFORMATION": FIRST_HALF, "DOCUMENTINFORMATION": SECOND_HALF,
    "IDENTIFICATIONFORM": FORM, "JFKASSASSINATIONSYSTEM": SYSTEM,
    "ASSASSINATIONSYSTEM": SYSTEM,
    "JFKASSASSINATIONSYSTEMIDENTIFICATIONFORM": SYSTEM, "JFKASSASSINATIONSYSTEMDATE": SYSTEM,
    "AGENCY": "agency", "RECORDNUMBER": "record_number", "RECORDSNUMBER": "record_number",
    "RESTRICTION": "restrictions", "RECORDSERIES": "series",
    "RECORDSSERIES": "series", "AGENCYFILENUMBER": "agency_file_number",
    "AGENCYORIGINATOR": "originator", "ORIGINATOR": "originator", "FROM": "from", "TO": "to",
    "PAGE": "print_page",
    "TITLE": "title", "DATE": "date", "PAGES": "pages", "SUBJECTS": "subjects",
    "SUBJECT": "subjects", "DOCUMENTTYPE": "document_type", "ORIGINAL": "original",
    "ORIGINALCLASSIFICATION": "classification", "CLASSIFICATION": "classification",
    "NEW": "new", "NEWCLASSIFICATION": "new_classification", "RESTRICTIONS": "restrictions",
    "CURRENTSTATUS": "status", "STATUS": "status", "DATEOFLASTREVIEW": "review_date",
    "REVIEWDATE": "review_date", "UPDATEDATE": "update_date",
    "OPENINGCRITERIA": "opening_criteria", "COMMENTS": "comments", "COMMENT": "comments",
}  # fmt: skip
_LONG = tuple(spelling for spelling in _SPELLINGS if len(spelling) >= 8)
_HEAD_SPELLINGS = tuple(spelling for spelling, name in _SPELLINGS.items() if name in HEADS)
_SHORT = tuple(spelling for spelling in _SPELLINGS if len(spelling) < 8)
# Labels that no letter or memorandum has: two of them make a group of labels a sheet.
TELLING = frozenset(
    {SYSTEM, FORM, FIRST_HALF, SECOND_HALF, "record_number", "series", "agency_file_number",
     "originator", "document_type", "review_date", "opening_criteria", "restrictions"}
)  # fmt: skip

# Words of which a page with a sheet has several, looked for before anything else.
_ANCHORS = (
    "originat", "record n", "record s", "records s", "agency", "document", "restrict", "review",
    "opening c", "status", "ation form", "subjects", "comments", "classific", "textual", "series",
    "file num", "filenum",
)  # fmt: skip
_AT_LEAST = 4

# What a small stamp or footer says; never a value.
JUNK = re.compile(
    r"(?:release[d]?\s+under|assassination\s+records|collection\s+act|usc\s*2107|44\s*usc"
    r"|case\s*#|^\W*n\W?o\W?t\W?e\W*$|d[oö][co][il1|]d|^\W*[hnwj][hw7]?\s?\d{4,5}\W*$"
    r"|^\W*[hn]w\s\d{4,5}\b|^\W*page\s*\d{0,4}\W*$|^\W*original\b.{0,12}\bnew\W*$"
    r"|^\W*(?:[vw][o09][l1i.]?|19\.)[.,l1\d]{0,2}(?:\s\d{1,2})?\W*$"
    r"|^\W*[\[({IE]?R[\])}JI]\W*$|item\s+is\s+restricted|^\W*$|^#)",
    re.IGNORECASE,
)
FOOTER = re.compile(r"d[oö][co][il1|]d\W{0,3}[0-9]|item\s+is\s+restricted", re.IGNORECASE)

_COLON = re.compile(r"\s{0,4}[:;]")
# A label that lost its colon and has its value behind it; only words that begin no sentence.
_BARE = re.compile(
    r"\W{0,4}(?:\S{1,3} )?(AGENCY ORIGINATOR|ORIGINATOR|RECORDS? NUMBER|RECORDS? SERIES"
    r"|AGENCY FILE ?NUMBER|DOCUMENT TYPE|CLASSIFICATION|RESTRICTIONS?|CURRENT ?STATUS|DATE OF LAST ?REVIEW"
    r"|OPENING CRITERIA|REVIEW DATE|UPDATE DATE|STATUS|COMMENTS)(?=[\W_])"
)
# Short labels without a colon, where what follows is short, too, or has the right shape.
_BEFORE_NUMBER = re.compile(r"\W{0,3}(DATE|PAGES)[ .]{1,3}(?=[0-9Il])")
_BEFORE_WORD = re.compile(r"\W{0,3}(AGENCY|FROM|TO|TITLE|SUBJECTS?)[ .]{1,4}(?=[A-Z])")
# A second label on the same line.
_WITHIN = re.compile(
    r"(?<=\s)(?:UPDATE[\s_]{0,2}DATE(?=\W|\Z)"
    r"|(?:NEW[\s_]{0,2}CLASSIFICATION|CLASSIFICATION|PAGES|Date|Page)\s?[:;])"
)
_SPECK = re.compile(r"\A\W{0,4}\w{1,3}\W{1,4}(?=[A-Z])")
_EDGE = re.compile(r"\A[^A-Za-z0-9]+")
# A label past reading: its value is nobody's.
_UNREAD = re.compile(r"\W{0,4}[A-Za-z]{1,9}(?: [A-Za-z]{1,9})?\s?:(?:\s|\Z)")
# The law's own number, stamped over a value.
_STAMPED = re.compile(r"\s{0,4}\(?\d{0,2}\s?U\.?S\.?C\.?\s?2107")
_LEAD = re.compile(r"[\s:;.,•*'~_|=—-]*")
_TAIL = " \t_|~'•*:;"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line, or part of one: the label it begins with ('' for none) and the text behind it.

    ``start`` and ``end``: the text's place in ``Reading.text``. ``gap``: an empty line stands
    before it. ``sure`` is 0 to 1.
    """

    label: str
    text: str
    start: int
    end: int
    line: int
    gap: bool
    sure: float = 1.0


def may_hold_sheet(page: Page) -> bool:
    """Say whether a page has enough of a sheet's words to be worth reading as one."""
    low = fold(page.text, lower=True).text
    return sum(word in low for word in _ANCHORS) >= _AT_LEAST


def mark(reading: Reading) -> Iterator[Mark]:
    """Yield the lines of a page, each parted at its labels, empty lines and junk left out."""
    lines = reading.text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    gap = True
    for number, (line, start) in enumerate(zip(lines, starts, strict=False)):
        if not line.strip():
            gap = True
            continue
        cuts = [m.start() for m in _WITHIN.finditer(line)] if len(line) < 200 else []
        for cut, stop in zip([0, *cuts], [*cuts, len(line)], strict=True):
            part = line[cut:stop]
            label, behind, sure = _label(part)
            begin = cut + (behind if label else 0)
            lead = _LEAD.match(line, begin, stop)
            begin = lead.end() if lead else begin
            stamp = _STAMPED.search(line, begin, stop)
            stop = stamp.start() if stamp else stop  # noqa: PLW2901
            said = line[begin:stop].rstrip(_TAIL)
            if label or (said and not _fragment(said)):
                finish = start + begin + len(said)
                yield Mark(label, said, start + begin, finish, number, gap, sure)
            gap = False


def _label(line: str) -> tuple[str, int, float]:
    """Return the label a line begins with ('' for none), where it ends, and how sure that is."""
    bare = _BARE.match(line)
    if bare:  # first of all: a value may have a semicolon of its own
        sure = 1.0 if _COLON.match(line, bare.end()) else 0.95
        return _SPELLINGS[_only(bare[1])], bare.end(), sure
    colon = _COLON.search(line, 0, 34)
    if colon:
        name, sure = _named(line[: colon.start()], colon=True)
        if not name:  # a speck or two before the label
            name = _SPELLINGS.get(_only(_SPECK.sub("", line[: colon.start()])), "")
            sure = 0.9
        if not name and _UNREAD.match(line):
            name, sure = UNREAD, 0.0
        if name:
            return name, colon.end(), sure
    if len(line) > 44:
        return "", 0, 0.0
    short = _BEFORE_NUMBER.match(line)
    name, sure = ("", 0.0) if short else _named(line, colon=False)
    short = short or (None if name else _BEFORE_WORD.match(line))
    if short:
        return _SPELLINGS[short[1]], short.end(), 0.85
    return (name, len(line), sure) if name else ("", 0, 0.0)


def _fragment(line: str) -> bool:
    """Say whether a line is what is left of a label: no value, and no label either."""
    letters = _only(line) if len(line) <= 20 and line[:1].isupper() else ""
    return len(letters) >= 3 and any(
        spelling.startswith(letters) for spelling in _SPELLINGS if spelling[:3] != "JFK"
    )


def _only(text: str) -> str:
    """Return the capitals of ``text``, digits that stand for letters read as such."""
    return "".join(c for c in text.upper().translate(_LETTERS) if c.isalpha())


_LETTERS = str.maketrans("01|!5$", "OIIISS")


@lru_cache(maxsize=4096)
def _named(head: str, *, colon: bool) -> tuple[str, float]:
    """Return the label that ``head`` spells, however damaged, and how sure that is."""
    letters = _only(_EDGE.sub("", head))
    small = sum(c.islower() for c in head)
    name = _SPELLINGS.get(letters)
    if name in HEADS:
        return name, 1.0
    if small * 3 > len(letters):
        # A stamp or a letter's head says 'Date:'; a sheet's labels are capitals.
        if letters in {"DATE", "PAGE"} and colon:
            return f"print_{letters.lower()}", 0.9
        near = process.extractOne(letters, _HEAD_SPELLINGS, scorer=fuzz.ratio, score_cutoff=84)
        return (_SPELLINGS[near[0]], near[1] / 100) if near else ("", 0.0)
    if name:
        return name, 1.0
    if len(letters) < 4 or len(letters) > 42:
        return "", 0.0
    near = process.extractOne(letters, _LONG, scorer=fuzz.ratio, score_cutoff=80 if colon else 84)
    if near is not None:
        return _SPELLINGS[near[0]], near[1] / 100
    near = process.extractOne(letters, _SHORT, scorer=fuzz.ratio, score_cutoff=75 if colon else 78)
    close = near is not None and abs(len(near[0]) - len(letters)) <= 1
    return (_SPELLINGS[near[0]], near[1] / 100) if near and close else ("", 0.0)
