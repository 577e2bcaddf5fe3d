"""Names are published, logs and names outlive a catalog, and nothing of somebody else's is touched."""

import json
import shutil

import pytest

MEMO = "MEMORANDUM\n\nThe harbor lights were out.\n"


def flow(tearline, c, *paths, guide="foia"):
    tearline("init", c, "--guide", guide)
    for path in paths:
        tearline("add", path, collection=c)
    tearline("read", collection=c)
    tearline("find", collection=c)
    return c


def outcomes(tearline, c):
    said = tearline("status", collection=c)
    return {row["record"]: row["outcome"] for row in said.lines if row["type"] == "record"}


def build(tearline, c, out):
    return tearline("build", "--date", "2026-11-22", "--to", out, collection=c)


def test_a_name_that_holds_a_personal_number_keeps_its_record_pending(tearline, tree, tmp_path):
    (tmp_path / "SSN 912-44-7310 Alder.txt").write_text(MEMO)
    (tmp_path / "good.txt").write_text(MEMO + "Another.\n")
    c = flow(
        tearline, tmp_path / "c", tmp_path / "SSN 912-44-7310 Alder.txt", tmp_path / "good.txt"
    )
    assert outcomes(tearline, c)["SSN-912-44-7310-Alder"] == "pending"
    assert build(tearline, c, tmp_path / "out").code == 3
    for name, data in tree(tmp_path / "out").items():
        assert "912-44-7310" not in name
        assert b"912-44-7310" not in data
    tearline("rename", "SSN-912-44-7310-Alder", "alder-memo", collection=c)
    assert outcomes(tearline, c) == {"alder-memo": "pass", "good": "pass"}


def test_a_listed_term_in_a_name_keeps_its_record_pending(tearline, tmp_path):
    (tmp_path / "Walter_Fenwick.txt").write_text(MEMO)
    (tmp_path / "terms.list").write_text("Walter Fenwick\n")
    c = flow(tearline, tmp_path / "c", tmp_path / "Walter_Fenwick.txt")
    tearline("find", "--terms-file", tmp_path / "terms.list", collection=c)
    assert outcomes(tearline, c) == {"Walter_Fenwick": "pending"}


