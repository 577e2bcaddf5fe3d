"""What stands around a name and makes it none: a street, a ship, a saint's town, a firm.

Promises: ``is_thing`` looks a bounded way to both sides of a span and says whether the words there
make it the name of a thing.

Does not promise: to know a thing that nothing beside it calls one.
"""

from __future__ import annotations

import re

from tearline.findings.names.words import Words

_SHIPS = re.compile(
    r"(?:\b(?:USS|HMS|S\.?S\.?|M/?V|MS|ship|vessel|yacht|tanker|freighter)\s{1,2}\"?)\Z"
)
_SAINTS = re.compile(r"\b(?:[Ss]an|[Ss]anta|SAN|SANTA|[Ss]aint|SAINT|St\.|[Ff]ort|FORT|[Ll]ake) \Z")
# The colour of hair or eyes, and a firm by what it is called behind its name.
_LOOKS = re.compile(
    r" (?i:hair|eyes?|eyed|complexion)\b|(?: [A-Z][A-Za-z.]{1,12}){0,3},? (?i:subsidiar(?:y|ies))\b"
)
_LOOK_LABEL = re.compile(r"(?i:\b(?:hair|eyes|complexion))[ :.,-]{1,3}\Z")
_LANE = re.compile(r"(?i:\b(?:lane|park|way|court|terrace|place|circle))\Z")
_NUMBERED = re.compile(r"\d (?:[A-Z][a-z]{1,7} )?\Z")
_THING = re.compile(
    r"(?: |, )(?:Street|St\.|St\b|Avenue|Ave\b|Road|Rd\b|Blvd|Boulevard|Drive|Lane|Court\b|Place\b|"
    r"Plaza|Square|Highway|Parkway|Bridge|Hotel|Building|Bldg|Hospital|Airport|Field|Base\b|County|"
    r"City|Park\b|School|College|University|Institute|Church|Library|Museum|Center|Foundation|"
    r"Committee|Commission|Corporation|Corp\b|Company|Co\.|Inc\b|Ltd|Assassination|Collection|"
    r"Memorial|Administration|House\b|STREET|ST\.|ST\b|AVENUE|AVE\b|ROAD|RD\b|BLVD|BOULEVARD|DRIVE|"
    r"LANE|COURT\b|PLAZA|SQUARE|HIGHWAY|PARKWAY|BRIDGE|HOTEL|BUILDING|BLDG|HOSPITAL|AIRPORT|FIELD|"
    r"BASE\b|COUNTY|CITY|PARK\b|SCHOOL|COLLEGE|UNIVERSITY|INSTITUTE|CHURCH|LIBRARY|MUSEUM|CENTER|"
    r"FOUNDATION|COMMITTEE|COMMISSION|CORPORATION|CORP\b|COMPANY|CO\.|INC\b|LTD|ASSASSINATION|"
    r"COLLECTION|MEMORIAL|ADMINISTRATION)"
)


def is_thing(words: Words, start: int, end: int) -> bool:
    """Say whether what stands around the span makes it a ship, a saint, a street or a firm."""
    before = words.text[max(0, start - 12) : start]
    if _LOOKS.match(words.text, end, end + 60) or _LOOK_LABEL.search(before):
        return True
    if _SHIPS.search(before) or _SAINTS.search(before):
        return True
    if _LANE.search(words.text, max(start, end - 8), end) and _NUMBERED.search(before):
        return True
    return _THING.match(words.text, end, end + 24) is not None
