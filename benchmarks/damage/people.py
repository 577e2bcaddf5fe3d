"""Fictional people and numbers nobody has; the two halves of the benchmark share no surname.

Promises: every Social Security number is one that was never issued (area 000, 666 or 900 to 999
with a middle group under 50; group 00; serial 0000). The benchmark counts them as issuable, so a
detector that leans on the rules of issue loses here what it would lose on damaged real numbers.
Telephones are 555-01xx (KLondike 5 in the old way), e-mail ends in ``.example``.

Does not promise: names in the proportions of any real roster.
"""

# ruff: noqa: SIM905  (names read best as running words)
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

HALVES = ("tune", "report")

GIVEN = (
    "Harold Walter Eugene Ralph Clarence Leonard Vernon Marvin Lester Chester Herman Floyd Clyde "
    "Milton Roland Everett Wendell Orville Dwight Emmett Roger Dennis Gerald Philip Stanley Norman "
    "Mildred Evelyn Doris Thelma Edith Bernice Lorraine Marjorie Eleanor Lucille Norma Phyllis "
    "Constance Beatrice Winifred Josephine Geraldine Rosalie Harriet Claudia Paula Sandra Denise "
    "Joan Ruth Alice Grace Frank Carl Henry Jack Howard Peter Karen Laura"
).split()
SPANISH_GIVEN = (
    "Ramon Ernesto Rogelio Armando Evelio Orestes Lazaro Humberto Gilberto Rolando Teresa Marta "
    "Caridad Hortensia Mercedes Pilar Alicia Julio Esteban Tomas Felix Arturo Osvaldo Emilia"
).split()
SURNAMES = (
    "Abernathy Ashcombe Barlow Bascomb Birdsall Blanchard Brewster Brubaker Calloway Carmody "
    "Chadwick Colvin Corrigan Crandall Dabney Danforth Delacroix Dillard Donahue Drummond Eastman "
    "Eckhart Ellsworth Endicott Fairbanks Farnham Fenwick Finnegan Flanagan Fosdick Gaines Galbraith "
    "Garrity Goddard Grimshaw Gustafson Haggerty Halvorsen Hargrove Hathaway Hensley Hollister "
    "Hutchins Ingersoll Jameson Jessup Kaminski Keating Kilgore Kowalczyk Lambeth Langford Larrabee "
    "Lindqvist Lockridge Loomis MacAllister Maddox Marchetti McElroy Merriweather Mulvaney Nakamura "
    "Nesbitt Norquist Oakes Odom Okafor Ostrander Pangborn Peabody Pendergast Pettibone Quigley "
    "Radcliffe Rasmussen Rutledge Sandoz Schumacher Seagrave Shaughnessy Sizemore Stubblefield "
    "Sutphin Talbot Thackeray Tillman Underhill Vandermeer Villard Wadsworth Wetherby Whitlock "
    "Wojcik Yarborough Zimmer Price Wood Hunt Banks Day West Long Rich Pope"
).split()
SPANISH_SURNAMES = (
    "Abascal Aguirre Almeida Barquin Bermudez Calderin Camejo Carbonell Cisneros Echevarria Espinal "
    "Figueredo Fonseca Galvez Gamboa Hidalgo Iglesias Izquierdo Lanza Machado Marrero Montalvo "
    "Naranjo Noriega Ordonez Palenzuela Perdomo Quintana Recio Sotolongo Tabares Urrutia Valdivia "
    "Villaverde Zaldivar Zamora"
).split()
# Names no census of 1990 ranks high.
FOREIGN_GIVEN = (
    "Oleg Pavel Yevgeni Nikolai Valeri Anatoli Gennadi Zdenek Bohumil Jaroslav Miroslav Laszlo Istvan "
    "Gyorgy Werner Dieter Jurgen Lucien Marcel Gaston Kwame Faisal Tadashi Irina Ludmila Katalin"
).split()
FOREIGN_SURNAMES = (
    "Bragintsev Chernokov Dolzhenin Fursenkov Grachyov Kalmykin Lisenkov Ostrumov Pashutin Zhdankin "
    "Havranek Pospichal Svobodnik Kolarzik Szentmari Varhegyi Lechnitz Oberlander Wiesenbach "
    "Delmarque Vaugrenard Quillebeuf Mensahadu Khouriany Takamorita Iwasegawa"
).split()
NICKNAMES = "Pepe Red Slim Curly Doc Lefty Chico Dutch Sonny Mac Kid Bud El_Gordo Skip".split()
STREETS = (
    "Maple Sycamore Elm Chestnut Linden Magnolia Prospect Highland Summit Lakeview Walnut Locust"
).split()
WAYS = "Street Avenue Road Lane Drive Court Place Boulevard".split()
TOWNS = (
    "Dayton,_Ohio Tulsa,_Oklahoma Mobile,_Alabama Tampa,_Florida Boise,_Idaho Macon,_Georgia "
    "Utica,_New_York Salem,_Oregon Fresno,_California Camden,_New_Jersey Peoria,_Illinois "
    "Duluth,_Minnesota"
).split()
BIRTHPLACES = (
    "Havana,_Cuba Matanzas,_Cuba Toledo,_Ohio Lincoln,_Nebraska Camaguey,_Cuba Quincy,_Massachusetts "
    "Merida,_Mexico Trenton,_New_Jersey"
).split()
_SYMBOL_WORDS = "TEAPOT LANTERN MITTEN GRAVEL PICKLE SADDLE THIMBLE WALNUT BUCKET HARROW".split()
_OFFICES = "NY MM WFO SJ TP CG LA NO".split()


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up person, with everything a form may ask for; numbers are bare digits."""

    given: str
    middle: str
    surname: str
    mother: str  # the second surname of a Spanish name, or ''
    alias: str
    cover: str  # a full name used in place of the true one
    ssn: str
    born: date
    birthplace: str
    phone: str  # the last two digits of 555-01xx
    street: str
    town: str
    zip: str
    passport: str
    alien: str
    bank: str
    symbol: str
    cryptonym: str
    email: str


def never_issued(random: Random) -> str:
    """Return nine digits of a number that was never issued."""
    serial = f"{random.randint(1, 9999):04}"
    way = random.random()
    if way < 0.50:
        number = f"{random.randint(900, 999)}{random.randint(1, 49):02}{serial}"
    elif way < 0.60:
        number = f"666{random.randint(1, 99):02}{serial}"
    elif way < 0.68:
        number = f"000{random.randint(1, 99):02}{serial}"
    elif way < 0.90:
        number = f"{random.randint(1, 665):03}00{serial}"
    else:
        number = f"{random.randint(1, 665):03}{random.randint(1, 99):02}0000"
    return never_issued(random) if number.startswith("98765432") else number


def is_never_issued(digits: str) -> bool:
    """Say whether nine digits break a rule of issue."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000"


