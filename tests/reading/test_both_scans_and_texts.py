"""A release of scans with somebody else's texts: our reading first, the other text a witness, none lost."""

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tearline.errors import UsageError
from tearline.reading.comparing.changes import compare
from tearline.reading.comparing.kinds import Type
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.witnesses.both import Both, open_folder, read_scans
from tearline.reading.witnesses.scans import ScanFolder
from tearline.reading.witnesses.witness import TextFolder

LINES = (
    "The watchman saw two lamps on the eastern pier before midnight",
    "and told the harbor office that nobody had answered his signal.",
    "A tally clerk wrote the names of all barges into the ledger",
    "and the fire began in the third shed behind the customs house.",
)
HIDDEN = "the names of all barges"
ELSEWHERE = "In spring the dredgers cleared the northern channel of sand.\nNo ship was late."
GARBLED = "Tne watcbman s@w tvvo larnps 0n tne eastem p1er\nand t0ld tne harb0r 0ffice"
PAGED = "## Page 1\n\n{}\n\n## Page 2\n\nThe second page as another engine had it.\n"
READ, BROKEN, ONLY_TEXT, ONLY_SCAN, UNSHARED = (f"901-10001-1000{n}" for n in range(1, 6))


TYPE = Path(__file__).parents[2] / "src/tearline/editions/type/DejaVuSansMono.ttf"


def nothing_told(*_):
    """Progress is not looked at."""


