"""The capitalised words of a page, what each may be in a name, and what stands between two.

Promises: ``read`` returns the capitalised words of a folded text in order (a word cut by a hyphen
at a line's end is one word), with a letter for what the dictionary says of each and a letter for
each gap. Names are then looked for in the string of letters, not in the text. Linear time.

Does not promise: that a letter is right. A word may be a name here and a verb there.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; ranks and lengths are read best in place)
from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

from tearline.findings.names.census import census, damaged_given, near

# What a word may be. Small letters: a plain word more often than a name.
#   G given name, S surname, B both; g, s, b the same but words too; F a damaged given name;
#   O unknown; W word; L place; T title; J junior and the like; I initial; P a particle; N the
#   label "name"; Q a word of a thing's name (a street, a firm): what it follows is no person.
# What a gap may be:
#   _ a space, n a line's end, . a full stop, comma, p a particle (de la), : a colon,
#   q a quotation mark, | anything else
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z]|[0158l](?=[A-Z]{3})|[0158](?=[a-z]{4}))"
    r"(?:[A-Za-z|]|[0-9](?=[A-Za-z])|(?<=[A-Za-z]{4})[0158](?![A-Za-z0-9]))*"
    r"(?:'[A-Za-z]{2,})?(?:-[A-Z][A-Za-z]+)?"
    r"(?:-\n(?:(?<=[a-z]-\n)[a-z]{2,}|(?<=[A-Z]-\n)[A-Z]{2,})(?![A-Za-z]))?"
)
TITLES = frozenset(
    (
        "mr mrs ms miss dr sen rep gov gen col lt capt maj sgt cpl adm cmdr comdr prof rev hon messrs "
        "sr sra srta senor senora don dona sir judge justice senator congressman congresswoman "
        "ambassador detective det inspector insp sheriff patrolman deputy agent sa ssa officer ofc "
        "captain colonel major general lieutenant sergeant corporal commander admiral professor "
        "doctor reverend father brother sister president secretary governor mayor counsel attorney "
        "witness informant"
    ).split()
)
# After these any capitalised word may be a surname; the rest are words of offices as well.
STRONG_TITLES = frozenset(
    "mr mrs ms miss dr messrs senor senora sra srta prof sgt lt capt sa".split()
)
_PLACES = frozenset(
    (
        "alabama alaska arizona arkansas california colorado connecticut delaware florida "
        "hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
        "michigan minnesota mississippi missouri montana nebraska nevada hampshire jersey york "
        "dakota ohio oklahoma oregon pennsylvania tennessee texas utah vermont "
        "washington wisconsin wyoming columbia miami orleans chicago boston "
        "atlanta detroit denver phoenix memphis francisco_ paso worth tampa "
        "london paris madrid moscow havana habana mexico cuba canada spain france germany england "
        "russia china japan vietnam america europe africa asia israel haiti panama honduras guatemala "
        "nicaragua salvador_ venezuela colombia ecuador peru chile argentina brazil uruguay bolivia "
        "jamaica rico domingo_ angeles caracas bogota lima managua merida minsk helsinki tokyo "
        "berlin rome vienna geneva brussels lisbon langley arlington brooklyn manhattan queens "
        "philadelphia pittsburgh cleveland cincinnati milwaukee minneapolis baltimore richmond "
        "camaguey matanzas oriente soviet union states united nations laredo monterrey veracruz"
    ).split()
)
# Given names that are places, more often than not.
PLACE_NAMES = frozenset("virginia georgia irving austin carolina dallas houston".split())
_PLAIN = frozenset(
    (
        "the a an and or of in on at to for from by with as is was are were be been it its this that "
        "these those he she they we you his her their our my your who whom which what when where why "
        "how not no yes if then than but so because since after before during upon while although "
        "also all any each some such other another more most many much both either neither one two "
        "three four five six seven eight nine ten january february march april may june july august "
        "september october november december jan feb mar apr jun jul aug sept sep oct nov dec monday "
        "tuesday wednesday thursday friday saturday sunday re cc ref secret top copy page chief cos "
        "subject date note memo office station base branch division section staff bureau agency "
        "department dept act law record records series document report cable file number info "
        "american cuban mexican russian spanish german french english british chinese japanese "
        "catholic jewish negro white communist party will do did had has have can could would should "
        "subj subjs pls hqs attn ident idents calle prensa avenida radio operations dob pob dpob usa "
        "san santa una uno este esta estos ese esa eso por para con que como sus ella ellos pero muy todo "
        "desde hasta sin sobre entre cuando donde quien son fue era han hay mas otro otra tiene "
        "told sent ask asks advise advised refs para paras sec foia rif memo memos lic nw docid "
        "item items there here said see per via attn via dir director chairman said been lan hon"
    ).split()
)
THINGS = frozenset(
    (
        "street st avenue ave road rd blvd boulevard drive ln court place plaza square highway "
        "hwy parkway bridge tunnel hotel motel building bldg hospital airport airlines field base "
        "camp fort county city town township village island islands river lake bay beach creek "
        "mountain valley school college university institute academy temple library "
        "museum center centre foundation committee commission council corporation corp company co "
        "inc ltd association assn society club union bank trust press times post herald tribune news "
        "journal magazine act report papers clinic laboratory laboratories theater theatre bar "
        "restaurant cafe store stores shop prison jail cemetery stadium administration campaign "
        "conference treaty award prize doctrine amendment canyon heights hills springs apartments "
        "apts arms industries enterprises bros depot records collection "
        "assassination estate international national embassy consulate archives project operation"
    ).split()
)
_JUNIOR = frozenset("jr sr ii iii iv".split())
_PARTICLE = (
    r"(?:(?:de|DE|De) (?:la|LA|La|los|LOS|Los|las|LAS|Las)"
    r"|(?:de|del|van|von|der|da|dos|di|la|le|du|y|e|al|el|bin|ibn|ben|DE|DEL|VAN|VON|DER|DI|DU|Y"
    r"|Del|Van|Von)(?: der| den)?)"
)
_GAPS = {" ": "_", "  ": "_", ". ": ".", ".": ".", ".  ": ".", ", ": ",", ",": ",", " ,": ",",
         ",  ": ",", " , ": ",", ",\n": ",", "\n": "n", " \n": "n", "\n ": "n", ".\n": "n"}  # fmt: skip
_BETWEEN = re.compile(rf" {{1,2}}(?:(?P<p>{_PARTICLE}) )")
_QUOTED = re.compile(r"\.? {0,2}(?:\(?\"|\"\)?|\('|'\)|'\)?) {0,2}")
_COLON = re.compile(r" ?[:;] {0,3}\n?| ?\.{2,20} ?")
_PARTICLES = frozenset("de del la las los van von der den di du mac".split())


@dataclass(frozen=True, slots=True)
class Words:
    """The capitalised words of one text: where, and the letters (word, gap, word, gap ...)."""

    text: str
    starts: array[int]
    ends: array[int]
    letters: str

    def low(self, i: int) -> str:
        """Return word ``i`` in small letters, the break of a cut word taken out."""
        return lowered(self.text[self.starts[i] : self.ends[i]])


_DIGITS = str.maketrans("0123456789|", "olzeasgtbgl")


@lru_cache(maxsize=65536)
def lowered(word: str) -> str:
    """Return a word in small letters, its line break taken out and digits in it read as letters."""
    if "-\n" in word:
        word = word.replace("-\n", "")
    return word.lower().translate(_DIGITS)


@lru_cache(maxsize=65536)
def standing(word: str) -> str:
    """Return the letter for what a capitalised word may be in a name."""
    low = lowered(word)
    if len(low) == 1:
        return "I"
    if low in _JUNIOR and (word != "SR" or low != "sr"):
        return "J"
    if low in TITLES:
        return "T"
    if low in _PARTICLES:
        return "P"
    if low in {"name", "names"}:
        return "N"
    if low in _PLACES:
        return "L"
    if low in PLACE_NAMES:
        return "g"
    if low in THINGS:
        return "Q"
    if low in _PLAIN:
        return "W"
    letter = _by_rank(low)
    if len(low) <= 3 and word.isupper() and letter in "OgW":
        return "W"  # letters of an office
    return letter


def _by_rank(low: str) -> str:
    """Return the letter that the ranks of a word give it."""
    table = census()
    word = table.words.get(low, 0) or _inflected(low)
    given = _strength(table.given.get(low, 0), word)
    surname = _strength(table.surnames.get(low, 0), word)
    if not surname and "-" in low:
        surname = min(_strength(table.surnames.get(part, 0), 0) for part in low.split("-"))
    if given == 2:
        return "B" if surname == 2 else "G"
    if surname == 2:
        return "S"
    if given or surname:
        return "b" if given and surname else "g" if given else "s"
    if word:
        return "W"
    if damaged_given(low):
        return "F"
    return "Q" if _is_damaged_thing(low) else "O"


@lru_cache(maxsize=1)
def _near_things() -> frozenset[str]:
    """Return the forms that one letter off makes of the longer words for things."""
    return frozenset(form for word in THINGS if len(word) >= 6 for form in near(word))


def _is_damaged_thing(low: str) -> bool:
    """Say whether a word is a letter away from a longer word for a thing."""
    return len(low) >= 6 and any(form in _near_things() for form in near(low) if len(form) >= 5)


def _strength(rank: int, word: int) -> int:
    """Return 2 for a name, 1 for a word that is a name too, 0 for no name."""
    if not rank or (word and rank >= 2 * word):
        return 0
    return 1 if word and rank * 4 >= word else 2


def _inflected(low: str) -> int:
    """Return the rank of the word that ``low`` is a form of, or 0."""
    words = census().words
    for ending in ("s", "es", "ed", "d", "ing", "ly", "er"):
        if low.endswith(ending) and len(low) - len(ending) > 2:
            stem = low[: -len(ending)]
            if stem in words or stem + "e" in words:
                return words.get(stem, 0) or words[stem + "e"]
    return 0


def read(text: str) -> Words:
    """Return the capitalised words of a folded text."""
    starts, ends, letters = array("I"), array("I"), []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group()
        letter = standing(word)
        if starts:
            gap = text[last:start] if start - last <= 32 else "|"
            letters.append(_GAPS.get(gap) or _gap(gap))
        starts.append(start)
        ends.append(end)
        letters.append(letter)
        last = end
    return Words(text, starts, ends, "".join(letters))


@lru_cache(maxsize=16384)
def _gap(gap: str) -> str:
    """Return the letter for a longer gap."""
    if _BETWEEN.fullmatch(gap):
        return "p"
    if _QUOTED.fullmatch(gap):
        return "q"
    if _COLON.fullmatch(gap):
        return ":"
    return "|"
