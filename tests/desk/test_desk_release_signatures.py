"""The release page: what is signed is what is built, by two people, and not one decision later."""

import json
import re
import runpy
from pathlib import Path

import pytest

from tearline.desk.releases.releasing import Releasing
from tearline.editions import publishing, signable
from tearline.errors import LockedError
from tearline.model.decision import Actor, ActorKind, Approval, Hold, Released
from tearline.store.collection import opened
from tearline.store.queue import Run

SMALL = runpy.run_path(str(Path(__file__).parent / "release_desk.py"))
Small, Browser, DATE, ANN = SMALL["Small"], SMALL["Browser"], SMALL["DATE"], SMALL["ANN"]
WHAT = {"audience": "public", "date": DATE}


@pytest.fixture
def small(tmp_path, monkeypatch):
    made = Small(tmp_path, monkeypatch)
    made.decide()
    return made


def looked(browser, page):
    browser.give("/release/look", **WHAT)
    page.wait()
    text = browser.see(f"/release?audience=public&date={DATE}").text
    found = re.search(r'name="signed" value="([0-9a-f]+)"', text)
    return text, found[1] if found else ""


def signed_by(app, page, *names):
    for name in names:
        browser = Browser(app, name)
        _, signed = looked(browser, page)
        assert browser.give("/release/sign", **WHAT, signed=signed).status_code == 200
    return browser


def built(browser, page, name="one"):
    said = browser.give("/release/build", **WHAT, name=name)
    page.wait()
    return said, browser.see(f"/release?audience=public&date={DATE}").text


def test_two_people_sign_and_it_is_built(small):
    with small.desk(Releasing) as (app, page):
        browser = signed_by(app, page, "vale", "marsh")
        _, text = built(browser, page)
    out = small.home / "c-releases" / "one"
    counts = json.loads((out / "manifest.json").read_text())["counts"]
    assert counts["released_in_part"] == 2
    assert "3 records, " in text
    assert "clean" in text
    (custody,) = [p for p in (small.c / "custody").glob("*.json") if p.name in text]
    assert json.loads(custody.read_text())["inputs"] == small.bodies(Approval)[0].signed
    assert len(small.bodies(Released)) == 1


def test_one_signature_is_not_enough_and_one_person_is_not_two(small):
    with small.desk(Releasing) as (app, page):
        browser = signed_by(app, page, "vale")
        signed = small.bodies(Approval)[0].signed
        assert browser.give("/release/sign", **WHAT, signed=signed).status_code == 409
        _, text = built(browser, page)
    assert "wants 2 signatures" in text
    assert len(small.bodies(Approval)) == 1
    assert small.bodies(Released) == []
    assert not (small.home / "c-releases" / "one").exists()


def test_a_decision_makes_every_signature_void(small):
    with small.desk(Releasing) as (app, page):
        browser = signed_by(app, page, "vale", "marsh")
        small.append(Hold("plain", "court_seal", "sealed", ANN, "2026-11-20T00:00:00+00:00"))
        text = browser.see(f"/release?audience=public&date={DATE}").text
        assert "holds no more" in text
        text, signed = looked(browser, page)
        assert "2 signatures given under an earlier state are void" in text
        assert signed not in {one.signed for one in small.bodies(Approval)}
        _, text = built(browser, page)
    assert "wants 2 signatures" in text
    assert small.bodies(Released) == []


def test_what_is_no_longer_so_cannot_be_signed(small):
    with small.desk(Releasing) as (app, page):
        browser = Browser(app, "vale")
        _, signed = looked(browser, page)
        assert browser.give("/release/sign", **WHAT, signed="0" * 64).status_code == 409
        small.append(Hold("plain", "court_seal", "sealed", ANN, "2026-11-20T00:00:00+00:00"))
        assert browser.give("/release/sign", **WHAT, signed=signed).status_code == 409
        assert browser.give("/release/sign", **WHAT, signed="0" * 64).status_code == 409
    assert small.bodies(Approval) == []


def test_a_signature_from_elsewhere_does_not_count(small):
    with small.desk(Releasing) as (app, page):
        browser = signed_by(app, page, "vale")
        signed = small.bodies(Approval)[0].signed
        by = Actor(ActorKind.PERSON, "marsh", "login")
        small.append(Approval("public", DATE, signed, by, "2026-11-20T00:00:00+00:00"))
        text = browser.see(f"/release?audience=public&date={DATE}").text
        assert "1 of 2 that the guide wants" in text
        _, text = built(browser, page)
    assert "wants 2 signatures" in text


