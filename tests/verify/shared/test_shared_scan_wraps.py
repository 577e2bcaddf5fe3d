"""A hidden value is found however it is written and wherever it stands, and is never said."""

from __future__ import annotations

import base64
import gzip
import runpy
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tearline_verify.shared import hidden as lists
from tearline_verify.shared.hidden import Hidden
from tearline_verify.shared.scan import look_through, scan
from tearline_verify.shared.spotting import CHUNK, Spotter
from tearline_verify.shared.squeezing import Squeezed, needle
from tearline_verify.shared.unwrapping import unwrapped

M = runpy.run_path(str(Path(__file__).with_name("made_edition.py")))
HIDDEN = lists.of(M["hidden"]())
WRAPS: dict[str, Callable[[str], str]] = M["WRAPS"]
UNSEEN: dict[str, Callable[[str], str]] = M["UNSEEN"]
FILES = list(M["INTO"])
WORDS = st.text("bcdfghjkmpqvwxz", min_size=4, max_size=20).map(lambda t: "q" + t)
# Values with a blank, digits, capitals and letters beyond ASCII, none of which stand in a clean edition.
VALUES = st.one_of(
    WORDS, WORDS.map(str.capitalize), st.tuples(WORDS, WORDS).map(" ".join),
    st.tuples(WORDS, st.integers(0, 9999)).map(lambda p: f"{p[0]}-{p[1]}"),
    st.text("ąęłßøжшщ", min_size=4, max_size=9).map(lambda t: f"q{t}q"),
)  # fmt: skip


def found_in(text: str, *values: str, kind: str = "names") -> bool:
    """Say whether one of the values is found in one text."""
    pieces = unwrapped([text]).pieces
    spotter = Spotter((value, at, kind in ("ids", "canaries")) for at, value in enumerate(values))
    texts = Squeezed(piece.text for piece in pieces)
    return any(True for _ in spotter.find(texts, [piece.guessed for piece in pieces]))


@pytest.mark.parametrize("file", FILES)
def test_a_value_is_found_in_every_wrapping_in_every_kind_of_file(
    file: str, tmp_path: Path
) -> None:
    wraps = WRAPS if file == "edition.pdf" else WRAPS | UNSEEN
    missed = []
    for number, (name, wrap) in enumerate(wraps.items()):
        made = M["Made"]()
        M["INTO"][file](made, wrap(M["NAME"]))
        leaks = scan(made.write(tmp_path / str(number)), HIDDEN)
        if file not in {leak.file for leak in leaks if leak.check == "hidden values"}:
            missed.append(name)
    assert missed == []


@settings(deadline=None, max_examples=40)
@given(VALUES, st.sampled_from(sorted(WRAPS | UNSEEN)), st.sampled_from(FILES),
       st.sampled_from(["ids", "values", "names", "canaries"]))  # fmt: skip
def test_any_value_in_any_wrapping_in_any_file_is_found_and_never_said(
    value: str, wrap: str, file: str, kind: str
) -> None:
    assume(file != "edition.pdf" or (value.isascii() and wrap in WRAPS))
    made = M["Made"]()
    M["INTO"][file](made, (WRAPS | UNSEEN)[wrap](value))
    with tempfile.TemporaryDirectory() as folder:
        found = look_through(made.write(Path(folder)), lists.of(M["hidden"]() | {kind: [value]}))
    check = "canaries" if kind == "canaries" else "hidden values"
    assert file in {leak.file for leak in found.leaks if leak.check == check}
    told = repr((found.leaks, found.counts, found.not_checked)).casefold()
    for spelt in (value, *value.split(), needle(value).decode()):
        assert spelt.casefold() not in told


