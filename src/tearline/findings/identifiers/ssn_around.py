"""What stands around a number where no label reaches it: names beside it, the lines of a form.

Promises: says which numbers have a person's name beside them on their line, which answer a label on
the line above or below, and whether a page is one of files, parts or contracts, whose numbers look
like Social Security numbers to the last dash. Every look is a window of bounded size.

Does not promise that capitalised words are a person: a firm's name counts like one.
"""

# ruff: noqa: PLR2004  (lengths are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Sequence

from tearline.findings.identifiers import ssn_words as words
from tearline.findings.identifiers.ssn_shapes import Candidate, Grade

NAMED = 4  # numbers with names beside them that make a list of people
_LINE = 160  # code points of a form's line, at most

_WORD = r"[A-Z][A-Za-z'-]{1,20}"
_NAME = (
    rf"(?:{_WORD}, {{0,2}}[A-Z][A-Za-z'.-]{{0,20}}(?: {{1,2}}[A-Z][A-Za-z'-]{{0,20}}\.?){{0,2}}"
    rf"|{_WORD}(?: {{1,2}}[A-Z]\.?)? {{1,2}}{_WORD}(?: [A-Z](?![A-Za-z])\.?)?"
    rf"|(?:[A-Z]\. ?){{1,2}}{_WORD})"
)
_BEFORE = re.compile(
    rf"(?<![A-Za-z]){_NAME}(?:[ .,:;(|\t]{{1,24}}[A-Z0-9][A-Za-z0-9]{{1,14}}){{0,2}}"
    r"(?:[ \t]{1,8}[0-9]{1,2}[-/ ][A-Za-z0-9]{1,3}[-/ ][0-9]{2,4})?"
    rf"(?:[ .,:;(|/\t_-]{{1,40}}|[.,]?\n{{1,2}})\Z"
)
_AFTER = re.compile(rf"[ .,:;)|/\t-]{{0,24}}(?:\n{{1,2}})?{_NAME}")
_JOINED = re.compile(r"[A-Za-z][ .]{0,2}/\Z")
_ON_A_LINE = re.compile(
    rf"(?m)^ {{0,8}}{_WORD}(?:, {{0,2}}[A-Z][A-Za-z'. -]{{0,24}}| {_WORD} [A-Z]\.?)$"
)
_OF_PERSONS = re.compile(
    r"(?<![a-z])(?:[il1]dent(?:\.|[il1]f[il1]cat[il1][o0]n)?|emp(?:l[o0]yee|\.)|payr[o0]ll|[il1]\.?d\.?)"
    r"[ ./]{1,3}(?:n[o0]s?(?![a-z])|num|#)"
)
_NO_NAME = re.compile(
    r"(?i)(?<![a-z])(?:file|serial|case|contract|invoice|voucher|order|acc(?:oun)?t|policy|lot|stock|part|"
    r"box|reel|record|project|telex|twx|utm|phone|tel|page|number|no|nr|total|exhibit|negative|"
    r"patent|license|permit|bank|check|docket|room|model|ref|cite|dtg|period|date|fund)(?![a-z])"
)
_BUREAU = re.compile(
    r"search slip|f[il1]le.{0,14}ser[il1]al|bureau of [il1]nvest|(?<![a-z])fb[il1](?![a-z])"
)
_THINGS = re.compile(
    r"search slip|f[il1]le.{0,14}ser[il1]al|[il1]nventory worksheet|purchas[a-z] [o0]rder|"
    r"parts l[il1]st|replacement parts|(?<![a-z])cat\. ?n[o0]|stock n[o0]|schedule of contracts|"
    r"contract n[o0]|access[il1]on n[o0u]|obl[il1]gat[il1]on n[o0]|allotment|patent|"
    r"d[il1]spatch l[il1]st|pouch n[o0]|meter read"
)


def named(text: str, found: Sequence[Candidate]) -> frozenset[int]:
    """Return the starts of those candidates of a folded text that have a name beside them."""
    kept: set[int] = set()
    for c in found:
        beside = c.grade is Grade.GLUED  # by its shape
        if not beside and c.grade <= Grade.OFF:
            beside = _named_before(text, c.start) or _named_after(text, c.end)
        if beside:
            kept.add(c.start)
    return frozenset(kept)


def _named_before(text: str, start: int) -> bool:
    """Say whether a name ends right before ``start``, on its line or alone on the one above."""
    if (
        start == 0
        or text[start - 1].isalnum()
        or not any(map(str.isalpha, text[max(0, start - 90) : start]))
    ):
        return False
    match = _BEFORE.search(text, max(0, start - 90), start)
    if match is None or _NO_NAME.search(match.group()):
        return False
    return not match.group().endswith("\n") or "," in match.group()


