"""The command line is a contract: JSON lines with a type, exit codes, errors that name their remedy."""

import json

import pytest

MEMO = "MEMORANDUM\n\nCall Mr. Alder, SSN 912-44-7310, at the harbor office.\n"


@pytest.fixture
def collection(tearline, tmp_path):
    (tmp_path / "910-10001-20001.txt").write_text(MEMO)
    c = tmp_path / "c"
    for words in (["init", c], ["add", tmp_path / "910-10001-20001.txt"], ["read"], ["find"]):
        assert tearline(*words, collection=c).code == 0
    return c


COMMANDS = {
    "propose": 0,
    "findings": 0,
    "page 910-10001-20001 1": 0,
    "status": 3,
    "log verify": 0,
    "log export log.jsonl": 0,
    "doctor": 0,
    "read": 0,
    "find": 0,
    "build --date 2026-11-22 --to out": 4,
    "decide --proposals-above 0.75": 0,
    "build --date soon --to out": 2,
    "page nobody 1": 2,
    "page 910-10001-20001 2": 2,
    "decide 000000000000 --verdict release --reason x": 2,
    "decide --kind ssn --verdict withhold --code (b)(99) --reason x": 2,
    "decide --kind ssn": 2,
    "import-decisions nothing.jsonl": 2,
    "add nothing.pdf": 2,
    "init c": 2,
    "find --terms-file nothing.txt": 2,
}


def test_every_line_is_json_with_a_type_and_the_exit_code_is_as_documented(tearline, collection):
    for words, code in COMMANDS.items():
        said = tearline(*words.split(" "), collection=collection)
        assert said.code == code, (words, said.lines, said.err)
        for line in said.out.splitlines():
            assert json.loads(line)["type"], words
        assert "Traceback" not in said.err, words
        if code == 2:
            assert said.last("error")["remedy"], f"{words}: an error names its remedy"
        assert "912-44-7310" not in said.err, words
        if not words.startswith("page"):
            assert "912-44-7310" not in said.out, "no command but `page` says a value"


def test_a_page_is_text_with_a_place_for_each_word(tearline, collection):
    said = tearline("page", "910-10001-20001", "1", collection=collection).last("page")
    assert said["record"] == "910-10001-20001"
    assert said["text"] == MEMO
    for word in said["words"]:
        assert said["text"][word["start"] : word["end"]] == word["text"]


def test_look_says_what_is_in_a_file_and_keeps_nothing(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    said = tearline("look", tmp_path / "memo.txt")
    assert said.code == 0
    kinds = [line["kind"] for line in said.lines if line["type"] == "finding"]
    assert kinds == ["name.tied", "ssn"]
    assert "912-44-7310" not in said.out
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "keys") == ["memo.txt"]
    assert not list((tmp_path / "keys").iterdir())


def test_a_draft_ends_with_its_release_line_and_leaves_no_collection(tearline, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO)
    said = tearline("draft", tmp_path / "memo.txt", "--to", tmp_path / "d")
    assert said.code == 0
    last = said.lines[-1]
    assert last["type"] == "release"
    wanted = {"records": 1, "pages": 1, "redactions": 2, "held": 0, "pending": 0, "failed": 0}
    assert {key: last[key] for key in wanted} == wanted
    assert {"read", "find", "view", "edition", "verify"} <= set(last["cpu_seconds"])
    assert "DRAFT" in (tmp_path / "d" / "note.md").read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["d", "keys", "memo.txt"]


def test_a_record_is_found_by_its_number_and_two_of_one_number_are_told_apart(tearline, tmp_path):
    c = tmp_path / "c"
    tearline("init", c)
    (tmp_path / "910-10001-20001_A.txt").write_text("One.\n")
    tearline("add", tmp_path / "910-10001-20001_A.txt", collection=c)
    tearline("read", collection=c)
    assert tearline("page", "910-10001-20001", "1", collection=c).last("page")["text"] == "One.\n"
    (tmp_path / "910-10001-20001_B.txt").write_text("Two.\n")
    tearline("add", tmp_path / "910-10001-20001_B.txt", collection=c)
    tearline("read", collection=c)
    said = tearline("page", "910-10001-20001", "1", collection=c)
    assert said.code == 2
    assert "910-10001-20001_A, 910-10001-20001_B" in said.last("error")["remedy"]


def test_a_hold_is_lifted_by_an_instrument_of_its_own_kind_alone(tearline, tmp_path):
    (tmp_path / "sealed.txt").write_text(
        "Court Seal [JFK Law 10(a)1]\n\nTestimony of a watchman.\n"
    )
    (tmp_path / "order.txt").write_text("IT IS ORDERED that the record be unsealed.\n")
    c = tmp_path / "c"
    tearline("init", c, "--guide", "jfk")
    for words in (["add", tmp_path / "sealed.txt"], ["read"], ["find"]):
        tearline(*words, collection=c)

    def attach(kind):
        line = {
            "type": "instrument",
            "records": ["sealed"],
            "kind": kind,
            "issuer": "District Court",
            "docket": "65-1182",
            "date": "2025-02-11",
            "scope": "the whole record",
            "file": "order.txt",
            "actor": "M. Orrin",
        }
        (tmp_path / "d.jsonl").write_text(json.dumps(line) + "\n")
        return tearline("import-decisions", tmp_path / "d.jsonl", collection=c)

    out = tmp_path / "out"
    assert tearline("build", "--date", "2026-11-22", "--to", out, collection=c).code == 4
    assert attach("irs_determination").code == 0
    status = tearline("status", collection=c).last("record")
    assert status["outcome"] == "held"
    assert "not of a kind" in status["open"][0]["detail"]
    assert attach("court_order").last("decided")["entries"] == 1
    assert attach("court_order").last("decided")["entries"] == 0, "the same file twice"
    assert tearline("build", "--date", "2026-11-22", "--to", out, collection=c).code == 0


def test_a_rule_s_decisions_are_recorded_under_the_rule_s_name(tearline, collection, tmp_path):
    tearline("decide", "--proposals-above", "0.75", collection=collection)
    tearline("log", "export", tmp_path / "log.jsonl", collection=collection)
    entries = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    actors = {entry["body"]["actor"]["kind"] for entry in entries}
    assert actors == {"rule"}
    assert "0.75" in entries[0]["body"]["actor"]["name"]
    assert all("912-44-7310" not in json.dumps(entry) for entry in entries)
