"""The words that labels of numbers are made of, each found through its share of damage.

Promises: a token is judged once, whatever asks for it; a page with none of the words costs one pass
over its tokens.

Does not promise: that a word is a label; what stands around it decides that.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths are read best where they stand)
from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

# Every word a label can be made of, as it is spelt well. One list, so that a page's words are
# judged once for all kinds.
WORDS = (
    "passport passports passportno pasaporte account accounts acct acctno accountno cuenta alien "
    "immigration naturalization driver drivers operator operators chauffeur chauffeurs card cards "
    "routing iban credit visa mastercard mastercharge amex discover visacard transit savings "
    "checking cedula deposit"
).split()  # fmt: skip
# Words that are themselves, however near they are to one of the list.
_THEMSELVES = frozenset(
    "allen aline allan amount amounts count counts counter recount discount account's driven rivers "
    "drive operation operations operate operated operating cooperator visas cards cared cared care "
    "discovery discovered saving credited credits edit checkin transmit transits routine deposits "
    "deposited position depot immigrating sport ports pass".split()
)
_FLAT = str.maketrans("01|!5$@8", "olliss" + "ab", "'")
_TOKEN = re.compile(r"[a-z0-9|!$@][a-z0-9|!$@']{3,14}")


@lru_cache(maxsize=65536)
def word_of(token: str) -> str:
    """Return the label word a token stands for, within its share of damage, or ''."""
    plain = token.translate(_FLAT)
    if plain in _EXACT:
        return plain
    if plain in _THEMSELVES or not any("a" <= c <= "z" for c in token):
        return ""
    best, nearest = "", 3
    for word in _BY_LENGTH.get(len(plain), ()):
        allowed = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
        found = Levenshtein.distance(plain, word, score_cutoff=allowed)
        if found <= allowed and found < nearest:
            best, nearest = word, found
    return best


_EXACT = frozenset(WORDS)
_BY_LENGTH = {
    length: tuple(w for w in WORDS if abs(len(w) - length) <= 2) for length in range(3, 16)
}


@lru_cache(maxsize=256)  # a record's pages: every kind of label asks for them in turn
def words_on(low: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, word) of every label word of a page's lower-cased folded text."""
    if not any(map(word_of, set(_TOKEN.findall(low)))):
        return ()
    return tuple(
        (m.start(), m.end(), word)
        for m in _TOKEN.finditer(low)
        if (word := word_of(m.group())) and (m.start() == 0 or not low[m.start() - 1].isalnum())
    )
