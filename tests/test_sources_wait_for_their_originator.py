"""A person of the protected list is found however the name is spelt; a source waits for its originator."""

import pytest

REPORT = """REPORT OF A MEETING IN THE HARBOR

On the third the agent met Ramon QUIROGA Leal near the customs house. QUIR0GA said
that he would go on reporting if his family was looked after. Mr. Quiroga was paid as usual.
"""
HEAD = "person,aliases,protection,why,originator,answer,answered_on,until\n"


@pytest.fixture
def desk(tearline, tmp_path):
    def open_desk(row):
        (tmp_path / "report.txt").write_text(REPORT)
        (tmp_path / "protected.csv").write_text(HEAD + row + "\n")
        c = tmp_path / "c"
        tearline("init", c, "--guide", "jfk")
        tearline("add", tmp_path / "report.txt", collection=c)
        tearline("read", collection=c)
        said = tearline("find", "--protected", tmp_path / "protected.csv", collection=c)
        assert said.code == 0, said.err
        return c

    return open_desk


def state(tearline, c):
    return tearline("status", collection=c).last("record")


def test_a_source_without_an_answer_holds_the_record(tearline, desk, tmp_path):
    c = desk("Ramon Quiroga Leal,Ramon Quiroga,source,reports from Cuba,CIA,,,")
    assert state(tearline, c)["outcome"] == "held"
    assert "originator" in state(tearline, c)["open"][0]["detail"]
    tearline("decide", "--proposals-above", "0.3", collection=c)
    assert state(tearline, c)["outcome"] == "held"


def test_a_source_whose_originator_said_withhold_goes_nowhere(tearline, desk, tmp_path):
    c = desk("Ramon Quiroga Leal,Ramon Quiroga,source,reports from Cuba,CIA,withhold,2026-10-01,")
    assert state(tearline, c)["outcome"] == "pending"
    tearline(
        *("decide", "--record", "report", "--kind", "protected", "--verdict", "withhold"),
        *("--reason", "the originator's answer"),
        collection=c,
    )
    out = tmp_path / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert said.code == 0, (said.err, state(tearline, c))
    text = (out / "text" / "report.txt").read_text("utf-8").lower()
    assert "quiroga" not in text
    assert "quir0ga" not in text


def test_a_list_that_cannot_be_read_is_refused_with_its_line(tearline, desk, tmp_path):
    c = desk("Ramon Quiroga Leal,,person,a witness,,,,")
    (tmp_path / "bad.csv").write_text(HEAD + "Ann Roe,,somebody,,,,,\n")
    said = tearline("find", "--protected", tmp_path / "bad.csv", collection=c)
    assert said.code == 2
    assert "Roe" not in said.err + said.out
