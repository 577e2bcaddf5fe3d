"""`tearline duplicates`: a new number is no new page, forms are named once, and every page is accounted for."""

import json
import random
import sys
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.findings.names.census import census

WORDS = sorted(word for word in census().words if 4 < len(word) < 12)
A, B, C, NEW = (f"901-10001-1000{n}" for n in range(1, 5))
FORM = """CUSTODY TRANSFER SLIP of the harbor registry. Fill in every line and keep the carbon with the box.
Received by ______ on the date below. Box ______ Shelf ______ Number of folders ______ Remarks ______
Returned by ______ on the date below. The clerk signs here and keeps the pink sheet for the inspector."""


def prose(seed, words=120):
    return " ".join(random.Random(seed).sample(WORDS, words))


def damaged(text, seed):
    """Return a text as scanned again: a letter of one word in ten is another."""
    rng = random.Random(seed)
    words = text.split()
    for at in rng.sample(range(len(words)), len(words) // 10):
        words[at] = f"{words[at][:1]}q{words[at][2:]}"
    return " ".join(words)


@dataclass
class Said:
    code: int
    out: str
    err: str

    def of(self, kind):
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [row for row in rows if row["type"] == kind]


@pytest.fixture
def duplicates(monkeypatch):
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)

    def run(*words):
        words = ["duplicates", *map(str, words)]
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        done = CliRunner().invoke(group, words)
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def folder(tmp_path):
    def make(label, **records):
        path = tmp_path / label
        path.mkdir()
        for name, pages in records.items():
            body = "".join(f"## Page {n}\n{text}\n" for n, text in enumerate(pages, 1))
            (path / f"{name.replace('_', '-')}.md").write_text(body)
        return path

    return make


def records(**pages):
    named = {"a": A, "b": B, "c": C, "new": NEW}
    return {named[name].replace("-", "_"): texts for name, texts in pages.items()}


def test_a_page_under_a_new_number_is_told_as_the_earlier_page(duplicates, folder):
    old = folder("2030", **records(a=[prose(1), prose(2)], b=[prose(3)]))
    new = folder("2031", **records(a=[prose(1)], new=[prose(9), damaged(prose(2), 1), prose(3)]))
    said = duplicates(old, new, "--json")
    assert said.code == 0, said.err
    found = {(row["record"], row["page"]): row["is"] for row in said.of("renumbered")}
    assert found == {
        (NEW, 2): {"release": "2030", "record": A, "page": 2},
        (NEW, 3): {"release": "2030", "record": B, "page": 1},
    }
    assert f"{NEW} p. 2 (2031) = {A} p. 2 (2030, earlier)" in duplicates(old, new).out


def test_two_sheets_filled_in_on_one_form_are_in_doubt_and_not_one_page(duplicates, folder):
    old = folder("2030", **records(a=[FORM.replace("______", "seven lamps")]))
    new = folder("2031", **records(new=[FORM.replace("______", "grey barge owner's widow")]))
    rows = duplicates(old, new, "--json").of("renumbered")
    assert [row["sure"] for row in rows] in ([], [False])
    assert "never new pages" not in duplicates(old, new).out


def test_a_form_of_many_records_is_named_once_and_is_in_no_other_list(duplicates, folder, tmp_path):
    sheets = {f"901-20001-1000{n}": [f"{FORM}\n{n}", prose(50 + n)] for n in range(9)}
    said = duplicates(folder("2030", **sheets), "--json")
    (form,) = said.of("template")
    assert (form["records"], len(form["pages"])) == (9, 9)
    assert form["title"].startswith("CUSTODY TRANSFER SLIP")
    assert all(row["form"] for row in (*said.of("near"), *said.of("same")))
    assert "Nearly the same" not in duplicates(tmp_path / "2030").out


def test_every_page_is_counted_and_what_is_not_compared_is_said(duplicates, folder):
    out = folder("2030", **records(a=[prose(1), "", "too short"], b=[prose(1), prose(4)]))
    said = duplicates(out, "--json")
    (summary,) = said.of("summary")
    assert summary["pages"] == 5
    assert summary["not_compared"] == {"pages without a letter": 1, "pages with too few letters": 1}
    (same,) = said.of("same")
    assert [(page["record"], page["page"]) for page in same["pages"]] == [(A, 1), (B, 1)]
    assert "1  pages without a letter: not compared" in duplicates(out).out


def test_across_leaves_out_what_stands_in_one_release(duplicates, folder):
    one = folder("2030", **records(a=[prose(1), prose(1)], b=[prose(2)]))
    two = folder("2031", **records(b=[prose(2)]))
    (same,) = duplicates(one, two, "--across", "--json").of("same")
    assert {page["release"] for page in same["pages"]} == {"2030", "2031"}
    assert same["whose"] == "one record's, published again"
    assert len(duplicates(one, two, "--json").of("same")) == 2
    assert duplicates(one, "--across").code == 2


def test_two_files_of_one_number_are_two_places(duplicates, folder):
    out = folder("2030", **{A: [prose(1)], f"{A} (C06932208)": [prose(1)]})
    (same,) = duplicates(out, "--json").of("same")
    assert same["whose"] == "within one record"
    assert len({page["record"] for page in same["pages"]}) == 2


def test_protected_people_are_not_named_by_a_form_s_title(duplicates, folder, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("person,protection\nOlga Wintergreen,source\n")
    sheets = {f"901-20001-1000{n}": [f"OLGA WINTERGREEN {FORM}\n{n}"] for n in range(9)}
    out = folder("2030", **sheets)
    (shown,) = duplicates(out, "--json").of("template")
    assert "WINTERGREEN" in shown["title"]
    (hidden,) = duplicates(out, "--protected", people, "--json").of("template")
    assert "WINTERGREEN" not in hidden["title"]


def test_a_file_that_cannot_be_read_whole_is_told_and_the_rest_goes_on(duplicates, folder):
    out = folder("2030", **records(a=[prose(1)], b=[prose(1)]))
    (out / f"{C}.md").write_bytes(b"## Page 1\n\xff\xfe broken")
    said = duplicates(out, "--json")
    assert said.code == 3
    assert [row["record"] for row in said.of("problem")] == [C]
    assert len(said.of("same")) == 1
