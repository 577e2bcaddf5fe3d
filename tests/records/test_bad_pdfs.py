"""PDFs that are cut, locked or broken are refused with a reason and a remedy; sound ones are not."""

from __future__ import annotations

import pikepdf
import pytest
from drawing import bitmap, born_digital, scanned_pdf

from tearline.errors import FileRefusedError, PageFailedError
from tearline.model.record import MediaType
from tearline.records import reader


def _survey(path):
    return reader.survey(reader.SurveyJob(str(path), "", "record.pdf"))


def _reason(path):
    with pytest.raises(FileRefusedError) as caught:
        _survey(path)
    assert "record.pdf" in str(caught.value)
    assert caught.value.remedy
    return caught.value.reason


def _encrypted(tmp_path, user):
    plain = born_digital(tmp_path / "plain.pdf", pages=1)
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(plain) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user=user, owner="owner", R=6))
    return locked


def test_an_empty_user_password_opens(tmp_path):
    locked = _encrypted(tmp_path, "")
    assert len(_survey(locked).sizes) == 1
    page = reader.read(reader.ReadJob(str(locked), "", MediaType.PDF, 1, "record.pdf"))
    assert "Pale words that can still be read" in page.text


def test_a_password_is_refused(tmp_path):
    assert _reason(_encrypted(tmp_path, "secret")) == "password"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.95])
def test_a_truncated_pdf_is_refused(tmp_path, share):
    whole = scanned_pdf(tmp_path / "scan.pdf", bitmap()[0]).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert _reason(cut) == "truncated"


def test_a_pdf_that_lacks_only_its_last_line_is_read(tmp_path):
    whole = born_digital(tmp_path / "a.pdf", pages=2).read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: whole.rfind(b"%%EOF")])
    assert len(_survey(cut).sizes) == 2


def test_a_pdf_without_pages_is_damaged(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer << >>\nstartxref\n0\n%%EOF\n")
    assert _reason(path) == "damaged"


def test_a_truncated_image_is_refused(tmp_path):
    image, _ = bitmap()
    image.save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(FileRefusedError) as caught:
        reader.survey(reader.SurveyJob(str(tmp_path / "a.png"), "", "a.png"))
    assert caught.value.reason in {"truncated", "damaged"}


def test_a_failed_page_names_file_and_page_and_nothing_of_the_record(tmp_path, monkeypatch):
    path = born_digital(tmp_path / "blob", pages=1)

    def fail(*_args, **_keys):
        msg = "secret words of the record"
        raise ValueError(msg)

    monkeypatch.setattr("tearline.records.ocr.read_bitmap", fail)
    with pytest.raises(PageFailedError) as caught:
        reader.read(reader.ReadJob(str(path), "", MediaType.PDF, 1, "record.pdf"))
    assert "Page 1 of record.pdf" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert caught.value.remedy
