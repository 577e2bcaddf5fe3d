"""A page on which nothing stands has been searched when its file has been, whether or not a model is asked."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from tearline.findings import searching
from tearline.findings.names import nlp
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.verbs import changing


@pytest.mark.skipif(not nlp.available(), reason="tearline[nlp] is not installed")
def test_a_blank_page_does_not_keep_its_file_unsearched(tmp_path, monkeypatch):
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    monkeypatch.delenv("TEARLINE_MODEL", raising=False)
    sheet = Canvas(str(tmp_path / "paper.pdf"), pagesize=(612, 792), invariant=1)
    sheet.drawString(
        72, 700, "The harbor office was closed, and the clerk came again in the week after it."
    )
    sheet.showPage()
    sheet.showPage()
    sheet.save()
    changing.begin(tmp_path / "c", "foia", "small")
    with opened(tmp_path / "c", workers=0) as collection:
        assert collection.config.model
        intake.add(collection, [tmp_path / "paper.pdf"], Run())
        reading.read_all(collection, Run())
        (row,) = collection.catalog.files()
        assert not searching.searched(collection, row, searching.version(collection))
        searching.search_all(collection, Run())
        assert searching.searched(collection, row, searching.version(collection))