def typed(lines, high):
    """Draw the top of a page of type at 300 dpi."""
    image = Image.new("1", (2550, high), 1)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(TYPE), 46)
    for at, line in enumerate(lines):
        pen.text((300, 300 + 90 * at), line, font=font, fill=0)
    return image


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Two pages in one file, a file that is none, one without a text, one that no other release has."""
    base = tmp_path_factory.mktemp("both")
    old, new = base / "2024", base / "2025"
    old.mkdir()
    new.mkdir()
    gap = LINES[2].replace(HIDDEN, "")
    pages = [typed([*LINES[:2], gap, LINES[3]], 800),
             typed(LINES[:2], 700)]  # fmt: skip
    pages[0].save(old / f"{READ}.pdf", resolution=300, save_all=True, append_images=pages[1:])
    pages[1].save(old / f"docid-{ONLY_SCAN}.pdf", resolution=300)
    pages[1].save(old / f"{UNSHARED}.png", dpi=(300, 300))
    (old / f"{BROKEN}.pdf").write_bytes(b"%PDF-1.7 and no more")
    for name in (BROKEN, ONLY_TEXT, UNSHARED):
        (old / f"{name}.md").write_text(ELSEWHERE, "utf-8")
    (old / f"{READ}.md").write_text(PAGED.format(GARBLED), "utf-8")
    for name in (READ, BROKEN, ONLY_TEXT):
        (new / f"{name}.txt").write_text("\n".join(LINES), "utf-8")
    return base


@pytest.fixture(scope="module")
def opened(world):
    """The two releases with the old one read as far as the new one asks for it."""
    found = [open_folder(world / y, Aliases.none(), world / "kept") for y in ("2024", "2025")]
    read_scans(found, 1, nothing_told)
    return found


def release(opened):
    (_, both), _ = opened
    assert isinstance(both, Both)
    return both


def test_a_record_with_a_scan_is_read_by_our_ocr_whoever_read_it_before(opened):
    record = release(opened).read(READ)
    assert record.engine == "tearline"
    assert "watchman saw two lamps" in record.pages[0].text
    assert record.pages[0].words
    assert release(opened).image(READ, 1) is not None


def test_the_text_of_a_scan_that_was_read_is_a_witness_under_a_name_of_its_own(opened):
    (other, both), _ = opened
    assert list(other.records()) == [READ]
    assert other.label != both.label
    assert other.read(READ).release == other.label
    assert other.read(READ).pages[0].text == GARBLED


def test_a_text_stands_for_a_scan_that_cannot_be_read_and_the_reason_is_told(opened):
    both = release(opened)
    (name,) = [name for name in both.records() if both.key(name) == BROKEN]
    record = both.read(name)
    assert record.pages[0].text == ELSEWHERE
    assert record.release == both.label
    assert any("its scan cannot be read" in why for why in record.problems)


def test_every_record_is_there_once_and_every_text_in_one_place(opened, world):
    (other, both), _ = opened
    keys = [both.key(name) for name in both.records()]
    whole = {READ, BROKEN, ONLY_TEXT, f"docid-{ONLY_SCAN}", UNSHARED}
    assert sorted(keys) == sorted(whole)
    texts = TextFolder(world / "2024", "2024", Aliases.none())
    here = {both.read(name).pages[0].text for name in both.records() if not both.read(name).engine}
    assert len(list(texts.records())) == len(list(other.records())) + 3
    assert here == {ELSEWHERE}
    assert all(one < two for one, two in pairwise(both.records()))


def test_scans_that_no_other_release_has_are_read_only_where_no_text_stands_for_them(opened):
    both = release(opened)
    (unshared,) = [name for name in both.records() if both.key(name) == UNSHARED]
    assert both.read(unshared).engine == "", "its text will do"
    assert both.read(unshared).problems == (), "not asked for is not failed"
    assert both.read(f"docid-{ONLY_SCAN}").pages[0].words


def test_words_that_our_reading_lacks_and_the_other_had_were_public(opened, world):
    both, new = release(opened), opened[1][-1]
    found = visible(compare([both], [new], mask=Masking()), READ)
    assert [(one.type, one.words) for one in found] == [(Type.NEWLY_VISIBLE, HIDDEN)]
    folder = shutil.copytree(world / "2024", world / "twice" / "2024")
    (folder / f"{READ}.md").write_text(PAGED.format("\n".join(LINES)), "utf-8")
    again = open_folder(folder, Aliases.none(), world / "kept")
    read_scans([again, (new,)], 1, nothing_told)
    assert not visible(compare(again, [new], mask=Masking()), READ, Type.NEWLY_VISIBLE)


def visible(rows, key, *kinds):
    wanted = kinds or (Type.NEWLY_VISIBLE, Type.ALREADY_PUBLIC)
    return [row for row in rows if getattr(row, "type", "") in wanted and row.record == key]


def test_a_page_that_could_not_be_read_is_taken_from_the_text_and_told(opened, world, tmp_path):
    kept = shutil.copytree(world / "kept", tmp_path / "kept")
    for page in kept.rglob("*-2.json.zst"):
        page.unlink()
    _, both = open_folder(world / "2024", Aliases.none(), kept)
    record = both.read(READ)
    assert [page.number for page in record.pages] == [1, 2]
    assert record.pages[1].text == "The second page as another engine had it."
    assert record.pages[0].words, "our own reading of the rest stays"
    assert any(why.startswith("page 2 is as the text") for why in record.problems)


def test_scans_may_lie_in_another_folder_than_the_texts(world, tmp_path):
    texts, scans = tmp_path / "texts", tmp_path / "pictures"
    texts.mkdir()
    scans.mkdir()
    shutil.copy(world / "2024" / f"{READ}.md", texts)
    shutil.copy(world / "2024" / f"{READ}.pdf", scans)
    other, both = open_folder(texts, Aliases.none(), world / "kept", scans=scans)
    assert both.label == "texts"
    assert both.read(READ).engine == "tearline"
    assert list(other.records()) == [READ]
    with pytest.raises(UsageError, match="holds no PDF"):
        open_folder(texts, Aliases.none(), world / "kept", scans=texts)


def test_a_folder_of_one_sort_is_opened_as_that_sort(world, tmp_path):
    (texts,) = open_folder(world / "2025", Aliases.none(), tmp_path)
    assert isinstance(texts, TextFolder)
    scans = tmp_path / "scans"
    scans.mkdir()
    shutil.copy(world / "2024" / f"{UNSHARED}.png", scans)
    (alone,) = open_folder(scans, Aliases.none(), tmp_path)
    assert isinstance(alone, ScanFolder)


def test_before_anything_is_read_the_texts_stand_for_all(world, tmp_path):
    other, both = open_folder(world / "2024", Aliases.none(), tmp_path)
    assert list(other.records()) == []
    assert both.read(f"{READ} (text)").pages[0].text == GARBLED
    assert all(both.read(name).engine == "" for name in both.records() if name.endswith("(text)"))
