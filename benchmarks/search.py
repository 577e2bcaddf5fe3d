"""Index and search at size, next to SQLite FTS5 in the same run: CPU seconds, milliseconds, megabytes.

The pages are copies of the shared texts, perturbed: in each copy after the first, one word in twenty has one
to three letters changed. That keeps lengths, phrases and common words as they are, and makes up the rare
ones: the vocabulary grows with every copy as scanning makes it grow, to under half of what real texts of that
many pages had (3.9 million words; what this made is told). Its garbage is evenly spread where real garbage comes
in heaps, a word's pages grow in step with the copies, and copies compress well together: sizes are low.

Queries are drawn from running text, so common words are common in them: words of four letters and more, and
pairs of neighbours. Each is asked for its best 20 pages with snippets, one after another, in one thread.
Making the pages is not counted.

Last, the shared texts as a collection of the desk's own, a made-up box for each word: what its index costs at
first, when nothing changed, and when a record more was read; and what that comes to for 80,000 pages.

python benchmarks/search.py [--pages N] [--real DIR] [--out FILE] [--keep DIR]
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import string
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from measuring import Desk, Report, arguments, folder, needed, start
from parts import Parts, Told, peak_mb
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word
from tearline.reading.lists.numbers import Aliases
from tearline.reading.released import ReleasedPage
from tearline.reading.searching.chips import expand
from tearline.reading.searching.fields import Fields, IndexPage, released_fields
from tearline.reading.searching.index import build, open_built
from tearline.reading.searching.search import Search
from tearline.reading.searching.translating import Vocabulary
from tearline.reading.witnesses.witness import TextFolder
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.catalog import key_of
from tearline.store.collection import Collection, opened
from tearline.verbs.own_pages import OwnPages

PAGES, ASKED, TOP = 350_000, 300, 20
FLAT = 350  # words of a page where a text has no pages
EVERY = 20  # one word in so many is damaged
RELEASES = ("2018", "2022", "2023", "2025")
_WORD = re.compile(r"[A-Za-z]{4,}")


class Unweighed(Vocabulary):
    """Leaves every index its own rarity of words."""

    def weight(self, at: int, name: str, words: Sequence[str]) -> float:
        """Change nothing."""
        del at, name, words
        return 1.0


class Pages:
    """Yields pages without end, and counts the CPU that making them takes."""

    def __init__(self, texts: Path, *, fields: bool = True) -> None:
        """Read the shared texts once, as pages."""
        self.cpu, self.sheets, self.records = 0.0, 0.0, 0
        self.own = [page for name in RELEASES for page in self._read(texts / name, fields)]

    def _read(self, path: Path, fields: bool) -> Iterator[IndexPage]:
        texts = TextFolder(needed(path, "the folder of shared texts"), path.name, Aliases.none())
        for name in texts.records():
            record = texts.read(name)
            shown = [page.text for page in record.pages]
            if not record.paged:
                words = re.findall(r"\s*\S+", " ".join(shown))
                shown = ["".join(words[i : i + FLAT]) for i in range(0, len(words), FLAT)] or [""]
            has: Fields = Fields((name,))
            if fields:
                since = time.process_time()
                first = ReleasedPage(name, 1, 0, 0, 0, None, shown[0], (), ())
                has, _ = released_fields((name,), "released in part", first)
                self.sheets += time.process_time() - since
                self.records += 1
            for number, text in enumerate(shown, 1):
                yield IndexPage(name, path.name, number, text, fields=has)

    def __call__(self, count: int) -> Iterator[IndexPage]:
        """Yield so many: the texts themselves, then copies of them."""
        yield from islice(self._endless(), count)

    def _endless(self) -> Iterator[IndexPage]:
        yield from self.own
        copy, chance = 0, random.Random(7)
        while True:
            copy += 1
            for page in self.own:
                since = time.thread_time()
                made = IndexPage(
                    f"{page.record}-{copy}", page.release, page.page,
                    damaged(page.text, chance), fields=page.fields,
                )  # fmt: skip
                self.cpu += time.thread_time() - since
                yield made


def damaged(text: str, chance: random.Random) -> str:
    """Return a text with one to three letters changed in one word in twenty."""
    words = text.split(" ")
    for _ in range(len(words) // EVERY + 1):
        at = chance.randrange(len(words))
        for _ in range(chance.randint(1, 3) if words[at] else 0):
            i = chance.randrange(len(words[at]))
            words[at] = words[at][:i] + chance.choice(string.ascii_lowercase) + words[at][i + 1 :]
    return " ".join(words)


def drawn(pages: Sequence[IndexPage]) -> tuple[list[str], list[str]]:
    """Return words and pairs of neighbours, drawn from running text."""
    chance, words, phrases = random.Random(11), set[str](), set[str]()
    while len(words) < ASKED or len(phrases) < ASKED:
        found = _WORD.findall(chance.choice(pages).text.lower())
        if len(found) > 3:
            words.add(chance.choice(found))
        pairs = re.findall(r"\b([a-z]{2,}) ([a-z]{4,})\b", chance.choice(pages).text.lower())
        if pairs:
            phrases.add(" ".join(chance.choice(pairs)))
    return sorted(words)[:ASKED], sorted(phrases)[:ASKED]


def timed(ask: Callable[[str], Any], queries: Sequence[str]) -> tuple[float, float]:
    """Return median and 95th percentile in CPU milliseconds, each query asked once, in one order."""
    for query in queries[:5]:
        ask(query)  # files are opened
    took = []
    for query in queries:
        since = time.process_time()
        ask(query)
        took.append((time.process_time() - since) * 1000)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)]


def size(path: Path) -> float:
    """Return a file's or a folder's megabytes."""
    files = [path] if path.is_file() else path.rglob("*")
    return sum(file.stat().st_size for file in files) / 1e6


def ours(report: Told, pages: Pages, count: int, base: Path, queries: Any) -> None:
    """Index with Tearline and search."""
    place = emptied(base / "tearline")
    pages.cpu, since = 0.0, time.process_time()
    built = build(pages(count), place)
    cpu = time.process_time() - since - pages.cpu
    whole = count / PAGES
    report.figure("tearline: index", cpu, "CPU-s", at_most=80 * whole)
    report.figure("tearline: size, texts kept", size(place), "MB")
    report.figure("peak memory so far, the shared texts included",
                  peak_mb(), "MB")  # fmt: skip
    index = open_built(place, built)
    search, (words, phrases) = Search([index]), queries
    since = time.process_time()
    report.figure("distinct words", len(index.searcher.terms_with_prefix("text", "")))
    took = (time.process_time() - since) * 1000
    report.figure("reading them all, which chips do without", took, "CPU-ms")
    _both(report, "tearline: word", timed(lambda q: search.search(q, limit=TOP), words), 3)
    quoted = [f'"{phrase}"' for phrase in phrases]
    _both(report, "tearline: phrase", timed(lambda q: search.search(q, limit=TOP), quoted), 8)
    near = [f"{phrase}~5" for phrase in quoted]
    _both(report, "tearline: nearness", timed(search.search, near))
    pairs = zip(words, reversed(words), phrases, strict=True)
    joined = [f"({a} OR {b}) -{c.split()[0]}" for a, b, c in pairs]
    _both(report, "tearline: a OR b, without c", timed(search.search, joined))
    begun = [f"{word[:4]}*" for word in words]
    _both(report, "tearline: beginning of four letters", timed(search.search, begun))
    _both(report, "tearline: word, facets and records counted",
          timed(lambda q: search.search(q, facets=True), words))  # fmt: skip
    fresh = [word for word in words if len(word) < 12]
    _both(
        report, "tearline: chips of a word", timed(lambda q: expand(q, Vocabulary([index])), fresh)
    )
    found = search.search(words[0], limit=TOP)
    report.say(f"for instance '{words[0]}': {found.pages} pages")


def sqlite(report: Told, pages: Pages, count: int, base: Path, queries: Any) -> None:
    """Do the same with SQLite's FTS5, text kept beside."""
    path = emptied(base / "sqlite") / "fts.db"
    db = sqlite3.connect(path)
    db.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE page (id INTEGER PRIMARY KEY, record TEXT, number INTEGER, text TEXT);"
        "CREATE VIRTUAL TABLE words USING fts5(text, content='page', content_rowid='id');"
    )
    pages.cpu, since = 0.0, time.process_time()
    rows = ((one.record, one.page, one.text) for one in pages(count))
    db.executemany("INSERT INTO page (record, number, text) VALUES (?, ?, ?)", rows)
    db.execute("INSERT INTO words (words) VALUES ('rebuild')")
    db.commit()
    report.figure("sqlite fts5: index", time.process_time() - since - pages.cpu, "CPU-s")
    report.figure("sqlite fts5: size, texts kept", size(path), "MB")
    sql = (
        "SELECT page.record, page.number, snippet(words, 0, '[', ']', '', 40) FROM words "
        "JOIN page ON page.id = words.rowid WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?"
    )
    count_sql = "SELECT count(*) FROM words WHERE words MATCH ?"

    def ask(query: str) -> Any:
        quoted = f'"{query}"'
        return db.execute(count_sql, (quoted,)).fetchone(), db.execute(
            sql, (quoted, TOP)
        ).fetchall()

    for name, asked in zip(("word", "phrase"), queries, strict=True):
        _both(report, f"sqlite fts5: {name}", timed(ask, asked))
    db.close()


