"""Records of several releases gathered to be ranked: each once, by its number, with its title and its places.

Promises: a record that several releases have is read from the last of them; the files of one number in one
release are one record. A name is found however its number is written, by any of its numbers or stated
names; one that is not there is an error that names its neighbours. An excerpt is masked and printable.
Does not rank. Holds no text: a record is read again where an excerpt of it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tearline.errors import UsageError
from tearline.reading.lists.columns import Field
from tearline.reading.lists.listing import Listing
from tearline.reading.lists.losses import printable
from tearline.reading.lists.numbers import Aliases, plain_name
from tearline.reading.masking import Masking
from tearline.reading.relating.subject_terms import Material, Place
from tearline.reading.searching.fields import released_fields
from tearline.reading.witnesses.witness import ReleaseWitness, Witnesses, open_witnesses
from tearline.verbs.named import name_shown, title_shown

BEFORE, AFTER = 120, 280  # code points of an excerpt, about a term
_NEAR = 5  # neighbours that an error names
_BEGINNING = len("104-10012")  # of a number, which neighbours share
_TITLES = (Field.TITLE, Field.FROM, Field.TO)
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Spot:
    """A page of a gathered record: its release, the file's own name, its page (0: the file has no pages)."""

    release: str
    name: str
    page: int


class Gathered:
    """The records of folders in the order of release. ``materials`` reads them all, once."""

    def __init__(
        self, folders: Sequence[Path], listings: Sequence[Listing], mask: Masking, report: Report
    ) -> None:
        """Open folders. UsageError: one is neither a release nor texts, or two have one name."""
        self._mask, self._report = mask, report
        pairs = (pair for listing in listings for pair in listing.aliases())
        self._aliases = Aliases.of_pairs(pairs)
        self._opened = [open_witnesses(path, self._aliases) for path in folders]
        if len({one.label for one in self._opened}) < len(self._opened):
            raise UsageError("two of the folders have one name", "Rename one of them.")
        self._owners: dict[str, Witnesses] = {}
        self._files: dict[str, list[str]] = {}
        self._called: dict[str, str] = {}
        for source in self._opened:
            self._own(source)
        self._beside: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        self._titles = self._listed(listings)
        self._pages: dict[str, list[Spot]] = {}
        self._last: tuple[str, tuple[str, ...]] | None = None  # the record read last, and its texts
        self.problems: list[tuple[str, str, str]] = []

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._owners)

    def materials(self) -> Iterator[Material]:
        """Yield every record, read from the last release that has it; what could not be read is a problem."""
        for done, (key, source) in enumerate(self._owners.items(), 1):
            self._report("read", done, len(self._owners))
            texts: list[str] = []
            spots: list[Spot] = []
            for name in self._files[key]:
                record = source.read(name)
                self.problems += [(source.label, name, why) for why in record.problems]
                texts += [page.text for page in record.pages]
                spots += [
                    Spot(source.label, name, page.number if record.paged else 0)
                    for page in record.pages
                ]
            if isinstance(source, ReleaseWitness) and key not in self._titles:
                self._titles[key] = self._released_title(source, self._files[key][0])
            self._pages[key] = spots
            title = self._titles.get(key, "")
            yield Material(key, texts, {"title": title} if title else {})

    def resolve(self, name: str) -> str:
        """Return the record that a person means. UsageError: there is none, with its neighbours."""
        plain = plain_name(name)
        for one in (self._aliases.key(name), plain):
            if one in self._called:
                return self._called[one]
        near = [key for key in self._called if plain and key.startswith(plain[:_BEGINNING])]
        names = ", ".join(name_shown(key, self._mask) for key in sorted(near)[:_NEAR])
        if names:
            remedy = f"Near it: {names}."
        elif len(self._opened) == 1 and isinstance(self._opened[0], ReleaseWitness):
            remedy = "Name it as the release's index.csv does, with dashes or without."
        else:
            remedy = "Name it as its release or its file is called, with dashes or without."
        raise UsageError(f"{printable(name)} is not among the {len(self):,} records", remedy)

    def name(self, key: str) -> str:
        """Return a record's number, or what its file is called, as it may be shown."""
        return name_shown(key, self._mask)

    def title(self, key: str) -> str:
        """Return a record's title as it may be shown beside its pages, '' where none is known."""
        if key not in self._shown:
            title, beside = self._titles.get(key, ""), self._beside.get(key, "")
            pages = self._texts(key) if title else ()
            self._shown[key] = title_shown(title, self._mask, pages, (beside,))
        return self._shown[key]

    def spot(self, key: str, page: int) -> Spot:
        """Return where a record's page ``page`` (from 1, as gathered) stands."""
        return self._pages[key][page - 1]

    def count(self, key: str) -> int:
        """Return how many pages a record has, as gathered."""
        return len(self._pages.get(key, ()))

    def place(self, key: str, page: int) -> dict[str, object]:
        """Return where a page stands as JSON Lines have it; a text without pages has no page number."""
        spot = self.spot(key, page)
        name = name_shown(spot.name, self._mask)
        return {"release": spot.release, "name": name, "page": spot.page or None}

    def excerpt(self, key: str, page: int, start: int) -> str:
        """Return the words about a place of a page, whole ones, masked, on one line."""
        text = self._text(key, page)
        low, high = max(0, start - BEFORE), min(len(text), start + AFTER)
        while low and low < start and not text[low - 1].isspace():
            low += 1
        while high < len(text) and high > start and not text[high].isspace():
            high -= 1
        words = " ".join(self._mask(text, [(low, high)])[0].split())
        return printable(f"{'…' if low else ''}{words}{'…' if high < len(text) else ''}")

    def may_tell(self, key: str, places: Sequence[Place]) -> bool:
        """Say whether the mask shows all words that stand at places of a record's pages and title."""
        for page in dict.fromkeys(place.page for place in places):
            own = [(place.start, place.end) for place in places if place.page == page]
            if not page:
                title, shown = self._titles.get(key, ""), self.title(key).casefold()
                if any(title[start:end].casefold() not in shown for start, end in own):
                    return False
                continue
            text = self._text(key, page)
            blocked = self._mask.blocked(text)
            alone = {text[start:end] for start, end in own}  # as a reason stands: by itself
            if blocked is None or any(self._mask.blocked(word) != () for word in alone):
                return False
            if any(low < end and start < high for start, end in own for low, high, _ in blocked):
                return False
        return True

    def _texts(self, key: str) -> Iterator[str]:
        """Yield the texts of a record's pages, read again."""
        source = self._owners[key]
        for name in self._files[key]:
            yield from (page.text for page in source.read(name).pages)

    def _text(self, key: str, page: int) -> str:
        """Return the text of a record's page ``page`` (from 1, as gathered), read again."""
        if self._last is None or self._last[0] != key:
            self._last = (key, tuple(self._texts(key)))
        return self._last[1][page - 1]

    def _own(self, source: Witnesses) -> None:
        """Take a release in: it has the records that it names from here on."""
        files: dict[str, list[str]] = {}
        for name in source.records():
            key = source.key(name)
            files.setdefault(key, []).append(name)
            self._called[key] = key
            self._called.setdefault(plain_name(name), key)
            if isinstance(source, ReleaseWitness):
                for number in source.folder.records[name].numbers:
                    self._called.setdefault(plain_name(number), key)
        for key, names in files.items():
            self._owners[key], self._files[key] = source, names

    def _listed(self, listings: Sequence[Listing]) -> dict[str, str]:
        """Return the titles that lists give, with who wrote and to whom."""
        titles: dict[str, str] = {}
        for row in (row for listing in listings for row in listing.rows):
            values: Mapping[Field, str] = row.values
            said = " · ".join(value for name in _TITLES if (value := values.get(name, "")))
            key = row.key(self._aliases)
            if said and key not in titles:
                titles[key], self._beside[key] = said, " · ".join(values.values())
        return titles

    def _released_title(self, source: ReleaseWitness, name: str) -> str:
        """Return the title that a released record's identification sheet prints."""
        record = source.folder.records[name]
        first = next(source.folder.pages(name), None)
        self._beside[source.key(name)] = first.text if first else ""
        return released_fields(record.numbers, str(record.status), first)[0].title
