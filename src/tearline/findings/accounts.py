"""The pages of reporting in a collection: split, and read for statements, times, commitments and incidents.

Promises: each text file is read once for each way its articles are told apart, in a confined worker; what
was read lies in a blob and can be made again. A text in which no line is a sentence's has no article. Does
not read scans and PDFs: reporting comes in as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import sqlalchemy as sa
import zstandard

from tearline.errors import UsageError
from tearline.findings.commitments.found import commitments
from tearline.findings.commitments.kept import compliance, conflicts
from tearline.findings.incidents.found import incidents
from tearline.findings.incidents.measures import measures
from tearline.findings.readouts.accounts import claims_in
from tearline.findings.statements import parsing
from tearline.findings.statements.reading import read_article
from tearline.model.account import ArticleAccount, PageAccount
from tearline.model.article import Article, LineLabel, PageFound
from tearline.model.as_data import of_data, to_data
from tearline.model.record import MediaType
from tearline.model.statement import Span
from tearline.records.articles.found import merge, paragraphs, split
from tearline.records.articles.markup import is_markup
from tearline.records.articles.source import Sourced, sourced
from tearline.records.plain import decode
from tearline.store.catalog import FileRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE, VERSION = "account", "5"
MOST = 32 << 20  # bytes of a page


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a person said of the line at ``start`` of the file: does an article begin there, and its day."""

    start: int
    begins: bool
    dated: str = ""


Told = Callable[[str], Sequence[Beginning]]
"""Returns what persons said of a file's lines, by its hash."""


@dataclass(frozen=True, slots=True)
class AccountJob:
    """A page to be read: its bytes' path, and what persons said of its lines."""

    path: str
    beginnings: tuple[Beginning, ...]


def read_account(job: AccountJob) -> bytes:
    """Read a page; runs in a worker. Returns a ``PageAccount`` as compressed JSON."""
    account = account_of(sourced(decode(Path(job.path).read_bytes())), job.beginnings)
    return zstandard.compress(json.dumps(to_data(account), ensure_ascii=False).encode(), 9)


@dataclass(frozen=True, slots=True)
class ClaimsJob:
    """A page whose accounts are to be laid beside others: its bytes' path, its name, who speaks in it."""

    path: str
    beginnings: tuple[Beginning, ...]
    name: str
    speakers: tuple[tuple[str, tuple[str, ...]], ...]


def read_claims(job: ClaimsJob) -> bytes:
    """Read what a page's accounts say; runs in a worker. Returns claims as JSON."""
    source = sourced(decode(Path(job.path).read_bytes()))
    account = account_of(source, job.beginnings)
    page = PageFound(source.text, account.lines, account.articles)
    articles = ((paragraphs(page, told.number), told.statements) for told in account.told)
    found = claims_in((job.name, job.name, source.text), articles, dict(job.speakers))
    return json.dumps(to_data(tuple(found)), ensure_ascii=False).encode()


def account_of(
    source: Sourced, beginnings: Sequence[Beginning] = (), dated: str = ""
) -> PageAccount:
    """Return what a page tells; ``dated`` is the day or year of articles of which nothing else says it.

    ProgramMissingError: the language model is not installed.
    """
    page, days = divided(source, beginnings)
    told = []
    for article in page.articles:
        given = days.get(article.headline, dated)
        said = day_of(article, given)
        spans = paragraphs(page, article.number)
        reading = read_article(page.text, spans, said, article.number, year_of(given))
        found = (
            tuple(commitments(reading)),
            tuple(incidents(reading)),
            tuple(compliance(reading)),
            tuple(conflicts(reading, _besides(page, article.number))),
            tuple(measures(reading)),
        )
        told.append(ArticleAccount(article.number, said, reading.whens, reading.statements, *found))
    return PageAccount(page.lines, page.articles, tuple(told), source.shown_from)


def _besides(page: PageFound, article: int) -> list[Span]:
    """Return the captions and heads of an article: what they say counts beside its text."""
    wanted = {LineLabel.CAPTION, LineLabel.HEADLINE, LineLabel.SUBHEAD}
    return [
        (one.start, one.end) for one in page.lines if one.article == article and one.label in wanted
    ]


def divided(
    source: Sourced, beginnings: Sequence[Beginning] = ()
) -> tuple[PageFound, dict[int, str]]:
    """Return a page divided as persons said, and the days they gave, by the headline's line.

    What they said of a line that is no longer there, or that stands as it is already, changes nothing.
    """
    page = source.found()
    if not beginnings:
        return page, {}
    lines = {
        source.on_file((line.start, line.end))[0]: at
        for at, line in enumerate(page.lines)
        if line.start < line.end
    }
    days: dict[int, str] = {}
    for one in beginnings:
        line = lines.get(one.start)
        if line is None:
            continue
        days[line] = one.dated
        at = next((a.number for a in page.articles if a.headline == line), 0)
        try:
            if one.begins and not at:
                page = split(page, line)
            elif at and not one.begins:
                page = merge(page, at)
        except UsageError:
            continue
    return page, {line: day for line, day in days.items() if day}


