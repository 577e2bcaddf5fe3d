"""Who may be named is the desk's list alone: exact, by every form, and in doubt nobody's."""

from __future__ import annotations

import pytest

from tearline.findings.detector import Settings
from tearline.findings.names import detecting
from tearline.findings.names.known import BECAUSE
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource
from tearline.model.people import KnownPerson

LIST = (
    KnownPerson("Thomas R. Harper", ("Tommy",), "public_figure"),
    KnownPerson("QUINTEROS, Edward", ("Xorbaz",), "deceased"),
)


def kinds_of(*texts: str, people=LIST, earlier=()) -> list[tuple[str, str]]:
    pages = [
        Page(n, 0, 0, text, (), TextSource.PLAIN, "test", "1") for n, text in enumerate(texts, 1)
    ]
    found = detecting.build(Settings(people=people)).find(pages, earlier)
    return [(pages[f.page - 1].text[f.start : f.end], f.kind) for f in found]


@pytest.mark.parametrize(
    "form", ["Thomas Harper", "Thomas R. Harper", "HARPER, THOMAS R.", "Thomas Robert Harper"]
)
def test_a_listed_person_is_known_by_full_name(form) -> None:
    assert kinds_of(f"{form}\n") == [(form, "name.known.public_figure")]


@pytest.mark.parametrize("because", BECAUSE)
def test_each_reason_has_its_kind_and_a_low_score(because) -> None:
    page = Page(1, 0, 0, "met Thomas Harper.", (), TextSource.PLAIN, "test", "1")
    settings = Settings(people=(KnownPerson("Thomas Harper", (), because),))
    (finding,) = detecting.build(settings).find([page], ())
    assert finding.kind == f"name.known.{because}"
    assert finding.score < 0.35
    assert "desk's list" in finding.why


def test_a_form_by_surname_or_initials_is_known_after_the_full_name_alone() -> None:
    assert kinds_of("met Thomas Harper.", "Harper left. T. R. Harper came.") == [
        ("Thomas Harper", "name.known.public_figure"),
        ("Harper", "name.known.public_figure"),
        ("T. R. Harper", "name.known.public_figure"),
    ]
    assert kinds_of("then Mr. Harper left.") == [("Harper", "name.person")]


def test_another_bearer_of_the_surname_makes_the_surname_alone_nobody_s() -> None:
    kinds = kinds_of("met Thomas Harper.", "met Ann Harper.", "Harper left.")
    assert kinds[-1] == ("Harper", "name.person")


@pytest.mark.parametrize(
    "form", ["Ann Harper", "Thomas Q. Harper", "Thomas Harder", "Thomasina Harper", "Thomas Hooper"]
)
def test_a_name_that_is_another_is_not_known(form) -> None:
    assert kinds_of(f"met {form} there.") == [(form, "name.person")]


def test_a_damaged_spelling_that_is_no_other_name_is_known() -> None:
    assert kinds_of("met Thomas Harqer there.") == [("Thomas Harqer", "name.known.public_figure")]


def test_an_alias_of_one_word_is_known_where_nobody_else_bears_it() -> None:
    text = "then Mr. Xorbaz left."
    assert kinds_of(text) == [("Xorbaz", "name.known.deceased")]
    assert kinds_of("met Ann Xorbaz there. " + text)[-1] == ("Xorbaz", "name.person")


def test_the_desk_s_word_stands_beside_an_identifier_too() -> None:
    text = "Thomas Harper, 900-12-3456"
    number = Finding(1, 15, 26, (), "ssn", 0.9, "test", "1", "A test.", "900123456")
    assert kinds_of(text, earlier=(number,)) == [("Thomas Harper", "name.known.public_figure")]
    assert kinds_of(text, people=(), earlier=(number,)) == [("Thomas Harper", "name.tied")]


def test_without_a_list_nobody_is_known() -> None:
    assert kinds_of("met Thomas Harper.", people=()) == [("Thomas Harper", "name.person")]
