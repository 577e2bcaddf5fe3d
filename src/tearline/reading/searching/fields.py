"""What is indexed of a page besides its words: the record's own fields, and numbers and names made whole.

Promises: fields of a record come from its released first page alone, where that is an identification
sheet, and from the manifest; a value is as the sheet prints it, in capitals and on one line. A date is an
interval as wide as its precision. ``wholes`` finds record numbers, file numbers, cryptonyms and words
parted at a line's end, each in the one form that ``normal`` gives whatever its dashes and slashes.
Does not promise: that what a sheet says is true, nor every cryptonym: a bare word is a word.
"""

from __future__ import annotations

import re
import zlib
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tearline.dates import DatedSpan
from tearline.model.page import Page, TextSource
from tearline.reading.released import ReleasedPage
from tearline.records.form import Sheet, read_sheets
from tearline.text import fold

PARTS = 256  # of all records, so that each part can be counted in one go


def part(record: str) -> int:
    """Return the part that a record falls into, 0 to PARTS - 1, by its name alone."""
    return zlib.crc32(record.encode("utf-8", "surrogatepass")) % PARTS


class Kind(StrEnum):
    """How a field's value is matched."""

    WORDS = "words"  # its words, next to each other
    WHOLE = "whole"  # the whole value, dashes, slashes, brackets and case left aside
    DATE = "date"  # an interval that meets the one asked for
    NUMBER = "number"  # a whole number or a range of them


# Name in a query -> fields of the index, and how they are matched.
FILTERS: dict[str, tuple[tuple[str, ...], Kind]] = {
    "record": (("number",), Kind.WHOLE),
    "number": (("number", "whole"), Kind.WHOLE),
    "file": (("file", "whole"), Kind.WHOLE),
    "cryptonym": (("whole", "text", "text_alt"), Kind.WHOLE),
    "code": (("code",), Kind.WHOLE),
    "release": (("release",), Kind.WHOLE),
    "verified": (("verified",), Kind.WHOLE),
    "agency": (("agency",), Kind.WORDS),
    "originator": (("originator",), Kind.WORDS),
    "from": (("from",), Kind.WORDS),
    "to": (("to",), Kind.WORDS),
    "title": (("title",), Kind.WORDS),
    "series": (("series",), Kind.WORDS),
    "type": (("type",), Kind.WORDS),
    "status": (("status",), Kind.WORDS),
    "date": (("date_first", "date_last"), Kind.DATE),
    "page": (("page",), Kind.NUMBER),
}
WORD_FIELDS = ("agency", "originator", "from", "to", "title", "series", "type", "status")
FACETS = ("release", "agency", "code", "type", "year", "status")

_TOKEN = re.compile(r"[^\W_]+")
_STRANGE = re.compile(r"[^\x00-\x7f]")
_BROKEN = re.compile(r"([^\W\d_]{2,})-\Z")
_REST = re.compile(r"\s{1,3}([^\W\d_]{2,})")
_CRYPTONYM = re.compile(r"([A-Z]{2}/[A-Z]{3,14})(?:[/-][0-9]{1,3})?|[A-Z]{4,15}[/-][0-9]{1,3}")
_FILE = re.compile(r"[0-9][0-9A-Za-z]*(?:[-/][0-9A-Za-z]*[0-9][0-9A-Za-z]*)+")
_SPACED = re.compile(r"[0-9]{3}[ .]?[0-9]{5}[ .]{1,2}[0-9]{5}(?![0-9])")
_SIGN = re.compile(r"[-/]")
_RUN = re.compile(r"\S{1,60}")
_EDGES = "()[]{}<>.,;:'\"!?*"
_LONGEST = 40  # letters of a number or name that is indexed whole


@dataclass(frozen=True, slots=True)
class When:
    """A date as an interval of days, both inclusive, each as the number ``yyyymmdd``; ``iso`` as known."""

    first: int
    last: int
    iso: str

    @classmethod
    def of_parts(cls, year: int, month: int | None = None, day: int | None = None) -> When:
        """Return the interval of a year, a month or a day. ValueError: no such month or day."""
        if month is None:
            return cls(year * 10000 + 101, year * 10000 + 1231, f"{year:04}")
        if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
            msg = f"there is no month {month}"
            raise ValueError(msg)
        start = year * 10000 + month * 100
        last = monthrange(year, month)[1]
        if day is None:
            return cls(start + 1, start + last, f"{year:04}-{month:02}")
        if not 1 <= day <= last:
            msg = f"there is no day {day} in month {month} of {year}"
            raise ValueError(msg)
        return cls(start + day, start + day, f"{year:04}-{month:02}-{day:02}")

    @classmethod
    def of_span(cls, found: DatedSpan) -> When:
        """Return the interval of a date that was read in a text."""
        return cls.of_parts(found.year, found.month, found.day)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record says of itself; '' or empty where it says nothing. ``sender`` is its FROM."""

    numbers: tuple[str, ...] = ()
    agency: str = ""
    originator: str = ""
    sender: str = ""
    recipient: str = ""
    title: str = ""
    date: When | None = None
    series: str = ""
    document_type: str = ""
    file_numbers: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One page as it goes into an index: whose it is, its text, every other reading of it.

    ``others`` are (who read it, text). ``codes`` are the exemptions printed on this page. ``verified``
    says that every file of the record is the one its manifest lists.
    """

    record: str
    release: str
    page: int
    text: str
    others: tuple[tuple[str, str], ...] = ()
    fields: Fields = Fields()
    codes: tuple[str, ...] = ()
    verified: bool = True