def merged(report: Told, pages: Pages, base: Path, words: Sequence[str]) -> None:
    """One index a release against one over all: how many of the first twenty are the same."""
    places = {name: base / f"of-{name}" for name in ("all", *RELEASES)}
    indexes = []
    for name, place in places.items():
        emptied(place)
        own = pages.own if name == "all" else [one for one in pages.own if one.release == name]
        indexes.append(open_built(place, build(own, place)))
    one, several = Search(indexes[:1]), Search(indexes[1:])
    unweighed = Search(indexes[1:])
    unweighed._words = Unweighed(indexes[1:])  # noqa: SLF001
    shares: dict[str, list[float]] = {"weighed as one": [], "each by its own": []}
    pairs = [" OR ".join(pair) for pair in pairwise(words)]
    for query in pairs:
        best = one.search(query, limit=TOP)
        scores = [hit.score for hit in best.hits]
        if len(scores) < TOP or best.pages <= TOP:
            continue
        want = {hit.address for hit in best.hits}
        for name, search in zip(shares, (several, unweighed), strict=True):
            got = {hit.address for hit in search.search(query, limit=TOP).hits}
            shares[name].append(len(want & got) / TOP)
    for name, each in shares.items():
        report.figure(f"four indexes as one, {name}: the same first {TOP}",
                      sum(each) / len(each), f"of {len(each)}")  # fmt: skip