def people(random: Random, half: str) -> Iterator[Person]:
    """Yield people without end; names and numbers of the two halves are drawn apart."""
    start = HALVES.index(half)
    english, spanish = SURNAMES[start::2], SPANISH_SURNAMES[start::2]
    kinds = (
        (GIVEN, english),
        (SPANISH_GIVEN, spanish),
        (FOREIGN_GIVEN, FOREIGN_SURNAMES[start::2]),
    )
    while True:
        (kind,) = random.choices(kinds, weights=(60, 25, 15))
        latin = kind[1] is spanish
        given, surname = random.choice(kind[0]), random.choice(kind[1])
        middle = random.choice("ABCDEFGHJKLMNPRSTW") if random.random() < 0.7 else ""
        mother = random.choice(spanish) if latin and random.random() < 0.6 else ""
        yield Person(
            given=given,
            middle="" if mother else middle,
            surname=surname,
            mother="" if mother == surname else mother,
            alias=random.choice(NICKNAMES).replace("_", " "),
            cover=f"{random.choice(GIVEN)} {random.choice(english)}",
            ssn=never_issued(random),
            born=date(1890, 1, 1) + timedelta(days=random.randrange(365 * 65)),
            birthplace=random.choice(BIRTHPLACES).replace("_", " "),
            phone=f"{random.randrange(100):02}",
            street=f"{random.randint(11, 9870)} {random.choice(STREETS)} {random.choice(WAYS)}",
            town=random.choice(TOWNS).replace("_", " "),
            zip=f"{random.randint(10000, 99899)}",
            passport=random.choice(
                [f"Z{random.randint(100000, 999999)}", f"{random.randint(1000000, 9999999)}"]
            ),
            alien=f"{random.randint(10000000, 29999999)}",
            bank=f"{random.randint(10, 99)}-{random.randint(100, 999)}-{random.randint(1000, 9999)}",
            symbol=f"{random.choice(_OFFICES)} {random.randint(500, 4999)}-"
            f"{random.choice(['S', 'S*', 'C-TE', 'PSI', 'R', 'PCI'])}",
            cryptonym=f"AM{random.choice(_SYMBOL_WORDS)}-{random.randint(1, 19)}",
            email=f"{given}.{surname}@{random.choice(['harbor', 'mail', 'office'])}.example".lower(),
        )
