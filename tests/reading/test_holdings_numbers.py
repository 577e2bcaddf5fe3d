"""Names come to one form, lose only what publishing added, and are joined only where somebody said so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.reading.lists.numbers import Aliases, document_name, is_record_number, plain_name

PARTS = st.sampled_from(
    ["901-10001-10045", "901.10001.10045", "9011000110045", "docid-32206291", "DOCID_1", " ", ".", "_",
     "-", "/", "\\", ".pdf", ".PDF", ".md", "_multirif", "_redacted", " (C01234567)", "_C01234567",
     "[c01234567]", "_docid_6782007_sealed", "-2nd", "İ", "é", "x"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PARTS, max_size=7).map("".join)))
def test_a_plain_name_is_plain(name):
    assert plain_name(plain_name(name)) == plain_name(name)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("2031/901-10001-10045.pdf", "901-10001-10045"),
        ("C:\\x\\901-10001-10045.PDF", "901-10001-10045"),
        ("901-10001-10045 (C01234567).pdf", "901-10001-10045"),
        ("901-10001-10045_C01234567.md", "901-10001-10045"),
        ("901-10001-10045[c01234567]", "901-10001-10045"),
        ("901-10001-10045_multirif_redacted.pdf", "901-10001-10045"),
        ("901-10001-10045_docid_6782007_sealed.md", "901-10001-10045"),
        ("901.10001.10045", "901-10001-10045"),
        ("9011000110045", "901-10001-10045"),
        ("90110001100457", "90110001100457"),  # a digit too many: no record number
        ("901-10001-10045-2nd_nr.pdf", "901-10001-10045-2nd_nr"),  # may be another part: stays
        ("DOCID-32206291.pdf", "docid-32206291"),
        (
            "docid_32206291_sealed.pdf",
            "docid_32206291_sealed",
        ),  # there is nothing before it to keep
        ("", ""),
    ],
)
def test_a_name_loses_what_publishing_added_and_nothing_else(name, plain):
    assert plain_name(name) == plain


def test_document_ids_are_named_as_their_files_are():
    assert document_name("32206291") == document_name("DocId 32206291") == "docid-32206291"
    assert document_name("901-10001-10045") == document_name("12") == ""
    assert is_record_number("901-10001-10045")
    assert not is_record_number("901-10001-10045-2nd")


def test_a_name_stated_for_two_records_is_nobodys():
    aliases = Aliases.of_pairs(
        [("docid-1111111.pdf", "901-10001-10001"), ("docid-2222222.pdf", "901-10001-10002"),
         ("docid-2222222.pdf", "901-10001-10003"), ("docid-3333333", "901-10001-10001"), ("", "x")]
    )  # fmt: skip
    assert aliases.key("DOCID-1111111.pdf") == "901-10001-10001"
    assert aliases.key("docid-2222222") == "docid-2222222"
    assert aliases.disputed == {"docid-2222222"}
    assert aliases.names("901-10001-10001") == ("docid-1111111", "docid-3333333")
    assert Aliases.none().key("A.pdf") == "a"
