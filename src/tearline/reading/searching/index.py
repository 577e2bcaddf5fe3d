"""The index of a release's pages: built from released bytes, in a cache outside the release.

Promises: one document a page, with every reading of it; folders named by the manifest's hash and by
``VERSION``, built aside and renamed, so that a killed build leaves nothing that looks whole and the next
one begins again. A record whose page data is at fault is not in it and is named in ``Built.faults``; one
with another file at fault is in it and not ``verified``. A cache is used again only while the release's
files are those it was built from (files whose size or time changed are hashed anew first) and its own files
have the size and time they were written with.
Does not promise to be needed: everything in it can be thrown away and built again. Bytes of an index that
change under an unchanged size and time are noticed only where they make no sense.

One index a release, and a search over several: a new release leaves the others' indexes as they are.
Words are weighed as if all stood in one index (see ``translating``).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import tantivy

from tearline.errors import UsageError
from tearline.reading.released import Fault, ReleaseFolder
from tearline.reading.searching.fields import (
    FACETS,
    WORD_FIELDS,
    IndexPage,
    normal,
    part,
    plain,
    wholes,
)
from tearline.reading.searching.paged import release_pages

VERSION = 3  # of the index's form; another version is another folder
_HEAP = 200_000_000  # bytes of the writer's own memory
_MARKER = re.compile(r"\[[^\]\n]{1,60}\]")  # what stands in a released text for a deletion
_RAW = ("number", "file", "whole", "code", "release", "verified")
_BUILT, _STATE = "built.json", "files.json"


@dataclass(slots=True)
class Built:
    """What an index holds and what it does not.

    ``empty`` pages have no word; ``undated`` pages are of records without a date; ``without`` names the
    records that have none to find. ``others``: some page has a second reading. ``date`` is the release's.
    """

    records: int = 0
    pages: int = 0
    empty: int = 0
    undated: int = 0
    without: list[str] = field(default_factory=list)
    others: bool = False
    date: str = ""
    releases: list[str] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def told(self) -> tuple[Fault, ...]:
        """Return the faults that were met."""
        return tuple(Fault(*fault) for fault in self.faults)


@dataclass(frozen=True, slots=True)
class PageIndex:
    """An index that was opened for reading."""

    built: Built
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    folder: Path


def schema() -> tantivy.Schema:
    """Return the form of a document. Text is indexed folded and kept as it was read, apart from that."""
    builder = tantivy.SchemaBuilder()
    for name in ("text", "text_alt", *WORD_FIELDS):
        builder.add_text_field(name, tokenizer_name="words")
    for name in _RAW:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("record", *(f"facet_{facet}" for facet in FACETS)):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("page", "part", "date_first", "date_last"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


def build(pages: Iterable[IndexPage], folder: Path) -> Built:
    """Write an index of ``pages`` into an empty folder, or add them to the index that stands there.

    Pages of one record come together; ``Built`` counts those that came. OSError: they cannot be written.
    """
    made = schema()
    with _written():
        index = _named(tantivy.Index(made, str(folder)))
        writer = index.writer(_HEAP, 1)
    built, before = Built(), ("", "")
    releases: dict[str, None] = {}
    for page in pages:
        built.pages += 1
        built.records += (page.release, page.record) != before
        before = (page.release, page.record)
        releases[page.release] = None
        built.others = built.others or bool(page.others)
        built.undated += page.fields.date is None
        built.empty += _is_empty(page)
        document = tantivy.Document.from_dict(_document(page), made)
        with _written():
            writer.add_document(document)
    built.releases = list(releases)
    with _written():
        writer.commit()
        writer.wait_merging_threads()
    return built


def open_built(folder: Path, built: Built) -> PageIndex:
    """Open an index that ``build`` wrote."""
    index = _named(tantivy.Index.open(str(folder)))
    return PageIndex(built, index.schema, index.searcher(), folder)


def open_release(release: ReleaseFolder, cache: Path) -> PageIndex:
    """Open a release's index, building it first where there is none or its files have changed.

    UsageError: the cache cannot be written, or lies inside the release.
    """
    if cache.resolve().is_relative_to(release.path.resolve()):
        raise UsageError(f"{cache} lies inside the release", "Name a cache folder outside of it.")
    place = cache / f"{release.digest[:32]}-{VERSION}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with alone(place):
            if (built := _standing(release, place)) is not None:
                with contextlib.suppress(UsageError), sound(place):
                    return open_built(place, built)
            return open_built(place, _build_aside(release, place))
    except OSError as error:
        why = (
            f"{cache}: the index cannot be written ({error.strerror or 'the system says no more'})"
        )
        raise UsageError(why, "Name a folder that can be written, with room in it.") from error


def _named(index: tantivy.Index) -> tantivy.Index:
    """Return the index with its tokenizer: text comes folded, so words are all it has to part."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()
    index.register_tokenizer("words", analyzer)
    return index


