"""Names written ``LAST FIRST M`` or ``LAST`` without a comma, as rosters and payrolls print them.

Promises: in capitals and in a cell or line of its own, a surname and a given name of the census,
with an initial or without, is a name: a sure one beside an identifier, a date or a grade on its
line, or where three of a page share the form, else a look. A surname alone counts beside a number
of a Social Security number's shape, or in a column of such on a page of such numbers.

Does not promise: the form in running text, or in small letters.
"""

# ruff: noqa: PLR2004  (scores and lengths are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tearline.findings.names.census import census
from tearline.findings.names.shapes import Mention
from tearline.findings.names.things import is_thing
from tearline.findings.names.words import Words

LISTED = 3
SURE, LIKELY, ALONE = 0.82, 0.76, 0.42
LINE = 200  # code points of a line to each side that are looked at

_BEGIN = r"(?:^|(?<=[\n|/])|(?<=\n )|(?<=  )|(?<=\| )|(?<=[0-9a-z][.)] )|(?<=[0-9] ))"
_END = r"(?= {0,4}(?:\n|\Z|\||/)|  | (?:[A-Z]{1,3}[-#$]?)?[0-9(])"
_LAST = r"[A-Z][A-Z01']{1,20}(?:-[A-Z]{2,16})?"
_INVERTED = re.compile(
    rf"{_BEGIN}(?P<name>(?:(?:DE|DEL|LA|VAN|VON|DI|MC) ){{0,2}}(?P<last>{_LAST}) "
    rf"(?P<first>[A-Z][A-Z01]{{1,15}})(?: (?P<middle>[A-Z]{{1,12}}))?\.?){_END}"
)
_SINGLE = re.compile(rf"{_BEGIN}(?P<name>(?P<last>{_LAST})){_END}")
_CELL_END = re.compile(_END)
_DASH = "[-÷=.~•: /_]{0,2}"
_SOCIAL = re.compile(rf"(?<![0-9])[0-9]{{3}}{_DASH}[0-9]{{2}}{_DASH}[0-9]{{3,5}}(?![0-9])")
_BESIDE = re.compile(
    rf"{_SOCIAL.pattern}|\bG[SG] ?-? ?[0-9]|(?<![0-9])[0-9]{{1,2}}[-/ ](?:[0-9]{{1,2}}|[A-Z]{{3}})"
    r"[-/ ](?:19)?[0-9]{2}(?![0-9])"
)
LABELLED = 140  # code points above a name in which its label is looked for
_LABEL = re.compile(r"(?i:\blast[ ,-]{1,3}(?:name[ ,-]{1,3})?first|\bnames?\b)")
_BOXES = re.compile(r"\s{0,30}(?:[0-9][ |-]{1,5}){6,8}[0-9]")
_WHYS = {
    SURE: "A surname and a given name without a comma, beside a number or in a list of such.",
    LIKELY: "A word and a given name without a comma, beside a number or in a list of such.",
    ALONE: "A surname and a given name without a comma.",
}


