"""A release made in the desk is made again, to the byte, from the files, the lists and the exported log."""

import json
import runpy
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from tearline.cli.logs import log as log_group
from tearline.decisions import deciding, heads
from tearline.decisions.deciding import Query
from tearline.decisions.log import DecisionLog
from tearline.desk.log_pages import LogPages
from tearline.desk.releases.releasing import Releasing
from tearline.errors import LogBrokenError, TearlineError
from tearline.model.decision import Hold
from tearline.store.collection import opened

SMALL = runpy.run_path(str(Path(__file__).parent / "release_desk.py"))
Small, Browser, DATE, ANN = SMALL["Small"], SMALL["Browser"], SMALL["DATE"], SMALL["ANN"]
WHAT = {"audience": "public", "date": DATE}


def ran(root, *words):
    done = CliRunner().invoke(log_group, [*map(str, words), "--json"], obj=root)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.output.splitlines()[-1])


def tree(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def released_at_the_desk(small):
    """Decide every finding in the browser, sign it twice, build it; return the folder."""
    with opened(small.c, write=False, workers=0) as collection:
        query = Query(undecided=True)
        found = list(deciding.cases(collection, query, small.guide, deciding.standing(collection)))
    assert len(found) == 2
    with small.desk(Releasing) as (app, page):
        browser = Browser(app, "alder")
        for case in found:
            at = f"/record/{case.record}/page/1"
            browser.see(at)
            form = {"verdict": "withhold", "code": "(b)(6)", "reason": "a private person's"}
            said = browser.give(f"{at}/finding/{case.id}", **form)
            assert said.status_code == 200, said.text
        for name in ("vale", "marsh"):
            browser = Browser(app, name)
            browser.give("/release/look", **WHAT)
            page.wait()
            browser.see("/release")
            browser.give("/release/sign", **WHAT, signed=page.known.signed)
        browser.give("/release/build", **WHAT, name="one")
        page.wait()
    return small.home / "c-releases" / "one"


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A collection whose release was decided, signed and built at the desk: it, and the folder."""
    home = tmp_path_factory.mktemp("released")
    with pytest.MonkeyPatch.context() as patch:
        first = Small(home, patch)
        yield first, released_at_the_desk(first)


def test_from_the_exported_log_alone_the_same_bytes(released, tmp_path, monkeypatch):
    first, out = released
    exported = tmp_path / "log.jsonl"
    total = ran(first.c, "export", exported)["entries"]
    (custody,) = (json.loads(p.read_text()) for p in (first.c / "custody").glob("*.json"))
    assert total == custody["log_entries"] + 1  # the release itself came last

    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("TEARLINE_KEYS", str(other / "keys"))
    again = Small(other, monkeypatch)
    said = ran(
        again.c,
        "restore",
        exported,
        "--entries",
        custody["log_entries"],
        "--head",
        custody["log_head"],
    )
    assert said["entries"] == custody["log_entries"]
    again.build(other / "out")
    assert tree(other / "out") == tree(out)
    assert len(tree(out)) > 8


def test_from_the_whole_log_and_the_lists_of_custody_the_same_bytes(
    released, tmp_path, monkeypatch
):
    first, out = released
    exported = tmp_path / "log.jsonl"
    ran(first.c, "export", exported)
    other = tmp_path / "other"
    other.mkdir()
    again = Small(other, monkeypatch)
    (again.c / "custody").mkdir(mode=0o700)
    for path in (first.c / "custody").glob("withheld-*"):
        (again.c / "custody" / path.name).write_bytes(path.read_bytes())
    ran(again.c, "restore", exported)
    again.build(other / "out")
    assert tree(other / "out") == tree(out)


@pytest.fixture
def small(tmp_path, monkeypatch):
    made = Small(tmp_path, monkeypatch)
    made.decide()
    return made


def held(number):
    return Hold("plain", "court_seal", f"seal {number}", ANN, "2026-11-20T00:00:00+00:00")


def test_a_head_from_the_second_place_notices_a_log_cut_short(small, tmp_path):
    exported, head = tmp_path / "log.jsonl", tmp_path / "head.json"
    ran(small.c, "export", exported)
    small.append(held(1), held(2))
    ran(small.c, "head", "--to", head)
    assert ran(small.c, "verify", "--head", head)["since"] == 0
    small.append(held(3))
    assert ran(small.c, "verify", "--head", head)["since"] == 1
    for path in small.c.glob("decisions.db*"):
        path.unlink()
    with DecisionLog(small.c / "decisions.db") as log:
        log.restore(exported)
    assert ran(small.c, "verify")["entries"] == 2  # the chain alone says nothing
    with pytest.raises(LogBrokenError):
        ran(small.c, "verify", "--head", head)


def test_a_head_notices_that_who_read_what_was_cut_short(small, tmp_path):
    head = tmp_path / "head.json"
    with small.desk() as (app, *_):
        SMALL["Browser"](app, "vale").see("/records")
        kept = tmp_path / "access.db"
        with sqlite3.connect(small.c / "access.db") as db, sqlite3.connect(kept) as copy:
            db.backup(copy)
        SMALL["Browser"](app, "vale").see("/record/letter/page/1")
    ran(small.c, "head", "--to", head)
    assert json.loads(head.read_text())["schema_version"] == 2
    rows = json.loads(head.read_text())["read_rows"]
    assert ran(small.c, "verify", "--head", head)["reads"] == rows > 1
    for path in small.c.glob("access.db*"):
        path.unlink()
    with pytest.raises(LogBrokenError, match=r"access\.db is gone"):
        ran(small.c, "verify", "--head", head)
    kept.chmod(0o600)
    kept.rename(small.c / "access.db")
    with pytest.raises(TearlineError, match="who read what"):
        ran(small.c, "verify", "--head", head)


@pytest.mark.parametrize("what", ["seq", "hash", "at", "signature"])
def test_a_head_that_was_changed_is_none(small, tmp_path, what):
    head = tmp_path / "head.json"
    ran(small.c, "head", "--to", head)
    row = json.loads(head.read_text())
    row[what] = 1 if what == "seq" else row[what].replace(row[what][-4:], "0000")
    head.write_text(json.dumps(row))
    with pytest.raises(LogBrokenError, match="changed since it was signed"):
        ran(small.c, "verify", "--head", head)


def test_a_head_says_nothing_of_a_decision(small, tmp_path):
    head = tmp_path / "head.json"
    ran(small.c, "head", "--to", head)
    row = json.loads(head.read_text())
    assert set(row) == {
        *("type", "schema_version", "collection", "seq", "hash", "at", "signature"),
    }


def test_a_log_with_entries_is_not_restored_over(small, tmp_path):
    exported = tmp_path / "log.jsonl"
    ran(small.c, "export", exported)
    with pytest.raises(Exception, match="has entries"):
        ran(small.c, "restore", exported)


def test_the_desk_gives_the_head_out_and_takes_it_back(small):
    with small.desk(LogPages) as (app, _page):
        browser = Browser(app, "vale")
        browser.see("/log")
        data = browser.get("/log/head.json").content
        assert heads.from_text(data.decode()).seq == 2
        said = browser.post(
            "/log/check", data={"csrf": browser.csrf}, files={"head": ("head.json", data)}
        )
        assert "entry 2; 0 came since" in said.text
        bad = data.replace(b'"seq":2', b'"seq":1')
        said = browser.post(
            "/log/check", data={"csrf": browser.csrf}, files={"head": ("head.json", bad)}
        )
        assert said.status_code == 500
        assert "changed since it was signed" in said.text
        assert Browser(app, "alder").get("/log").status_code == 403
