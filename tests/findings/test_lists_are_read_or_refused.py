"""The desk's lists: what a spreadsheet saves is read, and nothing is read otherwise than it was meant."""

from __future__ import annotations

import pytest

from tearline.errors import UsageError
from tearline.findings.lists import read_cryptonyms, read_patterns, read_people, read_protected
from tearline.model.people import (
    Answer,
    Cryptonym,
    KnownPerson,
    ProtectedPerson,
    Protection,
    UserPattern,
)

HEAD = "person,aliases,protection,why,originator,answer,answered_on,until\n"


def test_every_column_of_the_protected_arrives() -> None:
    data = '\ufeffPerson,aliases,Protection,why,originator,answer,answered_on,until\r\n"Roe, Jane",J. R.; the Gardener ;,Source,"in place, still",CIA,Withhold,2026-01-02,2050-01-01\r\n'
    assert read_protected(data.encode()) == (
        ProtectedPerson(
            "Roe, Jane", ("J. R.", "the Gardener"), Protection.SOURCE, "in place, still", "CIA", Answer.WITHHOLD, "2026-01-02", "2050-01-01"
        ),
    )  # fmt: skip


def test_columns_may_stand_in_any_order_and_most_may_be_missing() -> None:
    assert read_protected(b"protection,person\nperson,Jane Roe\n") == (
        ProtectedPerson("Jane Roe", (), Protection.PERSON, ""),
    )
    assert read_people(b"because,person,,\ndeceased,Jane Roe,,\n") == (
        KnownPerson("Jane Roe", (), "deceased"),
    )
    assert read_cryptonyms(b"name,released,source\nAMPLUM-1,no,\nPBSALT,YES,a page\n") == (
        Cryptonym("AMPLUM-1", released=False),
        Cryptonym("PBSALT", released=True, source="a page"),
    )


def test_blank_lines_are_passed_over_and_a_list_may_have_no_rows() -> None:
    assert len(read_people(b"\n\nperson,because\n\n , \nJane Roe,official\n,,\n\n")) == 1
    assert read_people(b"person,because\n") == ()


def test_right_to_left_names_and_cells_over_two_lines() -> None:
    assert (
        read_people('person,because,source\nדוד לוי,official,"one\ntwo"\n'.encode())[0].name
        == "דוד לוי"
    )


@pytest.mark.parametrize(
    ("read", "text", "line"),
    [
        (read_protected, HEAD + "Roe,,source,,,,,\nSECRET,,spy,,,,,\n", "line 3"),
        (read_protected, HEAD + "\nSECRET,,source,,,maybe,,\n", "line 3"),
        (read_protected, HEAD + "SECRET,,source,,,withhold,1.2.2026,\n", "line 2"),
        (read_protected, HEAD + "SECRET,,source,,,withhold,2026-02-30,\n", "line 2"),
        (read_protected, HEAD + "SECRET,,source,,,,,20500101\n", "line 2"),
        (read_protected, HEAD + "SECRET,,source,,,,2026-01-01,\n", "line 2"),
        (read_protected, HEAD + "--,SECRET,source,,,,,\n", "line 2"),
        (read_protected, HEAD + "SECRET,a;!!,source,,,,,\n", "line 2"),
        (read_protected, HEAD + "SECRET,,source,,,,,,more\n", "line 2"),
        (read_protected, HEAD + 'ok,,source,,,,,\nSECRET,"a,source,,,\n', "line 3"),
        (
            read_protected,
            HEAD + "SECRET,,source,,,withhold,,\nsecret,,source,,,release,,\n",
            "line 3",
        ),
        (read_people, "person,because\nSECRET,famous\n", "line 2"),
        (read_people, "person,because\nSECRET\n", "line 2"),
        (read_cryptonyms, "name,released\nSECRET,perhaps\n", "line 2"),
        (read_cryptonyms, "name,released\nSECRET,yes\nSECRET,no\n", "line 3"),
        (read_people, "person,because,SECRET\nJane,official,\n", "column 3"),
        (read_people, "person,because,person\nSECRET,official,\n", "'person' twice"),
        (read_people, "person,source\nSECRET,x\n", "'because'"),
        (read_people, "person;because\nSECRET;official\n", "semicolons"),
        (read_people, "", "empty"),
        (read_people, "\n\n", "empty"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_its_line_and_never_repeated(
    read, text: str, line: str
) -> None:
    with pytest.raises(UsageError, match=line) as caught:
        read(text.encode())
    assert "secret" not in str(caught.value).lower()
    assert caught.value.remedy
    assert caught.value.__cause__ is None


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    for read in (read_protected, read_people, read_cryptonyms, read_patterns):
        with pytest.raises(UsageError, match="UTF-8"):
            read("person,because\nJosé,official".encode("latin-1"))


def test_a_hundred_thousand_rows() -> None:
    data = "person,because\n" + "".join(f"Jane Roe{n},official\n" for n in range(100_000))
    assert len(read_people(data.encode())) == 100_000


def test_patterns_are_toml_tables() -> None:
    data = b"[[pattern]]\nname = 'badge'\npattern = '\\bB[0-9]{4}'\nscore = 0.9\nwhy = 'a badge'\n[[pattern]]\nname = \"box\"\npattern = 'Box'\n"
    assert read_patterns(data) == (
        UserPattern("pattern.badge", "\\bB[0-9]{4}", 0.9, "a badge"),
        UserPattern("pattern.box", "Box", 0.8, ""),
    )
    assert read_patterns(b"") == ()


@pytest.mark.parametrize(
    "text",
    [
        "[[pattern]]\nname = 'a'\npattern = 'SECRET'\ncolour = 1\n", "[[pattern]]\nname = 'A b'\npattern = 'SECRET'\n",
        "[[pattern]]\nname = 'a'\n", "[[pattern]]\nname = 'a'\npattern = 'SECRET'\nscore = 2\n",
        "[[pattern]]\nname = 'a'\npattern = 'SECRET'\nscore = true\n", "[[pattern]]\nname = 'a'\npattern = 'SECRET'\nwhy = 1\n",
        "pattern = 'SECRET'\n", "[[other]]\nname = 'SECRET'\n", "[[pattern]]\nname = SECRET\n",
        "[[pattern]]\nname = 'a'\npattern = 'SECRET'\n[[pattern]]\nname = 'a'\npattern = 'b'\n",
    ],
)  # fmt: skip
def test_a_pattern_list_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_patterns(text.encode())
    assert "SECRET" not in str(caught.value)
    assert caught.value.remedy