def desk(report: Told, pages: Pages, base: Path) -> None:
    """Search the texts as the pages of a collection."""
    made = Desk(emptied(base / "desk"), "own")
    os.environ["TEARLINE_KEYS"] = made.env["TEARLINE_KEYS"]
    with opened(made.root) as collection:
        records = [list(group) for _, group in groupby(pages.own, lambda p: (p.release, p.record))]
        for at, record in enumerate(records[:-1]):
            _read_record(collection, at, record)
        count = len(pages.own) - len(records[-1])
        cost = _seconds(lambda: OwnPages(collection))
        report.figure("collection: index", cost / count * 1000, "CPU-ms a page")
        report.figure("collection: index of 80,000 pages, by that", cost / count * 80_000, "CPU-s")
        cost = _seconds(lambda: OwnPages(collection))
        report.figure("collection: nothing changed", cost * 1000, f"CPU-ms, {count}")
        report.figure("collection: that of 80,000 pages", cost / count * 80_000, "CPU-s")
        _read_record(collection, len(records), records[-1])
        cost = _seconds(lambda: OwnPages(collection))
        report.figure(f"collection: {len(records[-1])} pages more", cost * 1000, "CPU-ms")
        found = OwnPages(collection).search.search("page:1..")
        if found.pages != len(pages.own):
            report.say(f"WRONG: {found.pages} pages found of {len(pages.own)}")


def _seconds(work: Callable[[], object]) -> float:
    since = time.process_time()
    work()
    return time.process_time() - since


def _read_record(collection: Collection, at: int, pages: Sequence[IndexPage]) -> None:
    """Write a record's rows and readings, as reading would."""
    name = f"{pages[0].record}-{pages[0].release}-{at}"
    with collection.catalog.write() as connection:
        values = {"sha256": key_of(name), "size": 1, "media_type": "application/pdf"}
        file = connection.execute(sa.insert(t.file).values(pages=len(pages), **values))
        record = connection.execute(sa.insert(t.record).values(uid=name, name=name, title=name))
        ids = {"file_id": file.inserted_primary_key[0]}
        rid = record.inserted_primary_key[0]
        connection.execute(sa.insert(t.record_file).values(record_id=rid, position=0, **ids))
        for number, one in enumerate(pages, 1):
            words = tuple(
                Word(m[0], *m.span(), Area(100, 100, 900, 200), 90.0)
                for m in re.finditer(r"\S+", one.text)
            )
            read = Page(number, 61200, 79200, one.text, words, TextSource.OCR, "made", "1", 90.0)
            blob = collection.blobs.put(leaves.pack_page(read))
            row = {"number": number, "width": 61200, "height": 79200, "version": "1", "blob": blob}
            connection.execute(sa.insert(t.page).values(**ids, **row))


def emptied(place: Path) -> Path:
    """Return a folder with nothing in it, whatever a run that was stopped has left."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    return place


def _both(report: Told, name: str, took: tuple[float, float], most: float | None = None) -> None:
    report.figure(f"{name}, median", took[0], "CPU-ms")
    report.figure(f"{name}, 95 of 100", took[1], "CPU-ms", at_most=most)


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--pages", type=int, default=PAGES, help="pages to make")
    asked = parser.parse_args(argv)
    texts = needed(asked.real / "jfk-text", "the folder of shared texts")
    report = Report("search", asked.out)
    pages = Pages(texts)
    queries = drawn(pages.own)
    report.figure("pages", asked.pages, f"of {len(pages.own)} of the shared texts")
    report.figure("fields of a record's first page", pages.sheets / pages.records * 1000, "CPU-ms")
    with folder(asked.keep) as base:
        parts = Parts(report, base, __file__, texts, asked.pages)
        parts.part("tearline", lambda told: ours(told, pages, asked.pages, base, queries))
        parts.part("sqlite fts5", lambda told: sqlite(told, pages, asked.pages, base, queries))
        parts.part("releases as one", lambda told: merged(told, pages, base, queries[0]))
        parts.part("a collection", lambda told: desk(told, pages, base))
    return report.missed


if __name__ == "__main__":
    start(main)
