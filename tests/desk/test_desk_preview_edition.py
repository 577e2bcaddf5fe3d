"""A preview is the edition a release would hold, beside the original, marked as none, and noted as read."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from tearline.decisions import deciding, docket
from tearline.desk.door import Door
from tearline.desk.previews import pages as previewing
from tearline.desk.previews.pages import Previewing
from tearline.editions import assembling
from tearline.store.collection import opened
from tearline.store.queue import Run


@pytest.fixture
def preview(at_desk, monkeypatch):
    """Return an open desk that shows previews."""
    monkeypatch.setattr(previewing, "PATIENCE", 60.0)
    pages = Previewing(at_desk.desk)
    at_desk.app.router.routes[:0] = pages.routes(Door(at_desk.desk))
    at_desk.previewing = pages
    yield at_desk
    pages.close()


def noted(desk, what="preview"):
    return [(r.who, r.record, r.page) for r in desk.desk.reads.entries(limit=200) if r.what == what]


def withhold(desk, record, name="vale", page=1):
    """Withhold every open finding of a page."""
    for one, row in desk.rows(name, record, page).items():
        if row["state"] == "open":
            said = desk.browser(name).give(
                f"/record/{record}/page/{page}/finding/{one}", verdict="withhold", seen=""
            )
            assert said.status_code == 200, said.text
    desk.desk.claims.let_go(*key_of(desk, record, page), name)


def key_of(desk, record, page):
    from tearline.desk.sheet import leaf_of

    leaf = leaf_of(desk.desk.live.collection, record, page)
    return leaf.file.sha256, leaf.local


def built(desk, record, folder):
    """Put a record together as a release does; return its files' bytes."""
    with opened(desk.c, workers=0) as collection:
        stands = deciding.standing(collection)
        every = docket.check_all(collection, desk.desk.live.guide, stands)
        one = tuple(d for d in every if d.name == record)
        assembling.view_all(collection, one, stands, Run(), draft=False)
        assembling.put_together_all(collection, one, stands, folder, Run(), draft=False)
    return files_in(folder)


def files_in(folder):
    names = ("records", "text", "pages")
    return {p.name: p.read_bytes() for name in names for p in (folder / name).iterdir()}


def test_the_files_of_a_preview_are_to_the_byte_those_of_a_release(preview, tmp_path):
    withhold(preview, "memo")
    before = (preview.c / "catalog.db").read_bytes()
    said = preview.browser().see("/record/memo/preview")
    assert "The edition</h2>" in said.text
    assert (preview.c / "catalog.db").read_bytes() == before
    (folder,) = (p for p in (preview.c / "previews").iterdir() if p.name != "views")
    assert files_in(folder) == built(preview, "memo", tmp_path / "out")
    assert "912-44-4320" not in said.text.split('id="as-out"')[1]
    assert "912-44-4320" in said.text.split('id="as-out"')[0]


def test_a_preview_of_pixels_shows_the_boxes_of_now_and_is_made_anew_with_each_decision(preview):
    text = preview.browser().see("/record/payroll/preview").text
    assert "Page 1 of 2 of the edition" in text
    assert 'src="/record/payroll/page/1/picture/110.webp"' in text
    assert "Withheld on it" not in text
    first = re.search(r'src="([^"]+/preview/[^"]+\.webp)"', text)[1]
    picture = preview.browser().get(first)
    assert picture.headers["content-type"] == "image/webp"
    withhold(preview, "payroll")
    assert preview.browser().get(first).status_code == 404
    text = preview.browser().see("/record/payroll/preview").text
    assert "Withheld on it" in text
    second = re.search(r'src="([^"]+/preview/[^"]+\.webp)"', text)[1]
    assert second != first
    after = preview.browser().get(second)
    black = [
        int((np.asarray(Image.open(io.BytesIO(one.content)).convert("L")) < 60).sum())
        for one in (picture, after)
    ]
    assert black[1] > 2 * black[0]
    assert ("vale", "payroll", 1) in noted(preview)


def test_every_picture_of_a_preview_says_that_it_is_one(preview):
    from tearline.desk.previews.stamping import RED

    text = preview.browser().see("/record/plain/preview").text
    where = re.search(r'src="([^"]+/preview/[^"]+\.webp)"', text)[1]
    image = Image.open(io.BytesIO(preview.browser().get(where).content)).convert("RGB")
    high = image.height - 1210  # of 110 dots an inch of letter paper
    assert high > 10
    band = np.asarray(image.crop((0, 0, image.width, high)), dtype=int)
    red = (abs(band[..., 0] - RED[0]) < 60) & (band[..., 1:] < 90).all(axis=2)
    assert red.sum() > 300


def test_what_keeps_a_record_back_is_said_and_a_record_that_would_pass_is_said_to(preview):
    text = preview.browser().see("/record/memo/preview").text
    assert "PREVIEW: it would not go out now (pending)" in text
    assert "page 1:" in text
    assert "It would go out now" in preview.browser().see("/record/plain/preview").text


def test_what_is_withheld_whole_has_no_preview(preview):
    from tearline.desk.desk import actor
    from tearline.model.decision import Determination, Target, Verdict
    from tearline.model.guide import WidthPolicy

    def make(_):
        return [
            Determination(
                target=Target(record="plain"),
                verdict=Verdict.WITHHOLD,
                codes=("(b)(6)",),
                reason="all of it",
                actor=actor("vale"),
                at=deciding.now(),
                policy=WidthPolicy.EXACT,
                acknowledged=True,
                everywhere=False,
                kind="",
            )
        ]

    preview.desk.live.append(make)
    text = preview.browser().see("/record/plain/preview").text
    assert "Withheld in full under (b)(6)" in text
    assert "The edition</h2>" not in text
    assert "Nothing in particular" not in text


def test_who_owes_a_second_look_is_shown_no_boxes(preview):
    withhold(preview, "memo")
    text = preview.browser("marsh").see("/record/memo/preview").text
    assert "waits for your own look" in text
    assert "withheld in" not in text
    assert "(b)(6)" not in text.split("<main")[1].split("Page 1 of")[1]
    mine = preview.browser().see("/record/memo/preview").text
    where = re.search(r'src="([^"]+/preview/[^"]+\.webp)"', mine)[1]
    assert preview.browser("marsh").get(where).status_code == 422
    assert not [row for row in noted(preview) if row[0] == "marsh"]


def test_nothing_of_a_preview_lies_outside_the_collection_and_all_of_it_is_its_owners(
    preview, tmp_path
):
    before = {p for p in tmp_path.rglob("*") if preview.c not in p.parents}
    preview.browser().see("/record/plain/preview")
    assert {p for p in tmp_path.rglob("*") if preview.c not in p.parents} == before
    for path in (preview.c / "previews", *(preview.c / "previews").iterdir()):
        assert path.stat().st_mode & 0o077 == 0
    key = next(p.name for p in (preview.c / "previews").iterdir() if p.name != "views")
    for bad in ("../" * 3, "0" * 40, "x" * 40, f"{key}/.."):
        assert preview.browser().get(f"/record/plain/preview/{bad}/1.webp").status_code == 404
    assert preview.browser().get(f"/record/memo/preview/{key}/1.webp").status_code == 404
