"""A folder is opened as what it is, and every file of it is a record, whatever is wrong with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.reading.witnesses.witness import TextFolder, open_witnesses

REAL = Path(__file__).parents[2].parent / "shared" / "real" / "jfk-text"


class Keys:
    def key(self, name):
        return name.lower()


@pytest.fixture
def folder(tmp_path):
    def make(**files):
        for name, data in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return open_witnesses(tmp_path, Keys(), "label")

    return make


def texts(record):
    return [(page.number, page.text) for page in record.pages]


def test_headings_part_the_pages_and_the_title_is_not_of_the_paper(folder):
    record = folder(a="# a\n\n## Page 1\n\nfirst\n\n---\n\n## Page 3\n\nthird\n").read("a")
    assert record.paged
    assert texts(record) == [(1, "first"), (3, "third")]
    assert record.problems == ()


def test_form_feeds_part_pages_and_without_marks_a_text_is_one_page(folder):
    source = folder(a="one\ftwo\f", b="one\n## Pages are many\ntwo")
    assert texts(source.read("a")) == [(1, "one"), (2, "two")]
    assert not source.read("b").paged
    assert len(source.read("b").pages) == 1


def test_headings_out_of_order_and_text_before_the_first_are_said_and_kept(folder):
    record = folder(a="lost words\n## Page 2\nx\n## Page 2\ny\n").read("a")
    assert texts(record) == [(1, "lost words\nx"), (2, "y")]
    assert len(record.problems) == 2


def test_bytes_that_are_no_text_are_replaced_and_said(folder):
    record = folder(a=b"## Page 1\ngood \xff\xfe words\n").read("a")
    assert "good" in record.pages[0].text
    assert "words" in record.pages[0].text
    assert "no UTF-8" in record.problems[0]


def test_an_empty_file_is_a_record_with_an_empty_page(folder):
    record = folder(a="").read("a")
    assert texts(record) == [(1, "")]


def test_two_files_of_one_name_in_two_folders_are_two_names_of_one_key(folder):
    source = folder(x__a="one", y__a="two", b="three")
    assert list(source.records()) == ["b", "x/a", "y/a"]
    assert source.key("x/a") == source.key("y/a") == "a"


def test_two_files_that_differ_in_their_suffix_keep_it(tmp_path):
    (tmp_path / "a.md").write_text("one")
    (tmp_path / "a.txt").write_text("two")
    source = TextFolder(tmp_path, "x", Keys())
    assert list(source.records()) == ["a.md", "a.txt"]
    assert source.read("a.txt").pages[0].text == "two"


@pytest.mark.parametrize("kind", ["absent", "empty", "pdfs", "file"])
def test_what_cannot_be_opened_is_said_with_what_to_do(tmp_path, kind):
    path = tmp_path / "x"
    if kind == "file":
        path.write_text("x")
    elif kind != "absent":
        path.mkdir()
    if kind == "pdfs":
        (path / "a.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(UsageError) as caught:
        open_witnesses(path, Keys())
    assert caught.value.remedy
    assert str(path) in caught.value.message


def test_an_unknown_name_is_a_usage_error(folder):
    with pytest.raises(UsageError, match="no record"):
        folder(a="x").read("b")


def test_the_comparison_reaches_no_store_and_no_decisions():
    code = (
        "import sys, tearline.reading.comparing.changes, tearline.reading.masking as m\n"
        "m.Masking()('words', [(0, 5)])\n"
        "bad = [n for n in sys.modules if n.startswith(('tearline.store', 'tearline.decisions',"
        " 'tearline.editions'))]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_shared_text_is_read():
    if not REAL.is_dir():
        pytest.skip("the shared texts are not on this machine")
    for year, paged in (("2022", False), ("2025", True)):
        source = open_witnesses(REAL / year, Keys())
        names = list(source.records())
        assert names == sorted(names)
        record = source.read(names[0])
        assert record.paged is paged
        assert record.pages
