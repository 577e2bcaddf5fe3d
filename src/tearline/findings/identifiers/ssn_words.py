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
from enum import IntEnum
from functools import lru_cache

# How far a label reaches, in code points: forward to its value, back to a value written before it.
REACH = 80
REACH_BACK = 40

_FLAT = str.maketrans("01|!5$", "olliss")
_WORD = re.compile(r"(?<![a-z0-9])[s5$][a-z0-9|!]{4,10}(?![a-z0-9])")
_NINE = r"[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}(?![0-9])"
_RIGHT = rf"[ \n.:#)]{{0,4}}{_NINE}"
# In this order: SSN, SSAN, SSNO; S.S.N.; SS#, S/S No, SS Number; SOC SEC, SOC. SECURITY;
# SOCIAL SEC., with letters misread and signs between; the numbers of taxpayers and of Medicare.
_SHORT = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?:s[s5$]|[5$]s|(?<![^\n])55)a?n(?:[o0]|br|um)?(?![a-z])"
    r"|[s5$]\. ?[s5$]\. ?(?:a\. ?)?n\b"
    r"|[s5$][./ ]?[s5$]\.? ?(?:#|n[o0]\b|nr\b|num(?:ber)?\b|acc(?:oun)?t\b)"
    r"|[s5$][o0qd][cg](?:[il1|]a[l1i|])?[\s.,:/-]{0,5}[s5$b8][ef][cgo]"
    r"(?:ur[il1|]t[yv])?(?:[\s./-]{0,3}n[o0]s?|num(?:ber)?)?(?![a-z])"
    r"|8sa?n(?![a-z0-9])|s8n(?![a-z0-9])"
    # These mean other things too, but not right before nine digits.
    rf"|(?:s[s5$]|[5$]s) ?a?[mnh](?={_RIGHT})|s [s5$] n(?={_RIGHT})|(?:s\.? ?[s5$]|[5$]s)\.?(?={_RIGHT})"
    r"|(?:medicare|health insurance)[\s.]{1,3}(?:claim[\s.]{1,3})?(?:n[o0]\b|num(?:ber)?\b|#)"
    r"|t\.? ?i\.? ?n\b\.?(?=[\s:.#]{0,4}(?:n[o0]\b|#|[0-9]{3}-))"
    r"|tax(?:payer)?(?:'?s)?[\s.-]{1,3}(?:[il1]\.? ?d\b\.?|[il1]dent(?:[il1]f[a-z1|]{5,8})?\b\.?)"
    r"|(?:employee|recipient|payee)'?s?'?[\s.]{1,3}[il1]dentify[a-z1|]{3}[\s.]{1,3}(?:n[o0]\b|num|#)"
    r"|(?:recipient|payee)'?s?'?[\s.]{1,3}[il1]dentif[a-z1|]{6,8}[\s.]{1,3}(?:n[o0]\b|num|#)"
    rf"|segur[o0] s[o0]cia[l1i|](?={_RIGHT}|[\s.,:]{{0,4}}(?:n[o0]\b|n[u\u00fa]m|#))"
    r")"
)
# The letters before a veteran's claim, whose number may be a Social Security number.
_VETERAN = re.compile(rf"(?<![a-z0-9])x?(?:c|ss)[ -]{{1,2}}(?={_NINE})")
_VETERANS = re.compile(r"veteran|(?<![a-z])v\.?a\.?(?![a-z])")
# After "Social Security": the agency or the tax, not a person's number.
_AGENCY = re.compile(
    r"[\s.,]{0,4}(?:admin|act\b|agenc|benefi|board|office|bureau|system|program|payment|pension|tax|"
    r"withh|deduct|contribut|fund|check|"
    # in the head of a table of sums, with the head of its first column between
    r"(?:month|date|year|per[il1]od|quarter)\s{1,4}(?:tax|withh|deduct|contribut))"
)
_NUMBER_WORD = re.compile(
    r"[\s.,:(]{0,6}(?:acc(?:oun)?t?(?![a-z])(?:[\s.]{0,3}(?:n[o0]s?\b|nr\b|num(?:ber)?|nbr|#))?"
    r"|[\s.]{0,3}(?:n[o0]s?\b|nr\b|num(?:ber)?|nbr|#))"
)
# In the line below "Social Security": the head of a column of sums.
_TAX = re.compile(r"[^\n]{0,40}\n[^\n]{0,60}(?<![a-z])(?:tax|w[il1]thh|deduct|contr[il1]but)")
# Labels that claim the number behind them for something else.
_OTHER = re.compile(
    r"(?<![a-z])(?:f[il1]le(?: in| no| number)?|bufile|serial|d[o0]c[il1t|]d|doc|case|contract|invoice|"
    r"check|ck|voucher|order|phone|telephone|tel|fax|ext|zip|acc(?:oun)?t|bank|pouch|dispatch|"
    r"passport|license|permit|badge|room|page|policy|patent|part no|stock|dated?|exp|expires|"
    r"received|reference|ref|exhibit|report)(?![a-z])"
)