@pytest.fixture
def namesakes(tmp_path):
    for folder, text in (("na", "Alpha.\n"), ("nb", "Beta.\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "memo.txt").write_text(MEMO + text)
    return tmp_path / "na", tmp_path / "nb"


def test_two_files_of_one_name_wait_for_a_person_to_name_them(tearline, namesakes, tmp_path):
    c = flow(tearline, tmp_path / "c", *namesakes)
    assert build(tearline, c, tmp_path / "out").code == 3 or not (tmp_path / "out").exists()
    assert not (tmp_path / "out" / "records" / "memo.pdf").exists()
    tearline("rename", "memo_2", "memo-of-beta", collection=c)
    assert build(tearline, c, tmp_path / "out2").code == 0
    names = sorted(p.name for p in (tmp_path / "out2" / "records").iterdir())
    assert names == ["memo-of-beta.pdf", "memo.pdf"]


def test_a_catalog_made_again_keeps_each_name_and_its_hold(tearline, namesakes, tmp_path):
    first, second = namesakes
    c = flow(tearline, tmp_path / "c", second, first)
    hold = {
        "type": "hold",
        "record": "memo_2",
        "kind": "court_seal",
        "reason": "x",
        "actor": "T. Vale",
    }
    (tmp_path / "h.jsonl").write_text(json.dumps(hold) + "\n")
    assert tearline("import-decisions", tmp_path / "h.jsonl", collection=c).code == 0
    before = outcomes(tearline, c)
    assert before["memo_2"] == "held"
    for path in c.glob("catalog.db*"):
        path.unlink()
    tearline("add", first, second, collection=c)
    tearline("read", collection=c)
    tearline("find", collection=c)
    assert outcomes(tearline, c) == before
    assert "Alpha" in tearline("page", "memo_2", "1", collection=c).last("page")["text"]


def test_a_log_that_is_gone_or_cut_short_is_noticed(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO + "SSN 912-44-7310\n")
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")
    old = tmp_path / "old.db"
    shutil.copy(c / "decisions.db", old)
    tearline("decide", "--proposals-above", "0.75", collection=c)
    assert build(tearline, c, tmp_path / "out").code == 0
    for path in c.glob("decisions.db*"):
        path.unlink()
    assert tearline("status", collection=c).code != 0
    shutil.copy(old, c / "decisions.db")
    assert tearline("status", collection=c).code == 1, "the release's custody record knows better"


def test_the_same_decisions_twice_do_not_undo_what_came_between(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")

    def say(name, verdict):
        line = {"type": "determination", "record": "memo", "page": 1, "start": 0, "end": 10}
        line |= {"verdict": verdict, "codes": ["(b)(6)"] if verdict == "withhold" else []}
        line |= {"reason": verdict, "actor": "T. Vale"}
        (tmp_path / name).write_text(json.dumps(line) + "\n")
        return tearline("import-decisions", tmp_path / name, collection=c).last("decided")[
            "entries"
        ]

    assert [say("a", "release"), say("b", "withhold"), say("a", "release")] == [1, 1, 0]
    build(tearline, c, tmp_path / "out")
    assert "MEMORANDUM" not in (tmp_path / "out" / "text" / "memo.txt").read_text()


@pytest.mark.parametrize(
    "change",
    [
        {"pages": 1},
        {"Start": 1},
        {"acknowledged": "false"},
        {"areas": []},
        {"start": 5, "end": 5},
        {"end": 9999, "start": 0},
        {"codes": "(b)(6)"},
        {"policy": "wide"},
        {"record": "nobody"},
        {"verdict": "open"},
        {"actor": ""},
    ],
)
def test_an_import_refuses_what_it_does_not_know_and_writes_nothing(tearline, tmp_path, change):
    (tmp_path / "memo.txt").write_text(MEMO)
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")
    line = {"type": "determination", "record": "memo", "page": 1, "verdict": "withhold"}
    line |= {"codes": ["(b)(6)"], "reason": "x", "actor": "T. Vale", **change}
    (tmp_path / "d.jsonl").write_text(json.dumps(line) + "\n")
    said = tearline("import-decisions", tmp_path / "d.jsonl", collection=c)
    assert said.code == 2, said.lines
    assert "line 1" in said.last("error")["message"] or "nobody" in said.last("error")["message"]
    assert tearline("log", "verify", collection=c).last("log")["entries"] == 0


def test_a_folder_of_somebody_else_s_beside_out_is_left_alone(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "thesis.doc").write_text("mine")
    assert build(tearline, c, tmp_path / "out").code == 2
    assert (tmp_path / "out.part" / "thesis.doc").read_text() == "mine"


def test_a_published_release_that_was_changed_is_not_called_verified(tearline, tree, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")
    out = tmp_path / "out"
    assert build(tearline, c, out).code == 0
    (out / "foreign.txt").write_text("mine")
    before = tree(out)
    assert build(tearline, c, out).code == 5
    assert tree(out) == before


def test_a_damaged_blob_is_noticed_and_nothing_goes_out(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    c = flow(tearline, tmp_path / "c", tmp_path / "memo.txt")
    for blob in (c / "blobs").glob("*/*/*"):
        blob.chmod(0o600)
        blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    said = build(tearline, c, tmp_path / "out")
    assert said.code in (1, 3, 4)
    assert "Traceback" not in said.err
    assert not (tmp_path / "out").exists()


def test_junk_in_a_folder_is_told_to_the_desk_and_not_to_the_public(tearline, tree, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "memo.txt").write_text(MEMO)
    (folder / "tool.bin").write_bytes(bytes(range(256)) * 64)
    (folder / "endless.txt").symlink_to("/dev/zero")
    (folder / ".hidden.txt").write_text("x")
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    c = tmp_path / "c"
    tearline("init", c, "--guide", "jfk")
    added = tearline("add", folder, collection=c)
    assert {
        line["file"].rsplit("/", 1)[1] for line in added.lines if line["type"] == "skipped"
    } == {
        "endless.txt",
        ".hidden.txt",
        "gone.txt",
    }
    tearline("read", collection=c)
    tearline("find", collection=c)
    assert outcomes(tearline, c) == {"memo": "pass", "tool": "pending"}
    assert build(tearline, c, tmp_path / "out").code == 3
    assert all(b"tool" not in data for data in tree(tmp_path / "out").values())