def test_a_signature_leaves_what_was_worked_out_as_it_is(small):
    with small.desk(Releasing) as (app, page):
        signed_by(app, page, "vale")
        before = page.known
        browser = Browser(app, "marsh")
        browser.give("/release/look", **WHAT)
        page.wait()
        assert page.known is before


def test_who_is_no_officer_sees_and_signs_nothing(small):
    with small.desk(Releasing) as (app, page):
        browser = Browser(app, "alder")
        assert browser.get("/release").status_code == 403
        for what in ("look", "sign", "build", "stop"):
            assert browser.give(f"/release/{what}", **WHAT, signed="", name="x").status_code == 403
    assert page.known is None


def test_a_release_goes_beside_the_collection_and_nowhere_else(small):
    with small.desk(Releasing) as (app, _page):
        browser = Browser(app, "vale")
        for name in ("../out", "", "a/b", ".hidden", "x.part", "a\nb"):
            assert browser.give("/release/build", **WHAT, name=name).status_code == 422, name
    assert not (small.home / "c-releases").exists()


def test_what_keeps_a_record_back_leads_to_the_page_that_unblocks_it(tmp_path, monkeypatch):
    small = Small(tmp_path, monkeypatch)
    small.append(Hold("plain", "court_seal", "sealed", ANN, "2026-11-20T00:00:00+00:00"))
    with small.desk(Releasing) as (app, page):
        browser = Browser(app, "vale")
        text, signed = looked(browser, page)
        assert "Nothing would go out" in text
        assert not signed
        for link in ("/record/letter/page/1", "/record/memo/page/1", "/holds?record=plain"):
            assert f'href="{link}"' in text
            assert browser.get(link).status_code == 200
        one = browser.see(f"/release?audience=public&date={DATE}&reason=hold").text
        assert "/holds?record=plain" in one
        assert "/record/memo/page/1" not in one


def test_the_hash_that_is_signed_is_the_one_the_build_works_out(small):
    order = publishing.Order("public", DATE, small.home / "out")
    with small.desk(Releasing) as (app, page):
        signed_by(app, page, "vale", "marsh")
        shown = page.known.signed
    with opened(small.c, workers=0) as collection:
        assert signable.prepared(collection, order, small.guide, Run()).signed == shown


def test_decisions_made_while_it_is_built_keep_it_back(tmp_path, monkeypatch):
    small = Small(tmp_path, monkeypatch, signatures=0)
    small.decide()
    real = publishing.keep_withheld

    def decided_meanwhile(*args):
        small.append(Hold("plain", "court_seal", "sealed", ANN, "2026-11-20T00:00:00+00:00"))
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "keep_withheld", decided_meanwhile)
        with pytest.raises(LockedError, match="decisions were made while it was built"):
            small.build(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert small.bodies(Released) == []
    assert list((small.c / "custody").glob("*.json")) == []
    small.build(tmp_path / "out")
    rows = json.loads((tmp_path / "out" / "manifest.json").read_text())["records"]
    assert {row["record"] for row in rows} == {"letter", "memo"}  # a seal is not acknowledged


def test_a_decision_in_the_last_moment_keeps_it_back_too(tmp_path, monkeypatch):
    small = Small(tmp_path, monkeypatch, signatures=0)
    small.decide()
    real = publishing.custody

    def decided_meanwhile(*args):
        small.append(Hold("plain", "court_seal", "sealed", ANN, "2026-11-20T00:00:00+00:00"))
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "custody", decided_meanwhile)
        with pytest.raises(LockedError, match="decisions were made while it was built"):
            small.build(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert small.bodies(Released) == []
    assert list((small.c / "custody").glob("*.json")) == []


def test_a_signature_given_while_it_is_built_does_not(tmp_path, monkeypatch):
    small = Small(tmp_path, monkeypatch, signatures=0)
    small.decide()
    real = publishing.custody

    def signed_meanwhile(*args):
        by = Actor(ActorKind.PERSON, "vale", "desk")
        small.append(Approval("public", DATE, "0" * 64, by, "2026-11-20T00:00:00+00:00"))
        return real(*args)

    monkeypatch.setattr(publishing, "custody", signed_meanwhile)
    small.build(tmp_path / "out")
    assert len(small.bodies(Released)) == 1
