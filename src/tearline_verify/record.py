"""One record's files, checked all but for their pixels: grammar, page data, text, values.

Promises: a pure function of the folder's bytes and what was withheld; gives back the pages whose
pixels ``page`` checks next. Runs in a worker.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify import grammar, instep, pagedata
from tearline_verify.areas import Place
from tearline_verify.leaks import Box, Leak, Tally
from tearline_verify.page import PageTask
from tearline_verify.probes import channels, miner, values
from tearline_verify.sampling import picked
from tearline_verify.setting import Setting
from tearline_verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tearline_verify.against import Item
    from tearline_verify.folder import Entry
    from tearline_verify.grammar import PdfPage
    from tearline_verify.pagedata import DataPage


@dataclass(frozen=True, slots=True)
class RecordTask:
    """A record of the manifest that has files."""

    entry: Entry


@dataclass(slots=True)
class RecordDone:
    """What came of it: leaks and counts, and the pages to look at."""

    tally: Tally = field(default_factory=Tally)
    pages: list[PageTask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld on one page, by the manifest and by the desk's list."""

    deletions: tuple[pagedata.Deletion, ...]
    items: tuple[Item, ...]
    terms: frozenset[str] = frozenset()

    @property
    def black(self) -> tuple[Place, ...]:
        """Places that must be burnt, with their codes."""
        return tuple(sorted({(one.area, one.codes) for one in self.deletions}))

    @property
    def shaped(self) -> tuple[tuple[Box, str], ...]:
        """Deletions that are told to hide their width, and by which policy."""
        return tuple((one.area, one.policy) for one in self.deletions if one.policy != "exact")

    @property
    def white(self) -> tuple[Box, ...]:
        """Places that must be white."""
        return tuple(a for item in self.items if not item.acknowledged for a in item.areas)


def check(setting: Setting, task: RecordTask) -> RecordDone:
    """Check one record's three files."""
    entry, out = task.entry, Path(setting.out)
    done = RecordDone()
    paths = {path.split("/", 1)[0]: path for path in (file.path for file in entry.files)}
    pdf, text, data = paths["records"], paths["text"], paths["pages"]
    raw = {path: (out / path).read_bytes() for path in (pdf, text, data)}
    withheld = _withheld(setting, entry)
    told: list[DataPage] = []
    done.tally.run("page data", data, _read_data(entry, raw[data], data, told))
    shown: list[PdfPage] = []
    title: list[str] = []
    done.tally.run("grammar", pdf, _read_pdf(entry, raw[pdf], pdf, shown, title))
    scopes = _scopes(setting, withheld)
    refused = {leak.probe for leak in done.tally.leaks}
    if len(told) == len(shown) == len(entry.page_sizes):
        for one, page in zip(told, shown, strict=True):
            here = withheld[one.number]
            done.tally.run("channels", pdf, _channels(pdf, data, one, page, here), one.number)
            done.tally.run("tags", pdf, instep.leaks(pdf, one, page), one.number)
    elif not refused:
        done.tally.leak("channels", pdf, "the files of the record have other numbers of pages")
    # What was refused is not compared with anything: that would be told twice, and wrongly.
    if "page data" not in refused:
        pages = [page.text for page in told]
        done.tally.run("channels", text, channels.text(text, pages, raw[text]))
    if setting.against.given:
        done.tally.run("withholdings", pdf, _agreed(entry, withheld, pdf))
    if "grammar" not in refused:
        ours = [((p.width, p.height), [w.text for w in p.words]) for p in shown]
        done.tally.run("second parser", pdf, miner.compare(pdf, raw[pdf], ours))
    _values(done.tally, setting, (pdf, text, data), raw, title, told, shown, scopes)
    _pages(done, setting, pdf, raw[pdf], told, shown, withheld)
    return done


def _withheld(setting: Setting, entry: Entry) -> dict[int, Withheld]:
    """Return what is withheld, page by page."""
    listed = setting.against.of(entry.record)
    everywhere = listed.get(0, ([], set()))[1]
    out = {}
    for page in range(1, len(entry.page_sizes) + 1):
        items, terms = listed.get(page, ([], set()))
        deletions = tuple(one for number, one in entry.withholdings if number == page)
        out[page] = Withheld(deletions, tuple(items), frozenset(terms | everywhere))
    return out


def _scopes(setting: Setting, withheld: dict[int, Withheld]) -> dict[int, list[Terms]]:
    """Return the sets of values to look for on each page: the release's, and the page's own."""
    return {
        page: [setting.terms, *([Terms(here.terms)] if here.terms else [])]
        for page, here in withheld.items()
    }


def _read_data(entry: Entry, raw: bytes, file: str, told: list[DataPage]) -> Iterator[Leak]:
    """Read the page data into ``told``."""
    for number, line in enumerate(pagedata.lines(raw), 1):
        page = pagedata.page(line, entry.record, number)
        if number > len(entry.page_sizes):
            yield Leak("page data", file, "more pages than the manifest lists", number)
            return
        if (page.width, page.height) != entry.page_sizes[number - 1]:
            yield Leak("page data", file, "a page is not of the manifest's size", number)
        told.append(page)
    if len(told) != len(entry.page_sizes):
        yield Leak("page data", file, "fewer pages than the manifest lists")


