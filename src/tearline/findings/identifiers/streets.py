"""The words for a kind of street, through damage.

Promises: says how surely a word is *Street*, *Ave.*, *Blvd* and the like.

Does not promise: that a word stands in an address (*Court*, *Place* and *Way* are words like any
other); that is for whoever asks.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths are read best where they stand)
from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_KINDS = frozenset(
    "street st str avenue ave av avenues boulevard blvd boul road rd drive dr lane ln court ct "
    "place pl terrace terr ter way highway hwy circle cir parkway pkwy square sq plaza alley trail "
    "pike turnpike tpke crescent loop path row walk".split()
)
# Those that are common words besides: an address by them alone needs more to be one.
COMMON = frozenset(
    "court ct place pl way circle square plaza trail pike loop path row walk".split()
)
_LONG = tuple(w for w in sorted(_KINDS - {"crescent", "place", "court", "trail"}) if len(w) >= 5)
_SHORT_DAMAGE = {
    "aye": "ave", "avo": "ave", "avc": "ave", "ane": "ave", "s1": "st", "5t": "st", "5treet": "street",
    "b1vd": "blvd", "bivd": "blvd", "8lvd": "blvd", "bldv": "blvd", "blvo": "blvd", "0r": "dr",
    "p1": "pl", "roacl": "road", "roacf": "road", "1n": "ln",
}  # fmt: skip
_OTHER = frozenset(
    "states state strees stress streets court's plays placed places drives driver drivers tread "
    "retreat threat avenge revenue boards roads board broad plane lanes circles squad planes "
    "plaz streak steel steels strait trials trail's trial".split()
)
# One letter from Lane or Road, and words or names besides.
_FOUR_LETTERS = frozenset(
    "land line lone late lake lame lace cane jane kane dane mane pane sane vane wane bane gane load "
    "read toad rod roar roam lan la ran ane rad roa lanes roads head goad".split()
)
_FLAT = str.maketrans("01|!5$", "olliss", ".'")


@lru_cache(maxsize=16384)
def kind_of_street(word: str) -> int:
    """Return 2 for a kind of street spelt well, 1 for one that is damaged, else 0.

    The word must begin with a capital letter or a digit; a full stop behind it is ignored.
    """
    if not word or word[0].islower():
        return 0
    low = word.lower().strip(".,")
    if low in _KINDS:
        return 2
    if low in _OTHER:
        return 0
    flat = low.translate(_FLAT)
    if flat in _KINDS or low in _SHORT_DAMAGE:
        return 1
    if len(flat) < 5:
        near = (
            len(flat) >= 3
            and flat not in _FOUR_LETTERS
            and any(
                Levenshtein.distance(flat, kind, score_cutoff=1) <= 1 for kind in ("lane", "road")
            )
        )
        return int(near)
    for kind in _LONG:
        allowed = 2 if len(kind) >= 8 else 1
        if Levenshtein.distance(flat, kind, score_cutoff=allowed) <= allowed:
            return 1
    return 0
