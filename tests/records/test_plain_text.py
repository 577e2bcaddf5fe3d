"""A text file's characters come through, all of them."""

from __future__ import annotations

import codecs

from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.model.page import TextSource
from tearline.records.plain import decode, read_text


@given(st.text(st.characters(exclude_characters="\r\ufeff", exclude_categories=["Cs"])))
def test_utf8_and_utf16_come_through_whole(text):
    assert decode(text.encode()) == text
    assert decode(codecs.BOM_UTF8 + text.encode()) == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text


@given(st.binary())
def test_any_bytes_decode(data):
    decode(data)


def test_western_bytes_and_line_ends():
    assert (
        decode(b"caf\xe9 \x93quoted\x94 \x81\r\nnext\rlast\f") == "café “quoted” \x81\nnext\nlast\f"
    )


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_words_are_places_in_the_text(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("plain") / "a.txt"
    path.write_bytes(text.encode())
    page = read_text(str(path))
    assert page.source is TextSource.PLAIN
    assert all(page.text[w.start : w.end] == w.text and w.area is None for w in page.words)
    assert "".join(w.text for w in page.words) == "".join(page.text.split())