@settings(deadline=None, max_examples=60)
@given(st.lists(VALUES, min_size=1, max_size=30), st.text(max_size=200), st.data())
def test_many_values_are_found_as_one_by_one(
    values: list[str], around: str, data: st.DataObject
) -> None:
    text = f"{around} {data.draw(st.sampled_from(values))} {data.draw(st.text(max_size=60))}"
    spotter = Spotter((value, at, True) for at, value in enumerate(values))
    squeezed = Squeezed([text])
    due = {at for at, value in enumerate(values) if needle(value) in squeezed.data}
    assert {use for use, _ in spotter.find(squeezed, [False])} == due
    assert due


def test_a_value_that_reaches_from_one_search_window_into_the_next_is_found() -> None:
    for near in (-8, 2, 5):
        text = "x" * (CHUNK - 9 + near) + " " + "Quillfeather and Zyq "
        spotter = Spotter([("Quillfeather", 0, False), ("Zyq", 1, False)])
        assert {use for use, _ in spotter.find(Squeezed([text]), [False])} == {0, 1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Oman", "sold to Oman."), ("Oman", "the Omani side"), ("Oman", "O M A N"), ("Oman", "srcOman2"),
        ("Nowak", "Nowakowi"), ("UK", "from UK, then"), ("UK", "(uk)"), ("4711", "K4711b"),
        ("4711", "no. 47 11"), ("Vienna Group", "VIENNAGROUP"), ("Zażółć", "ZAZOLC"), ("王伟", "由王伟说"),
        ("K-114/31", "k 114 31"), ("Nowak", "№wak Nоwаk"), ("Nowak", "N\u20ddo\u20ddwak"), ("1234", "١٢٣٤"),
    ],
)  # fmt: skip
def test_a_spelling_of_a_value_counts(value: str, text: str) -> None:
    assert found_in(text, value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Oman", "a woman in Romania"), ("Mali", "in Somalia, maliciously"), ("UK", "Ukraine, duke"),
        ("UK", "TL-Q7UK4Q"), ("4711", "147112"), ("Lena", "Valenata"), ("Kim", "a kimono"),
        ("Peru", "a perusals list"),
    ],
)  # fmt: skip
def test_an_innocent_word_does_not_count(value: str, text: str) -> None:
    assert not found_in(text, value)


@pytest.mark.parametrize("squeeze", [zlib.compress, gzip.compress])
def test_compressed_and_broken_base64_is_read(squeeze: Callable[[bytes], bytes]) -> None:
    packed = squeeze(
        b"The keys are with one who left before noon on the last train, says Quillfeather."
    )
    coded = base64.encodebytes(packed).decode()
    assert "\n" in coded.strip()
    assert found_in(f"see:\n{coded}", "Quillfeather")
    assert found_in(packed.hex(" "), "Quillfeather")


def test_tag_characters_strewn_over_a_text_are_read() -> None:
    strewn = "".join(f"{chr(0xE0000 + ord(c))}the {n} " for n, c in enumerate("Quillfeather"))
    assert found_in(strewn, "Quillfeather")


def test_utf_16_in_base64_is_read() -> None:
    coded = base64.b64encode("with Quillfeather".encode("utf-16-le")).decode()
    assert found_in(coded, "Quillfeather")


@pytest.mark.parametrize("wrap", [WRAPS["in base64"], lambda text: text.replace("%", "%25")])
def test_what_is_wrapped_too_deep_to_be_read_is_told(
    wrap: Callable[[str], str], tmp_path: Path
) -> None:
    text = WRAPS["in percents"](M["NAME"])
    for _ in range(9):
        text = wrap(text)
    made = M["Made"]()
    M["INTO"]["objects.jsonl"](made, text)
    assert any("could not be checked" in leak.what for leak in scan(made.write(tmp_path), HIDDEN))


def test_a_short_word_is_not_read_out_of_what_chance_makes(tmp_path: Path) -> None:
    many = Hidden(
        names=("Zy", "Ab", "q7"), vocabulary=HIDDEN.vocabulary, hosts_allowed=HIDDEN.hosts_allowed
    )
    made = M["Made"]()
    M["INTO"]["objects.jsonl"](made, base64.b64encode(b"Zy").decode())
    assert scan(made.write(tmp_path), many) == []
