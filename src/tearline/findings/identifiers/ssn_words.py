"""The words around a Social Security number: its own labels, and those of what only looks like one.

Promises: finds ``SSN``, ``S.S.N.``, ``SOC SEC NO``, ``SSAN``, ``SS#``, ``Social Security`` and
their damaged spellings (``Soclal Securlty``), across a line break or an empty line, in a
lower-cased folded text; and says which label stands last before a number, since the nearest label
is the one it answers.

Does not promise that a word means a number is near: ``Social Security Administration`` is set
apart.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

# How far a label reaches, in code points: forward to its value, back to a value written before it.
REACH = 80
REACH_BACK = 40

_FLAT = str.maketrans("01|!5$", "olliss")
_WORD = re.compile(r"(?<![a-z0-9])[s5$][a-z0-9|!]{4,10}(?![a-z0-9])")
# In this order: SSN, SSAN, SSNO; S.S.N.; SS#, S/S No, SS Number; SOC SEC, SOC. SECURITY;
# SOCIAL SEC.
_SHORT = re.compile(
    r"(?<![a-z0-9])(?:"
    r"[s5$][s5$]a?n(?:[o0]|br|um)?(?![a-z])"
    r"|[s5$]\. ?[s5$]\. ?(?:a\. ?)?n\b"
    r"|[s5$][./ ]?[s5$]\.? ?(?:#|n[o0]\b|nr\b|num(?:ber)?\b|acc(?:oun)?t\b)"
    r"|[s5$][o0]c(?:[il1|]a[l1i|])?[\s.,:]{1,5}[s5$]ec(?:ur[il1|]ty)?(?![a-z])"
    r"|[s5$][o0]c[il1|]a[l1i|][\s.,:]{1,5}[s5$]ec(?![a-z])"
    r")"
)
# After "Social Security": the agency or the tax, not a person's number.
_AGENCY = re.compile(
    r"[\s.,]{0,4}(?:admin|act\b|agenc|benefi|board|office|bureau|system|program|payment|pension|tax|"
    r"withh|deduct|contribut|fund|check)"
)
_NUMBER_WORD = re.compile(r"[\s.,:(]{0,6}(?:acc(?:oun)?t)?[\s.]{0,3}(?:n[o0]s?\b|nr\b|num|nbr|#)")
# Labels that claim the number behind them for something else.
_OTHER = re.compile(
    r"(?<![a-z])(?:f[il1]le(?: in| no| number)?|bufile|serial|docid|doc|case|contract|invoice|"
    r"check|ck|voucher|order|phone|telephone|tel|fax|ext|zip|acc(?:oun)?t|bank|pouch|dispatch|"
    r"passport|license|permit|badge|room|page|policy|patent|part no|stock|dated?|exp|expires|"
    r"received|reference|ref|exhibit|report)(?![a-z])"
)

# Of those, the ones whose numbers can have the shape of a Social Security number to the last dash.
_FILE = re.compile(
    r"(?<![a-z])(?:f[il1]le(?: in| no| number)?|bufile|serial|docid|case|contract|invoice|voucher|"
    r"order|acc(?:oun)?t|pouch|dispatch|policy|patent|part no|stock)(?![a-z])"
)
_BEFORE = 24  # how far before a number the label that claims it may stand


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of one page, by where they end: sorted ends, their starts, and which are strong.

    A strong label speaks of a number (``SSN``, ``Social Security No.``), a weak one only of Social
    Security; a strong one gives the whole page its sense.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    strong: tuple[bool, ...]

    @property
    def any_strong(self) -> bool:
        """Say whether the page has a label that speaks of a number."""
        return any(self.strong)

    def before(self, place: int) -> int | None:
        """Return the index of the last label that ends at or before ``place``."""
        at = bisect_left(self.ends, place + 1) - 1
        return at if at >= 0 else None

    def after(self, place: int) -> int | None:
        """Return the index of the first label that starts at or after ``place``."""
        at = bisect_left(self.starts, place)
        return at if at < len(self.starts) else None


@lru_cache(maxsize=8192)
def _alike(word: str, target: str, allowed: int) -> bool:
    """Say whether a word is ``target`` but for ``allowed`` letters wrong, lost or doubled."""
    word = word.translate(_FLAT)
    if abs(len(word) - len(target)) > allowed:
        return False
    row = list(range(len(target) + 1))
    for i, a in enumerate(word, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(target, 1):
            wrong = 0 if a == b or {a, b} <= {"i", "l", "t", "f"} else 1
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + wrong)
    return row[-1] <= allowed


def labels(low: str) -> Labels:
    """Return the labels of a page's lower-cased folded text."""
    found: list[tuple[int, int, bool]] = []
    social = -1
    for match in _WORD.finditer(low):
        word = match.group()
        if _alike(word, "social", 1):
            social = match.start()
        elif _alike(word, "security", 2):
            between = match.start() - social
            if (
                social >= 0
                and between <= 24
                and not any(map(str.isalnum, low[social + 7 : match.start()]))
                and not _AGENCY.match(low, match.end())
            ):
                number = _NUMBER_WORD.match(low, match.end())
                end = number.end() if number else match.end()
                found.append((social, end, number is not None))
            social = -1
    for match in _SHORT.finditer(low):
        end = match.end()
        if _AGENCY.match(low, end):
            continue
        number = _NUMBER_WORD.match(low, end)
        found.append((match.start(), number.end() if number else end, True))
    found.sort()
    kept: list[tuple[int, int, bool]] = []
    for item in found:
        if kept and item[0] < kept[-1][1]:
            last = kept[-1]
            kept[-1] = (last[0], max(last[1], item[1]), last[2] or item[2])
        else:
            kept.append(item)
    return Labels(tuple(k[0] for k in kept), tuple(k[1] for k in kept), tuple(k[2] for k in kept))


def claimed(low: str, start: int, end: int) -> bool:
    """Say whether the text between a label and a number holds a label of something else."""
    return _OTHER.search(low, start, end) is not None


def claimed_before(low: str, place: int, *, whole: bool) -> bool:
    """Say whether the words just before ``place``, on its line, claim the number for something.

    ``whole``: the number has its shape to the last dash, so that only a file's label can claim it.
    """
    first = max(0, place - _BEFORE)
    line = low.rfind("\n", first, place) + 1
    return (_FILE if whole else _OTHER).search(low, max(line, first), place) is not None


def near(labelled: Labels, low: str, start: int, end: int, reach: int = REACH) -> bool:
    """Say whether a label reaches the number at ``start`` to ``end``, no other label between."""
    at = labelled.before(start)
    if (
        at is not None
        and start - labelled.ends[at] <= reach
        and not claimed(low, labelled.ends[at], start)
    ):
        return True
    at = labelled.after(end)
    if at is None or labelled.starts[at] - end > REACH_BACK:
        return False
    begin = labelled.starts[at]
    return "\n" not in low[end:begin] and not claimed(low, end, begin)
