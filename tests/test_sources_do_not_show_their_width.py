"""A protected person's name leaves no trace of its width in a release, and the custody record says so."""

import json

import pytest
import zstandard
from reportlab.pdfgen.canvas import Canvas

PEOPLE = "person,aliases,protection,why\n{},,person,a witness\nIda Gow,,person,a witness\n"
LINES = (
    "The committee met on Monday in the second building of the yard beside the river,",
    "and heard what the officers of the port had to say about it and about the men.",
    "The witness was {} of the harbour office.",
    "     It was paid twice in the spring and once more in the autumn, and later on,",
    "as the ledger has it that was found with the other papers of the same office.",
)


def memo(path, name):
    canvas = Canvas(str(path), pagesize=(612, 792), invariant=True)
    canvas.setFont("Times-Roman", 12)
    for row, line in enumerate(LINES):
        canvas.drawString(72, 700 - 14.4 * row, line.format(name))
    canvas.showPage()
    canvas.save()


def released(tearline, folder, name):
    """Release a memo about a protected person; return the collection, the folder, what build said."""
    folder.mkdir()
    memo(folder / "memo.pdf", name)
    (folder / "people.csv").write_text(PEOPLE.format(name), "utf-8")
    c, out = folder / "c", folder / "out"
    tearline("init", c)
    for words in (
        ["add", folder / "memo.pdf"],
        ["read"],
        ["find", "--protected", folder / "people.csv"],
        ["decide", "--proposals-above", "0.75"],
        ["find"],
    ):
        said = tearline(*words, collection=c)
        assert said.code == 0, (words, said.err)
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert said.code == 0, (said.lines, said.err)
    return c, out, said


@pytest.fixture
def world(tearline, tmp_path):
    return lambda name: released(tearline, tmp_path / name.replace(" ", "-"), name)


def test_two_names_of_other_widths_make_one_release(world, tree):
    first, second = world("Ann Li"), world("Maximilian Worthington")
    assert tree(first[1]) == tree(second[1])


def test_the_release_says_that_a_line_was_shifted_and_the_custody_record_how_little_it_tells(
    world, tearline
):
    c, out, said = world("Harold Dellinger")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    (told,) = manifest["records"][0]["withholdings"]
    assert told["policy"] == "moved"
    assert "Line shifted: 1." in (out / "note.md").read_text("utf-8")
    pages = zstandard.ZstdDecompressor().stream_reader((out / "pages/memo.jsonl.zst").read_bytes())
    assert json.loads(pages.read())["deletions"][0]["policy"] == "moved"
    (custody,) = (path for path in (c / "custody").glob("*.json"))
    widths = json.loads(custody.read_text("utf-8"))["widths"]
    assert widths["policies"]["moved"]["max_bits"] <= widths["limit"] == 0.1
    assert "Dellinger" not in custody.read_text("utf-8")
    assert any(row["type"] == "widths" and row["policy"] == "moved" for row in said.lines)
    eyes = tearline("widths", "memo", collection=c)
    assert eyes.code == 0, eyes.err
    (row,) = (row for row in eyes.lines if row["type"] == "width")
    assert row["bits"] <= 0.1 < row["of"]
    assert not row["over_limit"]


def test_an_exact_box_says_how_many_bits_it_tells(world, tearline):
    c, _, _ = world("Harold Dellinger")
    found = tearline("findings", "--record", "memo", "--kind", "protected", collection=c)
    said = tearline(
        *("decide", found.lines[0]["id"], "--verdict", "withhold", "--width", "exact"),
        *("--reason", "the width may be known"),
        collection=c,
    )
    assert said.code == 0, said.err
    eyes = tearline("widths", "memo", collection=c)
    rows = [row for row in eyes.lines if row["type"] == "width"]
    assert {row["policy"] for row in rows} == {"exact"}
    assert min(row["bits"] for row in rows) > 1
