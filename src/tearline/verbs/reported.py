"""The pages that a command about accounts is asked of: files as they lie there, or the texts of a collection.

Promises: a file that cannot be read is an error of its own, and the others are given; of a collection each
text is read once, its articles divided as persons said, and what failed is told. A file outside of a
collection is read here and now, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tearline.decisions import deciding, pointing
from tearline.decisions.pairing import beginnings_of
from tearline.decisions.register import OF_REGISTER, Register
from tearline.errors import UsageError
from tearline.findings import accounts
from tearline.findings.accounts import Beginning, account_of, divided
from tearline.model.account import ArticleAccount
from tearline.model.article import PageFound
from tearline.model.statement import Span
from tearline.records.articles.source import Sourced, sourced
from tearline.records.plain import decode
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.talk import Talk


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command is asked of: files, or records (all where none is named) of the collection in ``root``.

    ``dated`` is the day or the year of articles that print none; ``read``: statements are wanted, not only
    where the articles are.
    """

    root: Path
    files: tuple[Path, ...]
    records: tuple[str, ...] = ()
    dated: str = ""
    read: bool = True
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A page: its name, its file's hash ('' outside of a collection), its articles, what they tell.

    ``source`` leads places of the text to places of the file.
    """

    name: str
    sha256: str
    source: Sourced
    page: PageFound
    told: tuple[ArticleAccount, ...]

    def words(self, span: Span | None) -> str:
        """Return the words of a span of the page's text, '' for none."""
        return " ".join(self.page.text[slice(*span)].split()) if span else ""

    def place(self, span: Span | None) -> dict[str, object] | None:
        """Return a span's words, and its first and last character + 1 in the file; None for none."""
        if span is None:
            return None
        start, end = self.source.on_file(span)
        return {"text": self.words(span), "start": start, "end": end}


def given(asked: Asked, run: Run, talk: Talk) -> Iterator[Given | None]:
    """Yield the pages asked for, in order; None for each that could not be read or has no article."""
    if asked.files:
        if asked.records:
            raise UsageError("files and records are asked for at once", "Name one of the two.")
        yield from (_from_file(path, asked, talk) for path in asked.files)
        return
    with opened(asked.root, workers=asked.workers) as collection:
        register = register_of(collection)

        def told(sha256: str) -> tuple[Beginning, ...]:
            return beginnings_of(register, sha256)

        rows = list(_rows(collection, asked.records))
        if asked.read:
            accounts.account_all(collection, run, told, [row for row, _ in rows])
        for row, name in rows:
            yield _from_collection(collection, row, name, told, asked, talk)


def register_of(collection: Collection) -> Register:
    """Return the register as the collection's log tells it."""
    with deciding.open_log(collection) as log:
        return Register.of(log.naming(*OF_REGISTER))


def _rows(collection: Collection, records: Sequence[str]) -> Iterator[tuple[FileRow, str]]:
    """Yield the files of records, or all texts, each with the name of its record."""
    texts = {row.id: row for row in accounts.pages_of(collection)}
    if not records:
        for row in texts.values():
            yield row, next(iter(collection.catalog.names_of_file(row.id)), row.sha256[:12])
        return
    for asked in records:
        number, name = pointing.resolve(collection, asked)
        found = [row for row in collection.catalog.files_of(number) if row.id in texts]
        if not found:
            raise UsageError(
                f"{name} is no page of reporting",
                "Text files are: save the page's text, and add it.",
            )
        yield from ((row, name) for row in found)


def _from_collection(
    collection: Collection, row: FileRow, name: str, told: accounts.Told, asked: Asked, talk: Talk
) -> Given | None:
    if not asked.read:
        source = accounts.source_of(collection, row)
        page, _ = divided(source, told(row.sha256))
        return _with_articles(Given(name, row.sha256, source, page, ()), talk)
    account = accounts.kept(collection, row, told)
    if account is None:
        error = UsageError(f"{name} could not be read", "`tearline doctor` tells what is missing.")
        talk.error(error)
        return None
    source = accounts.source_of(collection, row, account)
    page = PageFound(source.text, account.lines, account.articles)
    return _with_articles(Given(name, row.sha256, source, page, account.told), talk)


def _from_file(path: Path, asked: Asked, talk: Talk) -> Given | None:
    try:
        source = sourced(_text(path))
    except UsageError as error:
        talk.error(error)
        return None
    if not asked.read:
        return _with_articles(Given(path.name, "", source, source.found(), ()), talk)
    account = account_of(source, (), asked.dated)
    page = PageFound(source.text, account.lines, account.articles)
    return _with_articles(Given(path.name, "", source, page, account.told), talk)


def _with_articles(one: Given, talk: Talk) -> Given | None:
    if one.page.articles:
        return one
    said = f"{one.name}: no article: no line of it ends as a sentence does."
    talk.datum("no_article", said, file=one.name)
    return None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(accounts.MOST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Check the path.") from None
    if len(data) > accounts.MOST:
        raise UsageError(
            f"{path.name} is larger than {accounts.MOST >> 20} MB", "Save the page's text alone."
        )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path.name} is no text", "Save the page as text (UTF-8).")
    return decode(data)
