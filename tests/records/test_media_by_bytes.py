"""What a file is goes by its bytes, whatever its name says."""

from __future__ import annotations

import pytest
from PIL import Image

from tearline.errors import FileRefusedError
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.media import identify


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.4\n", MediaType.PDF),
        (b"\x00junk\n%PDF-1.4\n", MediaType.PDF),
        (b"II*\x00....", MediaType.TIFF),
        (b"MM\x00*....", MediaType.TIFF),
        (b"\x89PNG\r\n\x1a\n...", MediaType.PNG),
        (b"\xff\xd8\xff\xe0...", MediaType.JPEG),
        (b"plain words\n", MediaType.TEXT),
        ("caf\xe9".encode(), MediaType.TEXT),
        ("caf\xe9".encode("latin-1"), MediaType.TEXT),
        ("wide".encode("utf-16"), MediaType.TEXT),
        (b"<!doctype html><p>", MediaType.TEXT),
        (b"\x00\x01\x02", None),
        (b"PK\x03\x04\x14\x00", None),
    ],
)
def test_bytes_decide(tmp_path, data, expected):
    path = tmp_path / "whatever.bin"
    path.write_bytes(data)
    assert identify(path) is expected


def _survey(path, name=None):
    return reader.survey(reader.SurveyJob(str(path), "0" * 64, name or path.name))


def _refused(path, name=None):
    with pytest.raises(FileRefusedError) as caught:
        _survey(path, name)
    assert (name or path.name) in str(caught.value)
    assert caught.value.remedy
    return caught.value.reason


def test_zero_bytes_are_refused(tmp_path):
    path = tmp_path / "nothing.pdf"
    path.touch()
    assert _refused(path) == "empty"


@pytest.mark.parametrize("html", [b"<!DOCTYPE html><html></html>", b"\n<html><body>Not found"])
def test_a_pdf_that_is_html_is_refused(tmp_path, html):
    path = tmp_path / "blob"
    path.write_bytes(html)
    assert _refused(path, "record.pdf") == "not what it says"
    assert _survey(path, "page.html").media_type is MediaType.TEXT


def test_an_unknown_kind_is_refused(tmp_path):
    path = tmp_path / "archive.zip"
    path.write_bytes(b"PK\x03\x04\x14\x00\x00")
    assert _refused(path) == "unknown kind"


def test_an_image_under_a_wrong_name_is_taken_for_what_it_is(tmp_path):
    path = tmp_path / "scan.pdf"
    Image.new("1", (300, 600), 1).save(path, "PNG", dpi=(300, 300))
    found = _survey(path)
    assert found.media_type is MediaType.PNG
    assert found.sizes == ((7200, 14400),)


def test_a_text_is_one_page_without_a_size(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("words")
    assert _survey(path).sizes == ((0, 0),)


def test_every_kind_has_a_version_for_cache_keys():
    versions = {reader.version_for(kind) for kind in MediaType}
    assert all("/" in version for version in versions)
    assert "5." in reader.version_for(MediaType.PDF)