def with_inverted(words: Words, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a page with those of this form; a part of one gives way to it."""
    two = [m for m in _INVERTED.finditer(words.text) if _both(words, m)]
    added = []
    listed = len(two) >= LISTED
    for match in two:
        sure = listed or _headed(words.text, match) or _marked(_BESIDE, words.text, match)
        weak = _letters(words, match)[0] not in "SBG" or match["last"][-1:].isdigit()
        score = (LIKELY if weak else SURE) if sure else ALONE
        middle = (match["middle"] or "").lower()
        first, last = match["first"].lower(), match["last"].lower()
        span = match.span("name")
        added.append(Mention(*span, "last", first, middle[:1], (last,), score, _WHYS[score]))
    added += _singles(words)
    return _merged(found, added)


def with_lists_of_initials(found: Sequence[Mention]) -> None:
    """Raise the names by initials (``REED, W. B.``) of a page with three names, last name first."""
    last = [m for m in found if m.form == "last"]
    listed = [m for m in last if not m.given and m.initials]
    if len(last) < LISTED:
        return
    for mention in listed:
        if mention.score >= 0.45:
            mention.score = max(mention.score, 0.77 if mention.score >= 0.6 else 0.7)
            mention.why = mention.why.removesuffix(".") + ", in a list of such."


def with_lists(words: Words, found: Sequence[Mention]) -> None:
    """Raise the less sure names of a list in which at least half are sure: a line or cell each."""
    for form in ("full", "initials", "last"):
        listed = [m for m in found if m.form == form and _is_cell(words.text, m)]
        sure = sum(m.score >= LIKELY for m in listed)
        if sure < LISTED or sure * 2 < len(listed):
            continue
        for mention in listed:
            if 0.5 <= mention.score < LIKELY:
                mention.score = LIKELY
                mention.why = mention.why.removesuffix(".") + ", in a list of such."


def _is_cell(text: str, mention: Mention) -> bool:
    """Say whether a mention begins a line and ends a cell."""
    start, end = mention.start, mention.end
    return text[max(0, start - 1) : start] in {"", "\n"} and _CELL_END.match(text, end) is not None


def _letters(words: Words, match: re.Match[str]) -> str:
    """Return the letters of the words from the surname to the end of a match, joined."""
    at = bisect_left(words.starts, match.start("last"))
    stop = bisect_left(words.starts, match.end("name"))
    return words.letters[2 * at : 2 * stop : 2]


def _both(words: Words, match: re.Match[str]) -> bool:
    """Say whether a match is a surname or an unknown word, then a given name."""
    letters = _letters(words, match)
    if letters[:1] == "W" and len(match["last"]) < 4 and match["last"].lower() in census().surnames:
        letters = "s" + letters[1:]  # WU, NG
    if len(letters) < 2 or letters[0] not in "SBGsbgOF" or letters[1] not in "GBbgF":
        return False
    if letters[0] in "OF" and letters[1] in "gF":
        return False
    if len(letters) > 2 and letters[2] not in "IGBgbJFS":
        return False
    return not is_thing(words, *match.span("name"))


def _headed(text: str, match: re.Match[str]) -> bool:
    """Say whether the label of a name stands close above, or a boxed number close behind."""
    start, end = match.span("name")
    return bool(
        _LABEL.search(text, max(0, start - LABELLED), start) or _BOXES.match(text, end, end + 60)
    )


def _marked(mark: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    """Say whether a mark stands on the line of a match."""
    start, end = match.span("name")
    first = text.rfind("\n", max(0, start - LINE), start) + 1 or max(0, start - LINE)
    last = text.find("\n", end, end + LINE)
    return mark.search(text, first, last if last >= 0 else end + LINE) is not None


def _singles(words: Words) -> list[Mention]:
    """Return the surnames that stand alone beside a number, or in a column on a page of them."""
    if not _SOCIAL.search(words.text):
        return []
    beside, alone = [], []
    many = sum(1 for _ in _SOCIAL.finditer(words.text)) >= LISTED
    for match in _SINGLE.finditer(words.text):
        letter = _letters(words, match)
        if len(letter) != 1 or letter not in "SBGsbgO" or len(match["last"]) < 3:
            continue
        if is_thing(words, *match.span("name")):
            continue
        if _marked(_SOCIAL, words.text, match):
            beside.append((match, letter))
        elif many and _is_line(words.text, match):
            alone.append((match, letter))
    known = sum(letter in "SBG" for _, letter in alone)
    listed = known >= LISTED and known * 2 >= len(alone)
    scores = [(m, x, 0.8 if x in "SBG" else 0.55 if x in "sbg" else 0.45) for m, x in beside]
    scores += [(m, x, LIKELY if x in "SBG" else 0.5) for m, x in alone if listed]
    why = "A surname that stands alone beside a number or in a list of such."
    return [
        Mention(*m.span("name"), "column", "", "", (m["last"].lower(),), score, why)
        for m, _, score in scores
    ]


def _is_line(text: str, match: re.Match[str]) -> bool:
    """Say whether a match has its line for itself."""
    start, end = match.span("name")
    before, behind = text[max(0, start - 1) : start], text[end : end + 4].lstrip(" ")
    return before in {"", "\n"} and behind[:1] in {"", "\n"}


def _merged(found: Sequence[Mention], added: Sequence[Mention]) -> list[Mention]:
    """Join both; one added gives way to one that covers it, and takes the place of its parts."""
    if not added:
        return list(found)
    kept, at = [], 0
    old = sorted(found, key=lambda m: m.start)
    dropped: set[int] = set()
    last = 0
    for mention in sorted(added, key=lambda m: (m.start, -m.end)):
        if mention.start < last:
            continue
        while at < len(old) and old[at].end <= mention.start:
            at += 1
        over = []
        i = at
        while i < len(old) and old[i].start < mention.end:
            over.append(i)
            i += 1
        inside = all(
            mention.start <= old[i].start
            and old[i].end <= mention.end
            and old[i].end - old[i].start < mention.end - mention.start
            for i in over
        )
        if over and (not inside or mention.score < 0.7):
            continue
        dropped.update(over)
        kept.append(mention)
        last = mention.end
    kept += [m for i, m in enumerate(old) if i not in dropped]
    return sorted(kept, key=lambda m: m.start)