def tokens(text: str) -> list[str]:
    """Return the words of a text as the index has them: folded, small letters, no punctuation."""
    return _TOKEN.findall(plain(text).lower())


def plain(text: str) -> str:
    """Return a folded text without the way back, which an index has no use for and which takes longer."""
    return text if text.isascii() else _STRANGE.sub(_plain_sign, text)


def same_places(text: str) -> bool:
    """Say whether every code point of a text stands at the same place in its ``plain`` form."""
    return text.isascii() or all(len(_folded(sign)) == 1 for sign in set(_STRANGE.findall(text)))


def _plain_sign(match: re.Match[str]) -> str:
    return _folded(match[0])


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    """Return what one code point folds to; half a code point, which cannot be written, is ?."""
    return "?" if "\ud800" <= sign <= "\udfff" else fold(sign).text


def normal(text: str) -> str:
    """Return a number, a code or a name in the form that it is indexed whole in: ``AM/LASH`` amlash."""
    return "".join(tokens(text))


def wholes(text: str) -> set[str]:
    """Return the numbers, cryptonyms and parted words of a plain text, each in its ``normal`` form."""
    found = {"".join(c for c in match if c.isdigit()) for match in _SPACED.findall(text)}
    done = 0
    for sign in _SIGN.finditer(text):
        at = sign.start()
        if at < done:
            continue
        # What stands around it up to the next blanks; no number or name is longer than is looked at.
        before = text[max(at - _LONGEST, 0) : at]
        head = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
        run = _RUN.match(text, at)
        done = run.end() if run else at + 1
        part = head + text[at:done]
        if part[-1] == "-":
            start, rest = _BROKEN.search(part), _REST.match(text, done)
            if start and rest:
                found.add((start[1] + rest[1]).lower())
            continue
        bare = part.strip(_EDGES)
        if len(bare) > _LONGEST:
            continue
        if bare[:1].isdigit():
            if _FILE.fullmatch(bare):
                found.add(_SIGN.sub("", bare).lower())
        elif match := _CRYPTONYM.fullmatch(bare):
            found.add(_SIGN.sub("", bare).lower())
            if match[1]:
                found.add(_SIGN.sub("", match[1]).lower())
    return found


def released_fields(
    numbers: Sequence[str], status: str, first: ReleasedPage | None
) -> tuple[Fields, tuple[str, ...]]:
    """Return a record's fields and the codes its sheet names, from its first page as released."""
    sheet = _sheet(numbers, first) if first is not None else None
    if sheet is None:
        return Fields(tuple(numbers), status=status), ()
    value = sheet.value
    own = value("record_number")
    file_number = value("agency_file_number")
    fields = Fields(
        numbers=tuple(dict.fromkeys(filter(None, (*numbers, own)))),
        agency=_in_capitals(value("agency")),
        originator=_in_capitals(value("originator")),
        sender=_in_capitals(value("from")),
        recipient=_in_capitals(value("to")),
        title=_in_capitals(value("title")),
        date=When.of_span(sheet.date) if sheet.date else None,
        series=_in_capitals(value("series")),
        document_type=_in_capitals(value("document_type")),
        file_numbers=tuple(_file_numbers(file_number)),
        status=status,
    )
    return fields, sheet.restrictions


def _sheet(numbers: Sequence[str], first: ReleasedPage) -> Sheet | None:
    """Return the record's own sheet on its first page: the one with its number, else the first."""
    page = Page(
        *(first.number, first.width, first.height, first.text, first.words),
        source=TextSource.OCR,
        reader="",
        version="",
        turn=first.turn,
    )
    sheets = read_sheets((page,))
    own = {normal(number) for number in numbers}
    ours = (sheet for sheet in sheets if normal(sheet.value("record_number")) in own)
    return next(ours, sheets[0] if sheets else None)


def _in_capitals(value: str) -> str:
    return " ".join(plain(value).split()).strip(" .,;:-").upper()


def _file_numbers(value: str) -> Iterator[str]:
    """Yield the file numbers of a sheet's cell: parted by commas, semicolons and double blanks."""
    for part in re.split(r"[,;]|\s{2,}", value):
        if any(c.isdigit() for c in part):
            yield part.strip()