def day_of(article: Article, dated: str) -> date | None:
    """Return the day an article is dated: as printed, else as a person says; None where no year is known.

    ``dated`` is a day (2031-03-19), or a year (2031) for an article that prints its day without one.
    UsageError: it is neither.
    """
    told = article.date.value
    if told and not told.startswith("--"):
        return date.fromisoformat(told)
    if year_of(dated):
        dated = f"{dated}-{told.removeprefix('--')}" if told else ""
    try:
        return date.fromisoformat(dated) if dated else None
    except ValueError:
        raise UsageError(
            f"{dated} is no day", "Write a day, 2031-03-19, or the year alone, 2031."
        ) from None


def year_of(dated: str) -> int:
    """Return the year that a person gave for an article, 0 for none."""
    return int(dated) if len(dated) == len("2031") and dated.isdecimal() else 0


def account_all(collection: Collection, run: Run, told: Told, files: Sequence[FileRow]) -> None:
    """Read every page that has not been read as its articles now stand.

    ProgramMissingError: no language model is installed.
    """
    parsing.ready()

    def units() -> Iterator[tuple[str, AccountJob]]:
        for row in files:
            yield _key(row, told), job_of(collection, row, told)

    def keep(_connection: sa.Connection, _job: AccountJob, found: bytes) -> str:
        return collection.blobs.put(found)

    stage = Stage(STAGE, version(), read_account, keep, sticky=False)
    work_through(collection, stage, units(), run, total=len(files))


def pages_of(collection: Collection) -> Iterator[FileRow]:
    """Yield the files that may be pages of reporting: texts of no more than 32 MB."""
    for row in collection.catalog.files():
        if row.media_type == MediaType.TEXT and row.pages and row.size <= MOST:
            yield row


def kept(collection: Collection, row: FileRow, told: Told) -> PageAccount | None:
    """Return what was read of a page; None where it was not read as its articles now stand, or failed."""
    done = collection.catalog.stage_row(STAGE, _key(row, told), version())
    if done is None or done.state != "done" or not collection.blobs.has(done.blob):
        return None
    return unpacked(collection.blobs.get(done.blob))


def unpacked(data: bytes) -> PageAccount:
    """Return what a worker read. ValueError: it is of another shape."""
    plain = zstandard.decompress(data, max_output_size=1 << 30)
    return of_data(PageAccount, json.loads(plain))


def source_of(collection: Collection, row: FileRow, account: PageAccount | None = None) -> Sourced:
    """Return a page as it came in; as it was read, nothing of a stranger's markup is parsed here again.

    ProgramMissingError: it is HTML that was not read yet, and nothing here reads that.
    """
    if account is not None and account.shown is not None:
        return Sourced(account.shown.text, account.shown)
    decoded = decode(collection.blobs.get(row.sha256))
    return Sourced(decoded) if account is not None else sourced(decoded)


def text_of(collection: Collection, row: FileRow) -> str | None:
    """Return the text of a page whose places are its own: none where it is HTML, which is read first."""
    if row.media_type != MediaType.TEXT or row.size > MOST:
        return None
    decoded = decode(collection.blobs.get(row.sha256))
    return None if is_markup(decoded) else decoded


def version() -> str:
    """Return the version of a reading: ours and the model's."""
    return f"{VERSION} {parsing.MODEL_SHA256[:16]} {_words()}"


@cache
def _words() -> str:
    """Return a hash of the word lists: a list that a desk has edited is read with again."""
    lists = (
        ("tearline.records.articles", "phrases.toml"),
        ("tearline.findings.statements", "lexicon.toml"),
        ("tearline.findings.commitments", "lexicon.toml"),
        ("tearline.findings.incidents", "lexicon.toml"),
        ("tearline.findings.incidents", "measures.toml"),
    )
    data = (resources.files(package).joinpath(name).read_bytes() for package, name in lists)
    return hashlib.sha256(b"\0".join(data)).hexdigest()[:16]


def _key(row: FileRow, told: Told) -> str:
    return key_of(row.sha256, to_data(tuple(told(row.sha256))))


def job_of(collection: Collection, row: FileRow, told: Told) -> AccountJob:
    """Return the job of reading a page as its articles now stand."""
    return AccountJob(str(collection.blobs.path(row.sha256)), tuple(told(row.sha256)))
