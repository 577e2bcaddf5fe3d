"""Pages that are being worked on, kept in memory between one key and the next: their text and their findings.

Promises: what is kept is what the catalog has: a page's text goes by the hash of its bytes, its findings by
their number and their ids, asked of the catalog each time. A few pages alone are kept. Threads share it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from tearline.desk.sheet import Found, Leaf, page_of, risk_on, rows_on
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.store import schema as t
from tearline.store.collection import Collection

MOST = 24  # pages: as many as people work at once
_MOST_WORDS = 20_000  # of a page that is kept

Made = TypeVar("Made")
Key = tuple[object, ...]


class PagesKept:
    """The pages of a desk that were looked at last."""

    def __init__(self, collection: Collection) -> None:
        """Begin with none."""
        self._collection = collection
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, object] = OrderedDict()

    def page_of(self, leaf: Leaf) -> Page | None:
        """Return the page as it was read, None where it was not; as ``sheet.page_of``."""
        if (leaf.row.words or 0) > _MOST_WORDS:
            return page_of(self._collection, leaf)
        return self._of(("page", leaf.row.blob), lambda: page_of(self._collection, leaf))

    def found_on(self, leaf: Leaf, guide: Guide) -> Found:
        """Return what was found on the page; as ``sheet.found_on``."""
        finding = t.finding.c
        counted = sa.select(sa.func.count(), sa.func.max(finding.id), sa.func.sum(finding.id))
        query = cast("sa.Select[Any]", counted)
        on_page = query.where(finding.file_id == leaf.file.id, finding.page == leaf.local)
        mark = tuple(next(self._collection.catalog.rows(on_page)))
        rows = self._of(
            ("found", leaf.file.id, leaf.local, mark), lambda: rows_on(self._collection, leaf)
        )
        return Found(rows, risk_on(self._collection, leaf, guide))

    def _of(self, key: Key, make: Callable[[], Made]) -> Made:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("Made", self._kept[key])  # by keys that say what is kept under them
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 2 * MOST:
                self._kept.popitem(last=False)
        return made