def _read_pdf(
    entry: Entry, raw: bytes, file: str, shown: list[PdfPage], title: list[str]
) -> Iterator[Leak]:
    """Read the PDF by the grammar into ``shown``."""
    edition = grammar.Edition(raw)
    title.append(edition.title)
    if edition.title != entry.record:
        yield Leak("grammar", file, "the title is not the record's name")
    shown += edition.pages()
    sizes = [(page.width, page.height) for page in shown]
    if sizes != list(entry.page_sizes):
        yield Leak("grammar", file, "the pages are not those of the manifest")


def _channels(
    pdf: str, data: str, told: DataPage, shown: PdfPage, withheld: Withheld
) -> Iterator[Leak]:
    yield from channels.words(pdf, told, shown.words, shown.turn)
    yield from channels.places(data, told, withheld.deletions, withheld.white)


CLOSE = 100  # units by which a burnt place may be larger than what the desk asked for (pixels)


def _agreed(entry: Entry, withheld: dict[int, Withheld], file: str) -> Iterator[Leak]:
    """Compare the manifest's withholdings with the desk's list, both ways."""
    for page, here in withheld.items():
        width, height = entry.page_sizes[page - 1]
        asked = [
            ((max(a[0], 0), max(a[1], 0), min(a[2], width), min(a[3], height)), item)
            for item in here.items
            if item.acknowledged
            for a in item.areas
        ]
        for area, item in asked:
            found = [
                one
                for one in here.deletions
                if _holds(one.area, area) and set(item.codes) <= set(one.codes)
            ]
            if not found:
                what = "a place that was to be withheld is not in the manifest"
                yield Leak("withholdings", file, what, page, area)
            elif item.policy and item.policy not in {one.policy for one in found}:
                what = "a place that was to hide its width is told by another policy"
                yield Leak("withholdings", file, what, page, area)
        for one in here.deletions:
            if not any(_close(one.area, area) for area, _ in asked):
                what = "a withholding of the manifest that nobody asked for"
                yield Leak("withholdings", file, what, page, one.area)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1]
        and outer[2] >= inner[2] and outer[3] >= inner[3]
    )  # fmt: skip


def _close(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= CLOSE for a, b in zip(one, other, strict=True))


def _values(
    tally: Tally,
    setting: Setting,
    paths: tuple[str, str, str],
    raw: dict[str, bytes],
    title: list[str],
    told: Sequence[DataPage],
    shown: Sequence[PdfPage],
    scopes: dict[int, list[Terms]],
) -> None:
    """Look for withheld values in everything the three files say, and in their bytes."""
    pdf, text, data = paths
    whole = [setting.terms]
    for name in title:
        tally.run("values", pdf, values.in_name(whole, pdf, name))
    for n, page in enumerate(shown, 1):
        layer = " ".join(word.text for word in page.words)
        tally.run("values", pdf, values.in_text(
            scopes[n], pdf, layer, "stands in the text layer", n), n)  # fmt: skip
        tally.run("carve", pdf, values.in_bytes(
            scopes[n], pdf, page.stream, "stands in a content stream"), n)  # fmt: skip
    for one in told:
        tally.run("values", data, values.in_text(
            scopes[one.number], data, one.text, "stands in the page data", one.number),
            one.number)  # fmt: skip
        tally.run("carve", data, values.in_bytes(
            scopes[one.number], data, one.line, "stands in the page data"), one.number)  # fmt: skip
    given = raw[text].decode("utf-8", "replace")
    tally.run("values", text, values.in_text(whole, text, given, "stands in the text"))
    for page_text, number in zip(given.split(channels.PAGE_BREAK), scopes, strict=False):
        tally.run("values", text, values.in_text(
            scopes[number][1:], text, page_text, "stands in the text", number), number)  # fmt: skip
    for path in paths:
        tally.run("carve", path, values.in_bytes(
            whole, path, raw[path], "stands in the file's bytes", noise=path != text))  # fmt: skip


def _pages(
    done: RecordDone,
    setting: Setting,
    file: str,
    raw: bytes,
    told: Sequence[DataPage],
    shown: Sequence[PdfPage],
    withheld: dict[int, Withheld],
) -> None:
    """Make the tasks for the pages' pixels."""
    digest = sha256(raw).digest()
    for number, page in enumerate(shown, 1):
        here = withheld.get(number, Withheld((), ()))
        marks = {(one.area, channels.marker(one.codes)) for one in here.deletions}
        words = [w for w in told[number - 1].words if (w.box, w.text) not in marks] if (
            number <= len(told)
        ) else []  # fmt: skip
        done.pages.append(
            PageTask(
                path=str(Path(setting.out) / file),
                file=file,
                page=number,
                pages=len(shown),
                size=(page.width, page.height),
                picture=page.picture,
                black=here.black,
                white=here.white,
                words=tuple((w.text, w.box) for w in words if w.box is not None),
                turn=page.turn if page.words else (told[number - 1].turn if words else 0),
                sure=told[number - 1].confidence if number <= len(told) else None,
                terms=here.terms,
                again=bool(here.black or here.white)
                or picked(digest, number, setting.sample, full=setting.full),
                shaped=here.shaped,
            )
        )
