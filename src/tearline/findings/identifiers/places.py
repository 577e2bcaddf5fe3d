"""Names of places in running text: a town, a state or a country, and where the name ends.

Promises: takes in ``, Miami 35, Fla.``, ``Springfield, Illinois 62701-1234`` behind an address,
and says whether a phrase names a state, a province or a country it knows.

Does not promise: that a capitalised word is a town; it knows states, countries and some cities.
"""

# ruff: noqa: SIM905, PLR2004  (word lists are words; lengths are read best where they stand)
from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_STATES = (
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia "
    "hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
    "michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon "
    "pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming "
    "new_hampshire new_jersey new_mexico new_york north_carolina north_dakota rhode_island "
    "south_carolina south_dakota west_virginia district_of_columbia puerto_rico"
).split()
_SHORT_STATES = frozenset(
    "ala alas ariz ark calif cal colo conn del fla ga ida ill ind kan kans ky la me md mass mich "
    "minn miss mo mont nebr neb nev okla ore penna penn pa tenn tex vt va wash wis wisc wyo nh nj nm "
    "ny nc nd ri sc sd wv dc pr al ak az ar ca co ct de fl hi id il in ia ks ma mi mn ms mt ne nv oh "
    "ok or tn tx ut wa wi wy".split()
)
_COUNTRIES = (
    "cuba mexico spain russia ussr germany england ireland scotland france italy poland haiti "
    "jamaica guatemala honduras nicaragua panama costa_rica el_salvador colombia venezuela ecuador "
    "peru bolivia chile argentina uruguay paraguay brazil canada china japan austria hungary "
    "czechoslovakia yugoslavia greece turkey lebanon israel egypt syria iran iraq india pakistan "
    "philippines sweden norway denmark finland holland netherlands belgium switzerland portugal "
    "rumania romania bulgaria albania ukraine latvia lithuania estonia dominican_republic trinidad "
    "bahamas soviet_union united_states great_britain north_korea south_korea korea vietnam laos "
    "cambodia thailand indonesia australia new_zealand south_africa congo algeria morocco tunisia"
).split()
_CITIES = frozenset(
    "havana habana la_habana santiago_de_cuba oriente camaguey matanzas pinar_del_rio las_villas "
    "cienfuegos guantanamo santa_clara holguin miami dallas new_orleans chicago los_angeles tampa "
    "houston fort_worth mexico_city mexico_d.f moscow minsk madrid new_york_city washington boston "
    "philadelphia detroit baltimore cleveland san_francisco hialeah coral_gables key_west vedado "
    "marianao miramar monterrey merida guadalajara leningrad kiev berlin vienna paris london "
    "brooklyn bronx union_city san_juan barcelona".split()
)
_TOWN = r"(?:[A-Z][A-Za-z0-9.'|-]{1,14}(?: (?:de |del |la )?[A-Z][A-Za-z.'|-]{1,14}){0,2})"
_GAP = re.compile(r"[,.;:•]{1,2}[ \n]{0,2}|[ \n]{1,2}")
_NAME = re.compile(
    rf"(?P<town>{_TOWN}|[a-z]{{4,12}}(?=, ?[A-Z]))(?P<zone> [0-9OIlSBZ]{{1,3}}(?![0-9A-Za-z]))?"
)
_COMMA = re.compile(r" ?[,.•][ \n]{0,2}|[ \n]{1,2}")
_STATE = re.compile(r"(?P<one>[A-Z0][A-Za-z0|]{0,14})\.?(?P<two> ?[A-Z][A-Za-z0|]{0,10}\.?)?")
_CODE = re.compile(r",? {1,2}[0-9OIlSB]{5}(?: ?- ?[0-9]{4})?(?![0-9])")


def _plain(words: str) -> str:
    """Return a name lower-cased, stops and apostrophes dropped, blanks as underscores."""
    return "_".join(words.lower().replace("'", "").replace(".", " ").split())


_WORDS_TOO = frozenset("in or me ok hi la ma pa id co de al mo oh".split())
_LONG = frozenset((*_STATES, *_COUNTRIES))


@lru_cache(maxsize=16384)
def known(words: str) -> int:
    """Return 3 for a state, 2 for a country, 1 for a city it knows, 0 for anything else.

    Names of six letters and more (a state's, of five) may have one letter wrong, of ten two.
    """
    plain = _plain(words.replace("0", "o").replace("1", "i"))
    if plain in _SHORT_STATES or plain.replace("_", "") in _SHORT_STATES:
        return 3
    if plain in _STATES:
        return 3
    if plain in _COUNTRIES:
        return 2
    if plain in _CITIES:
        return 1
    if len(plain) < 4:
        return 0
    for names, grade, shortest in ((_STATES, 3, 5), (_COUNTRIES, 2, 6), (_CITIES, 1, 6)):
        for name in names:
            if len(name) < shortest:
                continue
            allowed = 2 if len(name) >= 10 else 1
            if Levenshtein.distance(plain, name, score_cutoff=allowed) <= allowed:
                return grade
    return 0


def shortened(words: str) -> bool:
    """Say whether a state's name is a short form, to which its full stop belongs."""
    plain = _plain(words)
    return plain not in _LONG and plain.replace("_", "") in _SHORT_STATES


def city_state(text: str, end: int) -> tuple[int, bool]:
    """Return where the town, state and postal code behind a street end, and whether there are any.

    ``text`` is folded; ``end`` is where the street ends. An unknown town counts only before a
    state.
    """
    gap = _GAP.match(text, end)
    town = _NAME.match(text, gap.end()) if gap else None
    if gap is None or town is None:
        return end, False
    comma = _COMMA.match(text, town.end())
    stop = _state(text, comma.end(), comma="," in comma.group()) if comma else 0
    if not stop and known(town["town"]) and gap.group()[0] in ",;•\n":
        stop = town.end() if town["zone"] else _unstopped(text, town.end())
    if not stop and (words := town["town"].split())[1:] and known(words[-1]) >= 3:
        stop = town.end("town")  # MIAMI FLA, no comma between
    if not stop:
        return end, False
    code = _CODE.match(text, stop)
    return (code.end() if code else stop), True


def _state(text: str, start: int, *, comma: bool) -> int:
    """Return where the state or country at ``start`` ends, or 0."""
    match = _STATE.match(text, start)
    if match is None:
        return 0
    for stop in (match.end(), match.end("one")):
        words = text[start:stop]
        if known(words) >= 2 and not (
            words.isupper() and _plain(words) in _WORDS_TOO and not comma
        ):
            return stop + (text[stop : stop + 1] == "." and shortened(words))
    return 0


def _unstopped(text: str, end: int) -> int:
    """Leave out the full stop of the sentence."""
    return end - (text[end - 1] == ".")