# Of those, the ones whose numbers can have the shape of a Social Security number to the last dash.
_FILE = re.compile(
    r"(?<![a-z])(?:f[il1]le(?: in| no| number)?|bufile|serial|d[o0]c[il1t|]d|case|contract|invoice|voucher|"
    r"order|acc(?:oun)?t|pouch|dispatch|policy|patent|part no|stock)(?![a-z])"
)
# On the line of a number that nothing vouches for: papers that number files, money and things.
_AGAINST = re.compile(
    r"(?<![a-z])(?:f[il1]les?|buf[il1]les?|serials?|docid|case|contract|invoice|voucher|orders?|"
    r"acc(?:oun)?ts?|bank|deposit|check|pouch|dispatch|policy|patent|part|stock|model|lot|catalog|"
    r"ref(?:erence)?|re|reel|airtel|teletype|cable|telex|permit|exhibit|enclosures?|sac|bureau|fbi|"
    r"legat|expediente|oficio|nw|box|folder|record|index|register|warrant|claim|docket|cause|folio"
    r")(?![a-z])"
)
_STAMPED = re.compile(r"(?<![a-z])d[o0]c[il1t|]d[\s:.,;]{0,3}\Z")
_OFFICE = re.compile(r"(?:(?<![A-Za-z])[A-Z]{2} {1,2}|\()(?=[012])")
# The number of a soldier: after 1969 the Social Security number took its place.
_SERVICE = re.compile(
    r"(?<![a-z])(?:(?:serv[il1]ce|serv|svc)\.? ?(?:n[o0]s?\b|nr\b|num(?:ber)?s?\b|#)"
    r"|(?:af?|us)sn\b)"
)
_SERIAL = re.compile(
    r"(?<![a-z])(?:ser[il1]al\.? ?(?:n[o0]s?\b|nr\b|num(?:ber)?s?\b|#)|(?:service )?s\.?n\b\.?)"
)
_PERSONNEL = re.compile(
    r"(?<![a-z])(?:army|navy|mar[il1]ne|a[il1]r force|usaf|usmc|usn|m[il1]l[il1]tary|en[il1][il1]sted|"
    r"en[il1][il1]stment|d[il1]scharge|rank|sergeant|sgt|corporal|cpl|private|pfc|l[il1]eutenant|lt|"
    r"capta[il1]n|capt|major|colonel|veteran|regiment|squadron|serv[il1]ceman|inducted)(?![a-z])"
)
_HEAD = re.compile(  # also one that was cut in two: SOC. SEC, SECURITY NO
    r"(?<![a-z])(?:(?:secur[a-z1|]{0,4}|secunty) {0,2}(?:n[o0](?![a-z])|num|#)|"
    r"[s5$][s5$]a?n(?![a-z])|s\.? ?s\.? ?(?:n[o0](?![a-z])|#)|sec\.? {1,2}n[o0](?![a-z]))"
    r"|\A(?:[a-z]{1,9} {1,3})?[s5$] ?[s5$] ?[nmh](?: {0,2}n[o0])?\Z|\At\.?i\.?n\.?\Z"
    r"|\A\W{0,3}(?:s[o0]c[il1|]a[il1|]|s[./ ]{0,2}s)\W{0,3}(?:sec[a-z1|]{0,6}\W{0,3})?\Z"
)
_HEAD_LONGEST = 60  # longer ones are lines of prose: there only a whole label counts
_OTHER_TOO = re.compile(r"s\.?s\.?a?\.?n\W{1,3}acc")  # SSN ACCOUNT NO: two heads
_HEAD_TAX = re.compile(r"tax|withh|deduct|f[il1]ca|contr[il1]b|amount|benef")
_HEAD_NUMBERS = re.compile(
    r"(?<![a-z])(?:acc(?:oun)?t|f[il1]le|case|ser[il1]al|z[il1]p|phone|telephone|tel|[il1]nvo[il1]ce|"
    r"voucher|check|contract|pol[il1]cy|stock|part|l[il1]cense|passport|badge|document|doc|record|"
    r"permit|cla[il1]m|order|docket|reference|ref|[il1]tem|fax|pouch|d[il1]spatch)(?![a-z])"
)
_HEAD_SUMS = re.compile(
    r"(?<![a-z])(?:date|dates|amount|pay|salary|gross|net|total|balance|depos[il1]t|hours|rate|"
    r"prem[il1]um|pr[il1]ce|cost|tax|b[il1]rth|born|dob|per[il1]od|w[il1]thheld|f[il1]ca)(?![a-z])"
)
_CLAIM_ENDS = re.compile(
    r"(?<![a-z])(?:buf[il1]le|f[il1]le|ser[il1]al|case|contract|invoice|voucher|order|acc(?:oun)?t)s?"
    r"[ .:]{0,3}(?:n[o0]s?|numbers?|#)?[ .:;#-]{0,4}\Z"
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
                if number is None and _TAX.match(low, match.end()):
                    continue
                end = number.end() if number else match.end()
                found.append((social, end, number is not None))
            social = -1
    for match in _SHORT.finditer(low):
        end = match.end()
        if _AGENCY.match(low, end):
            continue
        number = _NUMBER_WORD.match(low, end)
        if number is None and "urity" in match.group() and _TAX.match(low, end):
            continue
        found.append((match.start(), number.end() if number else end, True))
    if _VETERANS.search(low):
        found += [(*m.span(), True) for m in _VETERAN.finditer(low)]
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


def claimed_above(low: str, place: int) -> bool:
    """Say whether the line above a number that begins its line ends with a label of something."""
    end = len(low[max(0, place - 12) : place].rstrip()) + max(0, place - 12)
    return "\n" in low[end:place] and _CLAIM_ENDS.search(low, max(0, end - 24), end) is not None


def stamped(low: str, place: int) -> bool:
    """Say whether a number is that of a print stamp (``Docid:71000002``), which stands on every page."""
    return _STAMPED.search(low, max(0, place - 10), place) is not None


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


class Head(IntEnum):
    """What the head of a column says of the numbers under it."""

    UNKNOWN = 0
    OTHER = 1  # sums, dates: their own shapes tell
    CLAIMED = 2  # numbers of something else, which may look alike
    BOTH = 3  # heads that scanning ran together: Social Security and some other number
    SERVICE = 4
    SOCIAL = 5


@lru_cache(maxsize=256)
def head(low: str) -> Head:
    """Say what a column's head (lower-cased, folded) claims its numbers for."""
    if not low:
        return Head.UNKNOWN
    own = labels(low)
    rest = low  # but for the labels: the account of SOC SEC ACCT is no other
    for start, end in zip(own.starts, own.ends, strict=True):
        if _OTHER_TOO.match(low, start):
            continue
        rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    other = _HEAD_NUMBERS.search(rest) is not None
    part = len(low) <= _HEAD_LONGEST and _HEAD.search(low) and not _HEAD_TAX.search(low)
    if part or own.any_strong:
        return Head.BOTH if other else Head.SOCIAL
    if _SERVICE.search(low) or (_SERIAL.search(low) and _PERSONNEL.search(low)):
        return Head.SERVICE
    if other:
        return Head.CLAIMED
    return Head.OTHER if _HEAD_SUMS.search(low) else Head.UNKNOWN


def of_soldiers(low: str, page: str) -> bool:
    """Say whether a column's head is of serial numbers, and its page's text of the military."""
    if not _SERIAL.search(low) or "bureau" in page:
        return False
    return sum(1 for _ in zip(range(4), _PERSONNEL.finditer(page), strict=False)) >= 4


def of_files(low: str) -> bool:
    """Say whether a column's head is of papers, whose numbers look alike to the last dash."""
    return _FILE.search(low) is not None


def of_service(low: str, start: int) -> bool:
    """Say whether a service number's label stands right before ``start``.

    ``serial number`` and ``SN`` are of service only where the words around are of the military.
    """
    first = max(0, start - REACH_BACK)
    for pattern in (_SERVICE, _SERIAL):
        for match in pattern.finditer(low, first, start):
            if claimed(low, match.end(), start):
                continue
            if pattern is _SERVICE:
                return True
            around = low[max(0, start - 400) : start + 400]
            return _PERSONNEL.search(around) is not None
    return False


def against(text: str, low: str, start: int, end: int) -> bool:
    """Say whether the line of a number speaks of files, money or things (``text`` keeps its case)."""
    first = low.rfind("\n", max(0, start - 60), start) + 1 or max(0, start - 60)
    last = low.find("\n", end, end + 20)
    office = _OFFICE.search(text, max(first, start - 4), start + 1)
    if office is not None and office.end() == start:
        return True
    stop = last if last >= 0 else min(len(low), end + 20)
    return bool(_AGAINST.search(low, first, start) or _AGAINST.search(low, end, stop))