def _named_after(text: str, end: int) -> bool:
    """Say whether a name begins right behind ``end``, on its line or on the next."""
    match = _AFTER.match(text, end)
    if match is None or _NO_NAME.search(match.group()):
        return False
    return "\n" not in match.group() or "," in match.group()


def of_persons(low: str) -> bool:
    """Say whether a page numbers employees: ``IDENT NO.``, ``EMPLOYEE NO.``, ``ID NUMBER``."""
    return _OF_PERSONS.search(low) is not None


def names_apart(text: str) -> bool:
    """Say whether names stand on lines of their own, as in a table torn into its columns."""
    return sum(1 for _ in _ON_A_LINE.finditer(text)) >= NAMED


def joined(text: str, c: Candidate) -> bool:
    """Say whether a number is a field between slashes, behind words: ``ROE JANE/900000000/GS-13``."""
    return _JOINED.search(text, max(0, c.start - 6), c.start) is not None


def of_bureau(low: str) -> bool:
    """Say whether a page's lower-cased text speaks of the Bureau's files."""
    return _BUREAU.search(low) is not None


def of_things(low: str) -> bool:
    """Say whether a page's lower-cased text speaks of files, parts, contracts and the like."""
    return _THINGS.search(low) is not None or ("serial" in low and of_bureau(low))


def answers(low: str, labels: words.Labels, c: Candidate, others: Sequence[Candidate]) -> bool:
    """Say whether a number answers a label on the line above or below it, as on a form.

    It must be the only number of its line, and the label's line must have none of its own;
    ``others`` are the page's candidates around it.
    """
    first = low.rfind("\n", max(0, c.start - _LINE), c.start) + 1
    last = low.find("\n", c.end, c.end + _LINE)
    last = min(len(low), c.end + _LINE) if last < 0 else last
    if first == 0 and c.start > _LINE:
        return False
    if any(o.start < last and o.end > first and not _overlap(o, c) for o in others):
        return False
    if c.grade is Grade.COUNT or words.claimed_before(low, c.start, whole=False):
        return False
    place = (c.start - first, c.end - first)
    line = _line_above(low, first)
    if line is not None and _labelled(low, labels, line, place, others, c.grade):
        return True
    line = _line_below(low, last)
    if line is None or any(0 <= o.start - line[1] <= _LINE for o in others):
        return False  # a label with a value of its own below
    return _labelled(low, labels, line, place, others, c.grade)


def _overlap(a: Candidate, b: Candidate) -> bool:
    """Say whether two candidates share a place."""
    return a.start < b.end and b.start < a.end


def _line_above(low: str, first: int) -> tuple[int, int] | None:
    """Return the last line with words that ends before ``first``, no more than two lines up."""
    end = max(0, first - 6) + len(low[max(0, first - 6) : first].rstrip())
    if end == 0 or low.count("\n", end, first) > 3:
        return None
    begin = low.rfind("\n", max(0, end - _LINE), end) + 1
    return (begin, end) if end - begin <= _LINE else None


def _line_below(low: str, last: int) -> tuple[int, int] | None:
    """Return the next line with words that begins behind ``last``: lines to sign on are none."""
    part = low[last : last + _LINE]
    begin = last + len(part) - len(part.lstrip(" \n_-.\t"))
    if begin == last or low.count("\n", last, begin) > 4:
        return None
    end = low.find("\n", begin, begin + _LINE)
    return (begin, min(len(low), begin + _LINE) if end < 0 else end)


def _labelled(
    low: str,
    labels: words.Labels,
    line: tuple[int, int],
    place: tuple[int, int],
    others: Sequence[Candidate],
    grade: Grade,
) -> bool:
    """Say whether a line has a strong label and no number, and that nothing else claims the value.

    A weak shape answers a line with other numbers' labels only where it stands under its own.
    """
    begin, end = line
    at = labels.before(end)
    if at is None or not labels.strong[at] or labels.starts[at] < begin:
        return False
    if any(o.start < end and o.end > begin for o in others):
        return False
    left, right = labels.starts[at] - begin, labels.ends[at] - begin
    if place[0] < right + 3 and left - 3 < place[1]:
        return True
    text = f"{low[begin : labels.starts[at]]} {low[labels.ends[at] : end]}"
    if len(text.split()) > 14:
        return False
    return grade <= Grade.LOOSE or not words.claimed(text, 0, len(text))
