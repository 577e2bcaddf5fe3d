"""What page texts are known again by: keyed hashes, signatures, and which two were found alike.

Promises: pages with the same text share a key, so that a pair of texts stands for every pair of pages
that have them. A key says nothing of the text to whom the collection's own key is not given. Does not
say what alike means: that is for ``findings.duplicates``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from tearline.model.page import Page
from tearline.store import schema as t
from tearline.store.catalog import Catalog


class Leaf(NamedTuple):
    """A page by its file's hash and its number there."""

    sha256: str
    page: int


class Text(NamedTuple):
    """A page's text as the catalog knows it: where it stands, its key, signature and page blob."""

    leaf: Leaf
    key: str
    signature: bytes
    blob: str


def keep_text(catalog: Catalog, connection: sa.Connection, file_id: int, page: Page) -> None:
    """Note the key of a page's text; its signature waits until the page is searched."""
    row = {"file_id": file_id, "page": page.number, "text_key": catalog.value_key(page.text)}
    connection.execute(
        insert(t.page_text)
        .values(**row, signature=b"")
        .on_conflict_do_update(
            index_elements=["file_id", "page"],
            set_={
                "text_key": row["text_key"],
                # read again to the same text: what was worked out of it stands
                "signature": sa.case(
                    (t.page_text.c.text_key == row["text_key"], t.page_text.c.signature), else_=b""
                ),
            },
        )
    )


def keep_signatures(
    connection: sa.Connection, file_id: int, signatures: Iterable[tuple[int, bytes]]
) -> None:
    """Note the signatures of a file's pages: (page, signature)."""
    for page, signature in signatures:
        connection.execute(
            sa.update(t.page_text)
            .where(t.page_text.c.file_id == file_id, t.page_text.c.page == page)
            .values(signature=signature)
        )


def text_keys(catalog: Catalog, file_id: int) -> dict[int, str]:
    """Return the key of each page's text of a file, by page number."""
    query = sa.select(t.page_text.c.page, t.page_text.c.text_key).where(
        t.page_text.c.file_id == file_id
    )
    return {row.page: row.text_key for row in catalog.rows(query)}


def texts(catalog: Catalog) -> Iterator[Text]:
    """Stream the pages that have a signature, in the order of file hash and page."""
    query = (
        sa.select(
            t.file.c.sha256,
            t.page_text.c.page,
            t.page_text.c.text_key,
            t.page_text.c.signature,
            t.page.c.blob,
        )
        .select_from(t.page_text)
        .join(t.file)
        .join(
            t.page,
            sa.and_(
                t.page.c.file_id == t.page_text.c.file_id, t.page.c.number == t.page_text.c.page
            ),
        )
        .where(sa.func.length(t.page_text.c.signature) > 0)
        .order_by(t.file.c.sha256, t.page_text.c.page)
    )
    for row in catalog.rows(query):
        yield Text(Leaf(row.sha256, row.page), row.text_key, row.signature, row.blob)


def replace_twins(connection: sa.Connection, found: Sequence[tuple[str, str, float]]) -> None:
    """Put pairs of texts that are copies in the place of those there were: (key, other key, likeness)."""
    connection.execute(sa.delete(t.twin))
    if found:
        rows = [{"text_key": a, "other_key": b, "likeness": share} for a, b, share in found]
        connection.execute(insert(t.twin).on_conflict_do_nothing(), rows)


def twins(catalog: Catalog, at_least: float = 0.0) -> dict[Leaf, tuple[Leaf, ...]]:
    """Return, for each page that has any, the pages with the same text or one that is a copy.

    ``at_least``: how much (0 to 1) of their words must agree.
    """
    places: defaultdict[str, list[Leaf]] = defaultdict(list)
    for text in texts(catalog):
        places[text.key].append(text.leaf)
    alike: defaultdict[str, set[str]] = defaultdict(set)
    query = sa.select(t.twin.c.text_key, t.twin.c.other_key).where(t.twin.c.likeness >= at_least)
    for row in catalog.rows(query):
        alike[row.text_key].add(row.other_key)
        alike[row.other_key].add(row.text_key)
    found: dict[Leaf, tuple[Leaf, ...]] = {}
    for key, leaves in places.items():
        others = [leaf for other in sorted(alike[key]) for leaf in places.get(other, ())]
        for leaf in leaves:
            rest = tuple(sorted({*leaves, *others} - {leaf}))
            if rest:
                found[leaf] = rest
    return found
