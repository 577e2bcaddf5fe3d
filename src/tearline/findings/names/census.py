"""Which words are given names, surnames and plain words: the 1990 census and a word list.

Promises: for a lower-case word, its rank among the given names and surnames of the 1990 United
States Census and among English words (1 is the most common, 0 is not there), and a search for the
given name that a damaged word may have been. The data file is read once, on first use.

Does not promise: names the census did not count. 5,000 given names and 45,000 surnames are in it.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; ranks and lengths are read best in place)
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import zstandard

# Given names of the papers' other languages that the census has too few of.
_MORE_GIVEN = (
    "eladio evelio eusebio gumersindo osvaldo oswaldo eloy rolando aureliano heriberto higinio "
    "isidro jacinto laureano leandro leonel norberto policarpo prudencio reinaldo silvio teodoro "
    "tomas ubaldo urbano virgilio wilfredo nestor joaquin jesus hernando herminio cayetano "
    "aleksandr aleksey alexei anatoliy anatoly boris dmitri dmitriy evgeniy fedor gennadiy "
    "georgiy grigoriy igor ilya ivan konstantin leonid mikhail nikolai nikolay oleg pavel petr "
    "sergei sergey stanislav valentin valeriy vasiliy viktor vitaliy vladimir vladislav "
    "vyacheslav yevgeniy yuri yuriy jean pierre jacques giovanni giuseppe heinrich helmut "
    "dieter gunther jurgen wolfgang"
).split()
# Short forms that stand for a given name in print.
_SHORT_GIVEN = (
    "geo wm chas jas thos robt edw jos alex benj danl saml jno fredk jim joe tom bob bill dick "
    "mike dave pepe paco pancho lalo manolo"
).split()
_SPANISH = frozenset(
    (
        "juan jose luis carlos manuel jorge francisco miguel angel pedro ramon rafael ricardo "
        "roberto orlando rolando sergio fidel raul mario jesus antonio enrique eduardo fernando "
        "alberto alfredo alejandro armando arturo cesar emilio ernesto esteban felipe gilberto "
        "guillermo gustavo hector hugo ignacio javier julio lorenzo marcos mariano oscar pablo "
        "ruben salvador santiago teresa tomas vicente victor maria rosa carmen ana isabel elena "
        "silvia lucia dolores mercedes pilar eladio evelio eusebio osvaldo eloy heriberto isidro "
        "jacinto leandro leonel norberto reinaldo silvio teodoro ubaldo virgilio wilfredo nestor "
        "marta alicia caridad rogelio lazaro orestes evangelina consuelo josefina margarita beatriz "
        "gloria graciela guadalupe esperanza ines irma juana leonor leticia lourdes luisa magdalena "
        "manuela marina marisela mirta mirtha norma olga ofelia ramona raquel rosario ruth sara sofia "
        "susana yolanda zoila aida amelia amparo angela aurora barbara blanca carlota catalina clara "
        "cristina delia elvira emilia estela eva felix florentino fulgencio german gregorio hilario "
        "horacio jaime joel leon leopoldo lino lucio martin matias mauricio maximo modesto moises "
        "nicolas octavio olegario omar pascual patricio pastor placido rene rigoberto rodrigo ruperto "
        "santos saturnino sebastian severo simon tito valentin wilfredo "
        "joaquin herminio humberto rodolfo agustin andres domingo gerardo gonzalo adolfo"
    ).split()
)
_COMMON_GIVEN = 1500  # how far down the list a damaged word is looked for


@dataclass(frozen=True, slots=True)
class Census:
    """Ranks of lower-case words among given names, surnames and plain words."""

    given: dict[str, int]
    surnames: dict[str, int]
    words: dict[str, int]


@lru_cache(maxsize=1)
def census() -> Census:
    """Return the tables."""
    packed = resources.files(__package__).joinpath("census.txt.zst").read_bytes()
    text = zstandard.ZstdDecompressor().decompress(packed).decode("ascii")
    given, surnames, words = (
        {word: rank for rank, word in enumerate(block.split("\n"), 1)}
        for block in text.split("\n\n")
    )
    for word in _MORE_GIVEN:
        given.setdefault(word, 700)
    for word in _SHORT_GIVEN:
        given.setdefault(word, 400)
    return Census(given, surnames, words)


def is_spanish(given: str) -> bool:
    """Say whether a lower-case given name is one whose bearer may have two surnames."""
    return given in _SPANISH


def reduced(word: str) -> str:
    """Return a lower-case word with the letters that scanning confuses made one."""
    for pair, letter in (("rn", "m"), ("cl", "d"), ("vv", "w"), ("ii", "n"), ("li", "h")):
        if pair in word:
            word = word.replace(pair, letter)
    return word.translate(_CONFUSED)


_CONFUSED = str.maketrans("1|jl!05869ce", "iiiiiosbbgcc")


LONGEST_NAME = 30  # letters; a longer run of them is no name, and has too many forms


def near(word: str) -> Iterator[str]:
    """Yield the forms by which two words one letter apart meet: reduced, and one letter less."""
    small = reduced(word)
    yield small
    for i in range(len(small) if len(small) <= LONGEST_NAME else 0):
        yield small[:i] + small[i + 1 :]


@lru_cache(maxsize=1)
def _near_given() -> dict[str, int]:
    """Return the forms of the common given names, each with the rank of the most common."""
    found: dict[str, int] = {}
    for name, rank in census().given.items():
        if rank <= _COMMON_GIVEN and len(name) >= 4:
            for form in near(name):
                if len(form) >= 4:
                    found.setdefault(form, rank)
    return found


@lru_cache(maxsize=65536)
def damaged_given(word: str) -> int:
    """Return the rank of the given name that ``word`` is a letter away from, or 0."""
    if len(word) < 4:
        return 0
    table = _near_given()
    small = reduced(word)
    if small in table:
        return table[small]
    if len(word) < 5:
        return 0
    return min((table[form] for form in near(word) if form in table), default=0)
