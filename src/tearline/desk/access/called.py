"""What people of the desk may be called, so that nobody is taken for somebody else.

Promises: two names that look the same, letter for letter, are one: whatever their letters' case, accents or
form of writing, with letters of another alphabet, a digit for a letter, or two letters that read as one. A
name is of one alphabet, without signs that do not show.
Does not promise to tell apart names that are merely alike (Olsen, Olson), and knows the Latin, Greek and
Cyrillic alphabets alone: a person of another signs in under a name written in one of these.
"""

from __future__ import annotations

import re
import unicodedata

from tearline.errors import UsageError

LONGEST = 63  # characters of a name
_FORM = re.compile(r"[^\W_]([\w.-]*[^\W_])?")
# Letters without a plain letter inside, and the plain one that each is most like.
_LATIN = str.maketrans("æœøđðþłıħŧŋ", "aooddpllhtn")
_DIGITS = str.maketrans("0158", "olsb")
# What a letter is taken for, as a small one and as a large one: of Latin, else of Cyrillic.
_GREEK_SMALL = str.maketrans("αγεηικλνοπρτυφχω", "ayenlkлvonptuфxw")
_GREEK_LARGE = str.maketrans("αβγεζηικλμνοπρτυφχ", "abrezhlkлmnonptyфx")
_CYRILLIC = str.maketrans("авгекмнопрстухьѕіјһӏԛԝ", "abrekmhonpctyxbsljhlqw")
_ALPHABETS = (
    ("Latin", re.compile(r"[a-zæœøđðþłıħŧŋ]")),
    ("Greek", re.compile(r"[α-ω]")),
    ("Cyrillic", re.compile(r"[а-яђєѕіјљњћџґһӏԛԝ]")),
)


def named(name: str) -> str:
    """Return a name as it is kept (NFC). UsageError: it will not do, and why."""
    name = unicodedata.normalize("NFC", name)
    if len(name) > LONGEST or not _FORM.fullmatch(name):
        raise UsageError(
            f"a name is 1 to {LONGEST} letters, digits, dots, hyphens or underscores",
            "Begin and end it with a letter or digit.",
        )
    letters = [c for c in name if c not in "._-" and not ("0" <= c <= "9")]
    if letters and not any(all(_is_of(c, form) for c in letters) for _, form in _ALPHABETS):
        raise UsageError(
            "a name is of one alphabet, so that it looks like no other",
            f"Write it in {' or '.join(told for told, _ in _ALPHABETS)} letters alone.",
        )
    return name


def folded(name: str) -> str:
    """Return the form under which a person is found, however the name is typed."""
    return _read(name).translate(_LATIN)


def looks(name: str) -> frozenset[str]:
    """Return the forms in which a name may be read: as it is written, all small, all in large letters."""
    plain = unicodedata.normalize("NFKD", name)
    written = "".join(
        c.casefold().translate(_GREEK_LARGE if c.isupper() else _GREEK_SMALL) for c in plain
    )
    forms = (written, _read(name).translate(_GREEK_SMALL), _read(name).translate(_GREEK_LARGE))
    return frozenset(_joined(_read(form).translate(_LATIN).translate(_CYRILLIC)) for form in forms)


def _read(name: str) -> str:
    """Return a name in plain small letters: no accents, no forms of writing, i and l and digits as one."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _joined(plain.translate(_DIGITS).replace("i", "l"))


def _joined(plain: str) -> str:
    """Return a text with letters that read as one made one."""
    return plain.replace("rn", "m").replace("vv", "w")


def _is_of(letter: str, form: re.Pattern[str]) -> bool:
    base = unicodedata.normalize("NFKD", letter).casefold()
    return all(form.fullmatch(c) for c in base if not unicodedata.combining(c)) and letter.isalpha()
