"""A release that has scans and somebody else's texts of the same records: our own reading comes first.

Two engines read one page differently, and what differs looks new. So where a record has a scan it is read
by our OCR, whoever read it before, and the other text is kept as a witness of its own: what it could read
was public, whatever we make of the page.

Promises: every file is a record of one of the two. Scan and text belong together by the key records are
compared by. A text stands for its record until the scans of that record are read, and where they cannot be:
then the record's problems say so. A page of a scan that could not be read is taken from the text, if that is
the only text of the only scan and has page marks. Scans of records that no other release has are left
unread where a text can stand for them.
Does not promise that scan and text are of one version of a record: their keys say so, nothing else does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tearline.engine import Stop
from tearline.errors import UsageError
from tearline.reading.lists.numbers import Aliases
from tearline.reading.released import is_release
from tearline.reading.witnesses.scans import Report, ScanFolder, has_scans
from tearline.reading.witnesses.witness import (
    TextFolder,
    Witnesses,
    WitnessPage,
    WitnessRecord,
    has_texts,
    open_witnesses,
)

if TYPE_CHECKING:
    from PIL import Image

OTHER = "{}, the text that came with it"
_MARK = " (text)"


class Both:
    """Scans and texts as one release: our reading of each scan, and texts of what has none.

    ``other`` is the rest: the texts of the scans that were read.
    """

    engine = "tearline"

    def __init__(self, scans: ScanFolder, texts: TextFolder) -> None:
        """Take the two; nothing is read yet."""
        self.label = scans.label
        self.other = OtherTexts(self, texts)
        self._scans, self._texts = scans, texts
        self._scans_of, self._texts_of = _by_key(scans), _by_key(texts)
        self._is_scan = frozenset(scans.records())
        # each text by what it is called here, for a scan may have its name
        self._named: dict[str, str] = {}
        for text in texts.records():
            name = text
            while name in self._is_scan or name in self._named:
                name += _MARK
            self._named[name] = text

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted: as it stands, for reading makes texts give way to scans."""
        scans = (name for name in self._scans.records() if self._stands(name))
        texts = (name for name, text in self._named.items() if self.is_needed(text))
        yield from sorted([*scans, *texts])

    def key(self, name: str) -> str:
        """Return the key a record is compared by."""
        if name in self._is_scan:
            return self._scans.key(name)
        return self._texts.key(self._named.get(name, name))

    def read_all(
        self,
        workers: int,
        report: Report,
        stop: Stop | None = None,
        keys: Collection[str] | None = None,
    ) -> None:
        """Read the scans that are not kept yet; of those with a text only what goes by one of ``keys``."""
        only = [
            name for key, names in self._scans_of.items() for name in names
            if keys is None or key in keys or key not in self._texts_of
        ]  # fmt: skip
        self._scans.read_all(workers, report, stop, only)

    def read(self, name: str) -> WitnessRecord:
        """Return one record. UsageError: no record of that name."""
        if name not in self._is_scan:
            record = self._texts.read(self._named.get(name, name))
            why = [f"{scan}: {said}" for scan in self._scans_of.get(record.key, ())
                   for said in self._scans.failures(scan)]  # fmt: skip
            problems = (*record.problems, *(f"its scan cannot be read ({one})" for one in why))
            return replace(record, name=name, release=self.label, problems=problems)
        record = self._scans.read(name)
        lacking, text = self._scans.missing(name), self._only_text(record.key)
        if not lacking or text is None:
            return record
        beside = self._texts.read(text)
        found = {page.number: page for page in beside.pages if beside.paged}
        taken = [found[number] for number in lacking if number in found]
        said = [f"page {page.number} is as the text that came with the scan has it"
                for page in taken]  # fmt: skip
        pages: list[WitnessPage] = sorted([*record.pages, *taken], key=lambda page: page.number)
        return replace(record, pages=tuple(pages), problems=(*record.problems, *said))

    def image(self, name: str, page: int) -> Image.Image | None:
        """Return the page's pixels, None where there is no scan."""
        return self._scans.image(name, page) if name in self._is_scan else None

    def is_needed(self, text: str) -> bool:
        """Say whether a text stands for its record here: not all its scans are read."""
        scans = self._scans_of.get(self._texts.key(text), ())
        return not scans or any(self._scans.missing(name) is None for name in scans)

    def _stands(self, scan: str) -> bool:
        """Say whether a scan is a record here: it was read, or no text stands for it."""
        return self._scans.key(scan) not in self._texts_of or self._scans.missing(scan) is not None

    def _only_text(self, key: str) -> str | None:
        scans, texts = self._scans_of.get(key, ()), self._texts_of.get(key, ())
        return texts[0] if len(scans) == len(texts) == 1 else None


class OtherTexts:
    """The texts of the scans that were read: what another engine made of the same pages."""

    def __init__(self, both: Both, texts: TextFolder) -> None:
        """Take the whole that this is the rest of, and its texts."""
        self.label, self.engine = OTHER.format(both.label), texts.engine
        self._both, self._texts = both, texts

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted."""
        yield from (name for name in self._texts.records() if not self._both.is_needed(name))

    def key(self, name: str) -> str:
        """Return the key a record is compared by."""
        return self._texts.key(name)

    def read(self, name: str) -> WitnessRecord:
        """Return one record. UsageError: no record of that name."""
        return replace(self._texts.read(name), release=self.label)

    def image(self, name: str, page: int) -> None:
        """Texts have no bitmap."""


Opened = tuple[Witnesses, ...]


def open_folder(
    path: Path, aliases: Aliases, kept: Path, label: str = "", scans: Path | None = None
) -> Opened:
    """Open a folder as what it is; the release itself is last, what else was read of it before.

    ``scans``: another folder, with scans of the same records. ``kept`` is where pages once read lie.
    UsageError: nothing that can be read, or scans beside a release of ours.
    """
    if scans is not None and is_release(path):
        raise UsageError(f"{path} is a release: it has its own pages", "Leave the scans out.")
    where = scans or path
    if is_release(path) or not has_scans(where):
        if scans is not None:
            raise UsageError(f"{scans} holds no PDF or image", "Name a folder of published files.")
        return (open_witnesses(path, aliases, label),)
    label = label or path.resolve().name
    images = ScanFolder(where, label, aliases, kept)
    if not has_texts(path):
        return (images,)
    both = Both(images, TextFolder(path, label, aliases))
    return both.other, both


def read_scans(
    opened: Sequence[Opened], workers: int, report: Report, stop: Stop | None = None
) -> None:
    """Read the scans of some releases that are not kept yet, as far as the others have those records."""
    for at, group in enumerate(opened):
        release = group[-1]
        if isinstance(release, ScanFolder):
            release.read_all(workers, report, stop)
        elif isinstance(release, Both):
            others = (one[-1] for number, one in enumerate(opened) if number != at)
            release.read_all(workers, report, stop, _keys(others))


def _keys(sources: Iterator[Witnesses]) -> frozenset[str]:
    return frozenset(source.key(name) for source in sources for name in source.records())


def _by_key(source: ScanFolder | TextFolder) -> dict[str, list[str]]:
    """Return the names that go by each key."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in source.records():
        found[source.key(name)].append(name)
    return dict(found)
