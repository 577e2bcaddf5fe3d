"""What passed the mask once: numbers typed apart, a listed surname in small letters, headings, file names."""

from __future__ import annotations

import pytest

from tearline.reading.masking import Masking

LISTED = b"person,protection,why,originator\nHarold Quillfeather,person,witness,\nMary Brown,person,witness,\n"


def shown(text, mask):
    return mask(text, [(0, len(text))])[0]


@pytest.mark.parametrize(
    "typed",
    [
        "9 1 2 - 4 4 - 7 3 1 0",
        "9 1 2 4 4 7 3 1 0",
        "9 1 2-4 4-7 3 1 0",
        "912 - 44 - 7310",
        "9 1 2 . 4 4 . 7 3 1 0",
    ],
)
def test_a_number_typed_apart_is_blocked(typed):
    told = shown(f"paid to {typed} in March", Masking())
    assert typed not in told
    assert "7 3 1 0" not in told
    assert "7310" not in told


@pytest.mark.parametrize("plain", ["1 2 3 4 5", "page 1 of 2", "3 4 5 6 7 8 units", "1963 to 1964"])
def test_other_numbers_stay(plain):
    assert shown(plain, Masking()) == plain


def test_a_listed_surname_is_blocked_in_small_letters_too():
    told = shown("he met quillfeather at the pier, and QuillFeather's wife", Masking(LISTED))
    assert "uill" not in told.lower()


def test_a_surname_that_is_a_plain_word_stays_in_small_letters():
    told = shown("a brown coat; mr. Brown left", Masking(LISTED))
    assert "brown coat" in told
    assert "Brown" not in told


def test_the_name_of_a_file_is_shown_without_its_person(tmp_path, tearline):
    for year in ("old", "new"):
        folder = tmp_path / year
        folder.mkdir()
        (folder / "Quillfeather_912-44-7310.txt").write_text(
            f"## Page 1\nthe {year} words of it stand here\n"
        )
    (tmp_path / "listed.csv").write_bytes(LISTED)
    for words in ([], ["--json"]):
        said = tearline(
            "changes",
            tmp_path / "old",
            tmp_path / "new",
            "--protected",
            tmp_path / "listed.csv",
            *words,
        )
        assert "uillfeather" not in said.out + said.err, words
        assert "7310" not in said.out + said.err, words


def test_a_report_is_never_written_into_a_release(tmp_path, tearline):
    release = tmp_path / "release"
    release.mkdir()
    (release / "manifest.json").write_text("{}")
    said = tearline("changes", tmp_path, tmp_path, "--report", release / "new")
    assert said.code == 2
    assert not (release / "new").exists()
