"""One person's forms over a record are found and share a value; ties to identifiers spread with them."""

from __future__ import annotations

import pytest

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.names import detecting
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource


def pages_of(*texts: str) -> list[Page]:
    return [
        Page(n, 0, 0, text, (), TextSource.PLAIN, "test", "1") for n, text in enumerate(texts, 1)
    ]


def found_in(*texts: str, earlier: tuple[Finding, ...] = ()) -> list[tuple[str, Finding]]:
    pages = pages_of(*texts)
    found = detecting.build(Settings()).find(pages, earlier)
    return [(pages[f.page - 1].text[f.start : f.end], f) for f in found]


def identifier(text: str, part: str, page: int = 1, kind: str = "ssn") -> Finding:
    start = text.index(part)
    return Finding(page, start, start + len(part), (), kind, 0.9, "test", "1", "A test.", part)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Later Quinteros came.", "Quinteros"),
        ("LATER QUINTEROS CAME", "QUINTEROS"),
        ("Later E. Quinteros came.", "E. Quinteros"),
        ("Later Quin-\nteros came.", "Quin-\nteros"),
        ("QUINTEROS, Edward", "QUINTEROS, Edward"),
        ("Later Quinteos came.", "Quinteos"),
        ("Later Qninteros came.", "Qninteros"),
        ("LATER QUINTER0S CAME", "QUINTER0S"),
        ("Later Mr. Quinteros came.", "Quinteros"),
        ("Later Edward\nQuinteros came to see the people there.", "Quinteros"),
    ],
)
def test_every_form_of_a_person_on_another_page_has_the_person_s_value(text, form) -> None:
    found = found_in("He met Edward R. Quinteros there.", text)
    forms = {span: f.value for span, f in found if f.page == 2}
    assert {span for span in forms if form in span}
    assert set(forms.values()) == {"edward quinteros"}


def test_nothing_is_learnt_from_a_record_without_the_name() -> None:
    assert found_in("Nobody here.", "Later Quinteros came.") == []


def test_the_same_name_in_another_record_has_the_same_value() -> None:
    first = {f.value for _, f in found_in("HARPER, THOMAS R.\n")}
    assert first == {f.value for _, f in found_in("said by Thomas Harper.")} == {"thomas harper"}


def test_two_surnames_are_both_searched() -> None:
    found = found_in("He met Juan PEREZ Gomez there.", "Perez left. Then Gomez left.")
    assert [(span, f.value) for span, f in found if f.page == 2] == [
        ("Perez", "juan perez"),
        ("Gomez", "juan perez"),
    ]


@pytest.mark.parametrize("word", ["aka", "alias", "a.k.a.", "true name", "also known as", "@"])
def test_an_alias_is_the_same_person_and_is_searched(word) -> None:
    found = found_in(f"He met Juan Perez {word} Xorbaz there.", "Later Xorbaz left.")
    assert ("Xorbaz", "juan perez", 2) in [(span, f.value, f.page) for span, f in found]


def test_a_surname_that_is_a_word_is_found_inside_a_sentence_alone() -> None:
    found = found_in("He met John Price there.", "Price is no object. But then Price left.")
    assert [f.start for _, f in found if f.page == 2] == [29]


def test_initials_that_do_not_fit_are_another_person() -> None:
    values = [f.value for _, f in found_in("met Thomas Harper. Then B. R. Harper left.")]
    assert values == ["thomas harper", "b harper"]


def test_of_several_bearers_the_last_one_named_is_meant() -> None:
    found = found_in("met Thomas Harper.", "met Ann Harper. Then Harper left.")
    assert [f.value for _, f in found] == ["thomas harper", "ann harper", "ann harper"]


def test_a_damaged_spelling_has_the_person_s_value_and_another_name_its_own() -> None:
    values = [f.value for _, f in found_in("Thomas Harper. Thomas Harqer. Thomas Harder.")]
    assert values == ["thomas harper", "thomas harper", "thomas harder"]


LINE = "met Thomas Harper, 900-12-3456, there."
FORM = "NAME: Thomas Harper\nGRADE: 9\nSSN: 900-12-3456\n"
SENTENCE = "The said Thomas Harper, who has lived in Dayton since then and holds 900-12-3456, left."


@pytest.mark.parametrize("text", [LINE, FORM, SENTENCE], ids=["line", "form", "sentence"])
def test_a_name_beside_an_identifier_is_tied_wherever_it_stands(text) -> None:
    found = found_in(
        text, "Harper left. Ann Wood stayed.", earlier=(identifier(text, "900-12-3456"),)
    )
    kinds = [(span, f.kind) for span, f in found]
    assert kinds == [
        ("Thomas Harper", "name.tied"),
        ("Harper", "name.tied"),
        ("Ann Wood", "name.person"),
    ]
    assert found[0][1].score >= AT_LEAST


def test_a_number_far_off_an_unsure_one_and_one_that_is_nobody_s_tie_nothing() -> None:
    far = "met Thomas Harper there." + " Then they left the town again." * 12 + " 900-12-3456"
    assert {f.kind for _, f in found_in(far, earlier=(identifier(far, "900-12-3456"),))} == {
        "name.person"
    }
    other = identifier(LINE, "900-12-3456", kind="term")
    assert {f.kind for _, f in found_in(LINE, earlier=(other,))} == {"name.person"}


def test_a_list_torn_from_its_numbers_is_tied_as_a_list() -> None:
    text = (
        "SMITH, JOHN\nJONES, MARY\nHARPER, ANN\n\nrate of pay as of that day\n\n"
        "900-11-1111\n900-11-1112\n900-11-1113\n"
    )
    earlier = tuple(identifier(text, f"900-11-111{n}") for n in (1, 2, 3))
    assert {f.kind for _, f in found_in(text, earlier=earlier)} == {"name.tied"}


def test_the_words_around_do_not_change_which_person_it_is() -> None:
    pages = ("met Thomas Harper.", "HARPER, T.\nSmith, Ann\n", "Harper left.")
    assert found_in(*pages) == found_in(*pages)