def _is_empty(page: IndexPage) -> bool:
    """Say whether no reading of a page has a word, the marks of deletions left aside."""
    texts = (page.text, *(text for _, text in page.others))
    return not any(c.isalnum() for text in texts for c in _MARKER.sub("", text))


def _document(page: IndexPage) -> dict[str, Any]:
    """Return a page as the index takes it; fields without a value are not there."""
    shown = [_writable(text) for text in (page.text, *(text for _, text in page.others))]
    folded = [plain(text) for text in shown]
    texts = [text.lower() for text in folded]
    found = set().union(*map(wholes, folded))
    has, when = page.fields, page.fields.date
    record, release = _writable(page.record), _writable(page.release)
    kept = {"record": record, "release": release, "page": page.page, "text": shown[0]}
    kept |= (
        {"others": shown[1:], "by": [_writable(by) for by, _ in page.others]} if page.others else {}
    )
    kept |= {"title": _writable(has.title)} if has.title else {}
    kept |= {"date": when.iso} if when else {}
    kept |= {"unverified": True} if not page.verified else {}
    words = (has.agency, has.originator, has.sender, has.recipient, has.title, has.series,
             has.document_type, has.status)  # fmt: skip
    codes = [_writable(code) for code in page.codes]
    facets = {
        "release": release, "agency": has.agency, "code": codes,
        "type": has.document_type, "year": when.iso[:4] if when else "", "status": has.status,
    }  # fmt: skip
    rows: dict[str, Any] = {
        "text": texts[0],
        "text_alt": texts[1:],
        "whole": sorted(found),
        "number": sorted({normal(one) for one in (page.record, *has.numbers)}),
        "file": sorted({normal(one) for one in has.file_numbers}),
        "code": sorted({normal(one) for one in codes}),
        "release": normal(page.release),
        "verified": "yes" if page.verified else "no",
        "record": record,
        "page": page.page,
        "part": part(page.record),
        "date_first": when.first if when else None,
        "date_last": when.last if when else None,
        "kept": json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(),
        **{name: plain(value).lower() for name, value in zip(WORD_FIELDS, words, strict=True)},
        **{
            f"facet_{name}": _writable(value) if isinstance(value, str) else value
            for name, value in facets.items()
        },
    }
    return {name: value for name, value in rows.items() if value not in ("", [], None)}


