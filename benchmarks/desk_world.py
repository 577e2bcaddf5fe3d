"""A collection with as many findings as one likes: rows through the schema, one real page, nobody real.

Findings are spread over files of 50 pages; one page of a real PDF has 500. Values repeat as they do in
records: a few stand in hundreds of places. Texts are all of one page, so that a catalog of a million findings
is made in a minute: what is measured here is the catalog and the desk, not the reading of pages.
"""

from __future__ import annotations

import random
from pathlib import Path

import sqlalchemy as sa
from reportlab.pdfgen.canvas import Canvas

from tearline.findings import searching
from tearline.model.page import Page, TextSource, Word
from tearline.model.record import MediaType
from tearline.records import intake, reader, reading
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.verbs import changing

PAGES = 50  # of a file
MANY = 500  # findings of the one page
KINDS = (
    ("ssn", 0.95),
    ("phone", 0.9),
    ("name.person", 0.8),
    ("name.tied", 0.85),
    ("birth_date", 0.6),
)
SEED = 17
_READ = reader.version_for(MediaType.PDF)  # else the pages would be taken for unread


def make(root: Path, findings: int, per_page: int = 10) -> str:
    """Make a collection of about ``findings`` findings in ``root``; return the record of the page of 500."""
    papers = root.parent / "papers"
    papers.mkdir(exist_ok=True)
    _sheet(papers / "payroll.pdf")
    changing.begin(root, "foia", "bench")
    with opened(root, workers=0) as collection:
        intake.add(collection, [papers], Run())
        reading.read_all(collection, Run())
        _many(collection)
        _fill(collection, findings, per_page)
    return "payroll"


def _sheet(path: Path) -> None:
    sheet = Canvas(str(path), pagesize=(612, 792), invariant=1)
    sheet.setFont("Courier", 6)
    for row in range(100):
        for column in range(5):
            sheet.drawString(
                30 + 112 * column,
                770 - 7.4 * row,
                f"{row:03d} {column} 912-44-{row * 5 + column:04d}",
            )
    sheet.showPage()
    sheet.save()


def _many(collection: Collection) -> None:
    """Put 500 findings on the real page, where its words stand."""
    file = next(iter(collection.catalog.files()))
    row = next(collection.catalog.pages(file.id))
    page = leaves.unpack_page(collection.blobs.get(row.blob))
    words = [word for word in page.words if word.area and len(word.text) > 8][:MANY]
    rows = [_row(file.id, 1, word.start, word.end, word.area.as_list(), "ssn", 0.95, f"m{n}")
            for n, word in enumerate(words) if word.area]  # fmt: skip
    with collection.catalog.write() as connection:
        connection.execute(sa.insert(t.finding), rows)


def _row(
    file_id: int,
    page: int,
    start: int,
    end: int,
    area: list[int],
    kind: str,
    score: float,
    value: str,
) -> dict[str, object]:
    return {
        "file_id": file_id, "page": page, "start": start, "end": end, "areas": str([area]).replace(" ", ""),
        "kind": kind, "score": score, "detector": "bench", "version": "1", "why": "made for measuring",
        "value_key": value,
    }  # fmt: skip


def _fill(collection: Collection, findings: int, per_page: int) -> None:
    text = " ".join(f"word{n}" for n in range(300))
    words = tuple(Word(f"word{n}", 0, 5, None, 90.0) for n in range(1))
    page = Page(1, 61200, 79200, text, words[:0], TextSource.OCR, "bench", "1", 90.0)
    blob = collection.blobs.put(leaves.pack_page(page))
    draw = random.Random(SEED)
    files = max(1, findings // (PAGES * per_page))
    for first in range(0, files, 100):
        with collection.catalog.write() as connection:
            for n in range(first, min(files, first + 100)):
                _file(connection, n, blob, per_page, draw)


def _file(connection: sa.Connection, n: int, blob: str, per_page: int, draw: random.Random) -> None:
    sha256 = f"{n:064x}"
    made = connection.execute(
        sa.insert(t.file).values(sha256=sha256, size=1, media_type="application/pdf", pages=PAGES)
    )
    (file_id,) = made.inserted_primary_key or (0,)
    record = connection.execute(
        sa.insert(t.record).values(uid=f"u{n}", name=f"r{n:06d}", title=f"r{n:06d}")
    )
    (record_id,) = record.inserted_primary_key or (0,)
    connection.execute(
        sa.insert(t.record_file).values(record_id=record_id, file_id=file_id, position=0)
    )
    connection.execute(
        sa.insert(t.page),
        [
            {"file_id": file_id, "number": number, "width": 61200, "height": 79200, "version": _READ,
             "blob": blob, "confidence": draw.choice((30.0, 60.0, 90.0, 90.0)), "words": 300, "source": "ocr"}
            for number in range(1, PAGES + 1)
        ],
    )  # fmt: skip
    connection.execute(
        sa.insert(t.present).values(
            file_id=file_id, stage=searching.STAGE, key="bench", version="1"
        )
    )
    rows = []
    for number in range(1, PAGES + 1):
        for at in range(per_page):
            kind, score = draw.choice(KINDS)
            top, start = 2000 + 1500 * at, 20 * at
            value = f"v{int(draw.paretovariate(0.6)) % 400_000}"
            rows.append(
                _row(
                    file_id,
                    number,
                    start,
                    start + 9,
                    [6000, top, 12000, top + 900],
                    kind,
                    score,
                    value,
                )
            )
    connection.execute(sa.insert(t.finding), rows)
