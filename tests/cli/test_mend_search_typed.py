"""What a person types around a search: a minus before a word, -C behind the command, faults in plain words."""

import runpy
import sys
from pathlib import Path

import click
import pytest

from tearline.cli import main
from tearline.cli.options import Failing, as_json
from tearline.errors import ExitCode

WORLD = runpy.run_path(str(Path(__file__).parents[1] / "reading" / "search_world.py"))


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("typed") / "r"
    WORLD["write_release"](folder, {"901-10001-10001": ["harbor pilot", "harbor night"]})
    return str(folder)


@pytest.fixture
def typed(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("TEARLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TEARLINE_COLLECTION", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words, group=main):
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        with pytest.raises(SystemExit) as stop:
            group(list(words), prog_name="tearline")
        said = capsys.readouterr()
        return int(stop.value.code or 0), said.out, said.err

    return run


@pytest.mark.parametrize(
    "words",
    [
        ("harbor -pilot", "R"),
        ("-pilot harbor", "R"),
        ("-pilot harbor", "R", "--limit", "5"),
        ("--limit", "5", "-pilot harbor", "R"),
        ("--limit=5", "-pilot harbor", "--", "R"),
        ("--", "-pilot harbor", "R"),
    ],
)
def test_a_query_with_a_minus_is_a_query(typed, release, words):
    code, out, err = typed("search", *(release if one == "R" else one for one in words))
    assert (code, "1. 901-10001-10001 p. 2" in out, "1 page found." in out) == (0, True, True), err


def test_a_query_of_nothing_but_what_to_leave_out_reaches_the_query_language(typed, release):
    code, _, err = typed("search", "--", "-harbor", release)
    assert code == 2
    assert "at character 1: this leaves something out" in err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("harbor", "-pilot", "R"), 'tearline search "harbor -pilot" R'),
        (("-harbor", "R"), 'tearline search "WORD -harbor" R'),
        (("harbor", "-pilot", "R", "--limit", "5"), 'tearline search --limit 5 "harbor -pilot" R'),
        (("--also", "harbor=-x", "harbor", "-5", "R"), '--also harbor=-x "harbor -5" R'),
    ],
)
def test_a_word_with_a_minus_outside_of_the_query_is_told_with_the_line_to_write(
    typed, release, words, line
):
    code, out, err = typed("search", *(release if one == "R" else one for one in words))
    assert (code, out) == (2, "")
    assert "is no option of search" in err
    assert line.removesuffix("R") + release in err


def test_help_and_long_options_are_click_s(typed):
    assert "QUERY" in typed("search", "-h")[1]
    code, _, err = typed("search", "harbor", "--limt", "3")
    assert (code, "--limit" in err) == (2, True)


def test_the_collection_may_be_named_behind_any_command(typed, tmp_path):
    place = str(tmp_path / "c")
    assert typed("init", place)[0] == 0
    for words in (("status",), ("log", "verify"), ("propose",), ("findings", "--kind", "ssn")):
        assert typed(*words)[0] == int(ExitCode.NO_COLLECTION), "there is none here"
        here = typed("-C", place, *words)
        assert here[0] in {0, 3}
        assert typed(*words, "-C", place) == here
        assert typed(words[0], f"-C{place}", *words[1:]) == here


def test_two_collections_and_none_behind_the_sign_are_told(typed, tmp_path):
    code, _, err = typed("-C", "a", "status", "-C", "b")
    assert (code, "two collections are named: -C a and -C b" in err) == (2, True)
    for words in (("status", "-C"), ("status", "-C", "--json")):
        code, out, err = typed(*words)
        assert (code, "-C names no folder" in out + err) == (2, True)


def test_the_value_of_an_option_is_never_taken_for_one(typed, tmp_path):
    place = str(tmp_path / "c")
    assert typed("init", place, "--name", "-C")[0] == 0
    _, _, err = typed("-C", place, "withdraw", "nobody", "--reason", "-x", "--docket", "-C")
    assert "option" not in err


def test_another_command_tells_where_a_name_with_a_minus_goes(typed):
    code, _, err = typed("status", "-x")
    assert (code, "is no option of status" in err, "--help" in err) == (2, True, True)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (KeyError("the words of a record"), "not foreseen"),
        (MemoryError(), "too little memory"),
        (OSError("the words of a record"), "says no more"),
        (PermissionError(13, "Permission denied", "a.pdf"), "a.pdf: Permission denied"),
        (RecursionError(), "not foreseen"),
    ],
)
def test_no_fault_is_told_by_the_name_of_its_class(typed, monkeypatch, error, expected):
    monkeypatch.delenv("TEARLINE_TRACE", raising=False)

    @click.group(cls=Failing)
    def group():
        pass

    @group.command("fail")
    @as_json
    def fail(as_json):
        raise error

    for words in (("fail",), ("fail", "--json")):
        code, out, err = typed(*words, group=group)
        assert code == 1
        assert expected in err
        assert type(error).__name__ not in err + out
        assert "the words of a record" not in err + out
        assert len(err.split(". ")) > 1, "a remedy follows"
