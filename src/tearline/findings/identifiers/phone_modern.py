"""Telephone numbers that no American shape describes: other countries', and damaged ones.

Promises: ``+``, ``00`` and ``011`` numbers judged by the ``phonenumbers`` library, which knows the
plans of all countries; the numbers of Mexico, Cuba and elsewhere, and numbers past their shape,
right behind a telephone word. The library is loaded when the first candidate asks for it.

Does not promise: a foreign number with neither a prefix nor a word; the library would make one of
every file number.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tearline.dates import find_dates
from tearline.text import as_digits

# Countries whose national numbers these papers may hold, tried in this order.
_REGIONS = ("US", "MX", "CU", "ES", "GB", "FR", "DE", "RU", "IT", "VE", "GT")
_PREFIXED = re.compile(
    r"(?<![0-9A-Za-z.,/$+-])(?P<prefix>\+ ?|00 ?|011[ -]?)(?P<rest>\(?[1-9](?:[ ().-]{0,3}[0-9]){6,13})"
    r"(?![0-9A-Za-z]|[-/][0-9])"
)
_D = "[0-9oil|sb]"  # of the lower-cased text
# What stands behind a telephone word: two to four groups, the first perhaps in brackets or a letter.
_BEHIND = re.compile(
    rf"[\s:;.,#'\"=*_-]{{0,6}}(?:(?:n[o0]s?|nu[a-z0-9]{{1,4}}r|is|was|at|of|home|res|office|area code)\b"
    rf"[\s:;.,#-]{{0,4}}){{0,3}}(?:\([a-z /.]{{2,16}}\)\s{{0,3}})?"
    rf"(?P<number>\+?(?:\(?{_D}{{2,4}}\)?[ .)/=÷•-]{{1,3}}|[a-z]{{1,2}}[ -]{{0,2}})?"
    rf"{_D}{{1,4}}(?:[ .=÷•-]{{1,3}}{_D}{{2,5}}){{1,3}}|[a-z]-?{_D}{{4}}|{_D}{{7}}|{_D}{{10}})(?![0-9a-z])"
)
WORD = re.compile(
    r"(?<![a-z])(?:te[a-z0-9]{1,3}p[hnb][a-z0-9]{2,4}|t[ec][l1i]e?[.:]|ph[.:]|ph(?= n[o0]\b)|"
    r"unlisted (?:n[o0]\b|number)|te[l1i](?= (?:n[o0]|num|#))|"
    r"[pf]h?[o0][nm][eoc]s?|phone|fax|t[ea][l1i]e?f[o0]n[o0]s?)(?![a-z])"
)
_RECORD = re.compile(r"[0-9]{3}-[0-9]{5}-[0-9]{5}|[0-9]{3}-[0-9]{2}-[0-9]{4}|20[0-9]-[0-9]{5,7}")

_CARD = re.compile("[0-9]{2}-[0-9]{5}")  # the number of an index card below the word


@lru_cache(maxsize=4096)
def valid(number: str, region: str | None) -> bool:
    """Say whether a number is one that its country's plan gives out; ``region`` where no ``+``."""
    import phonenumbers  # noqa: PLC0415  (most texts never need it, and it is slow to load)

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(parsed))


def prefixed(text: str) -> Iterator[tuple[int, int, float, str, str]]:
    """Yield (start, end, score, what, value) of numbers that begin with a prefix for abroad."""
    if "+" not in text and "00" not in text and "011" not in text:
        return
    for match in _PREFIXED.finditer(text):
        digits = "".join(filter(str.isdigit, match["rest"]))
        if not valid("+" + digits, None):
            continue
        plus = match["prefix"].startswith("+")
        if not plus and not re.search("[ ().-]", match["rest"]):
            continue  # zeros in front of any number
        score = 0.9 if plus else 0.6
        what = "a country code and a number of that country's plan"
        yield match.start(), match.end(), score, what, "+" + digits


def behind_words(text: str, low: str) -> Iterator[tuple[int, int, float, str, str]]:
    """Yield (start, end, score, what, value) of what stands right behind a telephone word."""
    for word in WORD.finditer(low):
        match = _BEHIND.match(low, word.end())
        if match is None:
            continue
        start, end = match.span("number")
        written = text[start:end]
        if "\n" in low[word.end() : start] and _CARD.fullmatch(written):
            continue
        letter = written[0].upper() if re.match("[A-Za-z]-?[0-9]", written) else ""  # Havana's
        digits = letter + as_digits(written[len(letter) :])
        plain = sum("0" <= c <= "9" for c in written)
        if not 5 <= len(digits) <= 15 or plain * 3 < len(digits) * 2 or _RECORD.match(low, start):
            continue
        if any(d.end >= end - 1 for d in find_dates(text, start, start + 1)):
            continue
        if 7 <= len(digits) <= 13:
            score = 0.85 if any(valid(digits, region) for region in _REGIONS) else 0.8
        else:
            # below its word a short number may as well be another field's
            score = 0.6 if "\n" in low[word.end() : start] else 0.76
        yield start, end, score, "the look of a number, right behind a telephone word", digits