def _writable(text: str) -> str:
    """Return a text that can be written as UTF-8, of the same length: half a code point becomes ?."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _standing(release: ReleaseFolder, place: Path) -> Built | None:
    """Return what stands in the cache for this release, None where it has to be built."""
    try:
        built = Built(**(standing(place) or {})["built"])
        seen = json.loads((place / _STATE).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    state = _state(release)
    if state == seen:
        return built
    # Another copy of the release, or somebody touched it: only what its files hold counts.
    for name in ("", *release.records):
        files = release.records[name].files if name else release.own
        if all(state.get(one.path) == seen.get(one.path) for one in files):
            continue
        then = [list(fault) for fault in built.faults if fault[0] == name]
        if then != [[fault.record, fault.path, fault.why] for fault in release.faults(name)]:
            return None
    _write(place / _STATE, state)
    return built


def _build_aside(release: ReleaseFolder, place: Path) -> Built:
    """Build beside the place and rename."""
    with aside(place) as folder:
        state = _state(release)  # before reading: a file that changes meanwhile is hashed next time
        told: list[Fault] = []
        left = dict.fromkeys(sorted(release.records))
        built = build(_noted(release_pages(release, told), left), folder)
        told += release.all_faults()
        built.faults = [(one.record, one.path, one.why) for one in told]
        built.without, built.date = [*left], release.date
        built.releases = [release.label]
        seal(folder, {"built": asdict(built)})
        _write(folder / _STATE, state)
    return built


def _noted(pages: Iterable[IndexPage], left: dict[str, None]) -> Iterator[IndexPage]:
    """Yield pages; what stays in ``left`` are the records that had none."""
    for page in pages:
        left.pop(page.record, None)
        yield page


def _state(release: ReleaseFolder) -> dict[str, list[int]]:
    """Return size and time of change of every listed file; [] for one that is not there."""
    files = [*release.own, *(one for record in release.records.values() for one in record.files)]
    found: dict[str, list[int]] = {}
    for one in files:
        try:
            stat = (release.path / one.path).stat()
        except OSError:
            found[one.path] = []
        else:
            found[one.path] = [stat.st_size, stat.st_mtime_ns]
    return found


def _write(path: Path, data: dict[str, Any]) -> None:
    """Write JSON beside its place and rename it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data), "utf-8")
    os.replace(part, path)


def standing(place: Path) -> dict[str, Any] | None:
    """Return what was sealed with an index; None where there is none, or its files are others."""
    try:
        sealed = json.loads((place / _BUILT).read_bytes())
        same = sealed["files"] == _files(place)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return dict(sealed["told"]) if same else None


def seal(folder: Path, told: dict[str, Any]) -> None:
    """Write beside an index what is to be known of it, with the size and time of each of its files."""
    _write(folder / _BUILT, {"told": told, "files": _files(folder)})


def _files(folder: Path) -> dict[str, list[int]]:
    """Return size and time of change of each file of an index; locks and what is written later aside."""
    found = ((path.name, path.stat()) for path in folder.iterdir())
    return {
        name: [stat.st_size, stat.st_mtime_ns]
        for name, stat in sorted(found)
        if name not in (_BUILT, _STATE) and not name.endswith((".lock", ".part"))
    }


@contextlib.contextmanager
def aside(place: Path, *, again: bool = False) -> Iterator[Path]:
    """Give a folder beside a place, and put it there when all went well; else the place stays as it is.

    ``again``: it begins with the index that stands there, whose own files stay unchanged. What an earlier,
    killed build left is cleared away.
    """
    for left in place.parent.glob(f"{place.name}.part-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{place.name}.part-", dir=place.parent))
    try:
        if again:
            for name in _files(place):
                _linked(place / name, folder / name)
        yield folder
        if place.exists():
            shutil.rmtree(place)
        os.replace(folder, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _linked(old: Path, new: Path) -> None:
    """Give a file a second name: files of an index are never written into, only replaced."""
    try:
        os.link(old, new)
    except OSError:  # a file system without links
        shutil.copy2(old, new)


@contextlib.contextmanager
def sound(*folders: Path) -> Iterator[None]:
    """Turn what tantivy says of damaged bytes into a UsageError; the indexes are built anew next time."""
    try:
        yield
    except BaseException as error:
        # A panic of tantivy's is no Exception, and its class cannot be imported.
        if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
            raise
        for folder in folders:
            (folder / _BUILT).unlink(missing_ok=True)
        where = ", ".join(map(str, folders))
        raise UsageError(f"{where}: the index is damaged", "Ask again: it is built anew.") from None


@contextlib.contextmanager
def _written() -> Iterator[None]:
    """Turn what tantivy says when it cannot write into an OSError; it does not say why."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EIO, "the disk is full, or failed") from error


@contextlib.contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold a place's lock, which the system lets go when the process ends, however it ends."""
    with place.with_name(f"{place.name}.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
