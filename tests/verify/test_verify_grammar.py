"""The grammar is tight: no key can go from its lists without a clean release being refused; and the
JPEG reader knows where the picture ends."""

from __future__ import annotations

from pathlib import Path

import good_release
import pytest
import spoiling as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tearline_verify import bytewalk, content, grammar, jpeg, packet, raster, tags
from tearline_verify.leaks import GrammarError

LISTS = {
    f"{module.__name__.split('.')[1]}.{name}": value
    for module in (grammar, packet, tags)
    for name, value in vars(module).items()
    if name.isupper() and name[0] != "_" and isinstance(value, dict)
}


@pytest.mark.parametrize(("name", "key"), [(n, k) for n, keys in LISTS.items() for k in keys])
def test_each_key_of_the_allowlist_is_needed(
    name: str,
    key: str,
    made: good_release.Good,
    wordless: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = wordless if name in ("tags.FIGURE", "tags.LAYOUT") else sp.pdf_of(made.out)
    raw = path.read_bytes()
    grammar.Edition(raw)
    monkeypatch.delitem(LISTS[name], key)
    with pytest.raises((GrammarError, KeyError)):
        grammar.Edition(raw)


@pytest.mark.parametrize(("bound", "by"), [("LEAST_SIDE", 1), ("MOST_SIDE", -1)])
def test_a_page_of_a_size_that_no_pdf_a_has_is_refused(
    bound: str, by: int, made: good_release.Good, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = sp.pdf_of(made.out).read_bytes()
    assert (grammar.LEAST_SIDE, grammar.MOST_SIDE) == (300, 1_440_000)
    sides = [side for page in grammar.Edition(raw).pages() for side in (page.width, page.height)]
    edge = min(sides) if by > 0 else max(sides)
    monkeypatch.setattr(grammar, bound, edge)
    grammar.Edition(raw)
    monkeypatch.setattr(grammar, bound, edge + by)
    with pytest.raises(GrammarError, match="side"):
        grammar.Edition(raw)


def test_the_allowlist_has_all_its_tables() -> None:
    assert len(LISTS) == 24


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_changed_byte_outside_the_streams_goes_unseen(
    made: good_release.Good, data: st.DataObject
) -> None:
    raw = bytearray(sp.pdf_of(made.out).read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[at]))
    raw[at] = new
    with pytest.raises(GrammarError):  # the file's ID is made from all its bytes
        list(grammar.Edition(bytes(raw)).pages())


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_and_never_crash(raw: bytes) -> None:
    for tried in (raw, bytewalk.HEADER + raw, bytewalk.HEADER + b"1 0 obj\n" + raw):
        with pytest.raises(GrammarError):
            bytewalk.walk(tried)
    with pytest.raises(GrammarError):
        content.words(b"q 1 0 0 1 0 0 cm /Im0 Do Q\nBT 3 Tr\n" + raw, (100, 100))


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("more", [{}, {"optimize": True}, {"subsampling": 0}])
@pytest.mark.parametrize("size", [(64, 64), (61, 35), (8, 1)])
def test_plain_jpeg_passes_and_a_longer_one_does_not(
    mode: str, more: dict[str, bool], size: tuple[int, int]
) -> None:
    image = Image.effect_noise(size, 60).convert(mode)
    raw = good_release.jpeg_of(image, **more)
    channels = len(mode)
    jpeg.check(raw, *size, channels)
    for worse in (
        raw + b"\0", raw[:-2] + b"\0" + raw[-2:], raw[:-2] + b"\xff\x00" + raw[-2:],
        raw[:-4] + raw[-2:], raw[:2] + b"\xff\xfe\x00\x03x" + raw[2:],
    ):  # fmt: skip
        with pytest.raises(GrammarError):
            jpeg.check(worse, *size, channels)
    with pytest.raises(GrammarError):
        jpeg.check(raw, size[0], size[1] + 8, channels)


@given(st.integers(1, 70), st.integers(1, 40), st.randoms(use_true_random=False))
def test_fax_image_comes_back_bit_for_bit(width: int, height: int, chance: object) -> None:
    bits = bytes(chance.choice((0, 255)) for _ in range(width * height))  # type: ignore[attr-defined]
    image = Image.frombytes("L", (width, height), bits).convert("1")
    raw = raster.encoded(image)
    picture = grammar.Picture(width, height, "fax", 0, len(raw))
    out = Image.fromarray(raster.pixels(picture, raw)).convert("1")
    assert out.tobytes() == image.tobytes()
    with pytest.raises(GrammarError):
        raster.pixels(picture, raw + b"\0")


def test_word_boxes_come_back_from_the_content_stream(made: good_release.Good) -> None:
    page = next(grammar.Edition(sp.pdf_of(made.out).read_bytes()).pages())
    assert page.words[0].text == "MEMORANDUM"
    assert page.stream.endswith(b"ET\n")
