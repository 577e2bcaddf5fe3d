"""The language model's word: pinned, lazy, never needed, and merged with what the patterns show."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tearline.errors import ProgramMissingError, UsageError
from tearline.findings.detector import Settings
from tearline.findings.names import detecting, nlp
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource

installed = pytest.mark.skipif(not nlp.available(), reason="tearline[nlp] is not installed")


def page_of(text: str) -> Page:
    return Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def by_model(text: str, *parts: str) -> list[Finding]:
    return [
        Finding(1, text.index(p), text.index(p) + len(p), (), nlp.KIND, 0.5, "m", "1", "It.", p)
        for p in parts
    ]


def names_of(text: str, *parts: str) -> list[tuple[str, float]]:
    found = detecting.build(Settings()).find([page_of(text)], by_model(text, *parts))
    return [(text[f.start : f.end], f.score) for f in found]


def test_neither_asking_for_the_model_nor_building_the_detectors_loads_it() -> None:
    code = (
        "import sys\n"
        "from tearline.findings.detector import Settings\n"
        "from tearline.findings.names import detecting, nlp\n"
        "nlp.available(); nlp.build(Settings()); detecting.build(Settings())\n"
        "assert 'spacy' not in sys.modules and 'thinc' not in sys.modules\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_a_model_the_detector_finds_nothing_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(nlp.language, "folder", lambda: None)
    nlp._model.cache_clear()
    detector = nlp.build(Settings())
    assert detector.version.endswith("absent")
    assert list(detector.find([page_of("met Thomas Harper there")], ())) == []
    assert "patterns only" in detecting.build(Settings()).version
    with pytest.raises(ProgramMissingError, match="language model"):
        nlp.entities("met Thomas Harper there")


@installed
def test_another_model_is_refused(monkeypatch, tmp_path) -> None:
    (tmp_path / "config.cfg").write_text("[nlp]", "utf-8")
    monkeypatch.setattr(nlp.language, "folder", lambda: tmp_path)
    nlp._model.cache_clear()
    try:
        with pytest.raises(UsageError, match="measured"):
            nlp.entities("met Thomas Harper there")
    finally:
        nlp._model.cache_clear()


@installed
def test_any_byte_of_the_model_changes_its_hash(tmp_path) -> None:
    for name in ("ner", "vocab"):
        (tmp_path / name).mkdir()
    (tmp_path / "ner" / "model").write_bytes(b"a")
    before = nlp.language.digest(tmp_path, nlp._PARTS)
    (tmp_path / "ner" / "model").write_bytes(b"b")
    assert nlp.language.digest(tmp_path, nlp._PARTS) != before
    (tmp_path / "ner" / "model").rename(tmp_path / "vocab" / "model")
    assert nlp.language.digest(tmp_path, nlp._PARTS) not in {
        before,
        nlp.language.digest(tmp_path / "ner", nlp._PARTS),
    }


@installed
def test_names_in_capitals_are_read_on_a_second_look() -> None:
    text = "THE SOURCE SAID THAT VYACHESLAV KUZNETSOV MET RICARDO MORALES IN MEXICO."
    spans = [text[start:end] for start, end in nlp.entities(text)]
    assert any("KUZNETSOV" in span for span in spans)
    assert any("MORALES" in span for span in spans)


@installed
def test_spans_lie_in_the_text_as_it_is_and_end_at_empty_lines() -> None:
    text = "Yesterday Jоhn Smith\n\nRobert Brown met Thomas\u00ad Harper in London."
    spans = nlp.entities(text)
    assert spans == tuple(sorted(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all("\n\n" not in text[start:end] for start, end in spans)
    assert any("Smith" in text[start:end] for start, end in spans)


@installed
def test_a_long_text_is_read_to_its_end() -> None:
    text = "It rained all day in the town.\n" * 1000 + "Then Thomas Harper met Susan Miller.\n"
    assert len(text) > nlp.CHUNK
    assert any("Harper" in text[start:end] for start, end in nlp.entities(text))


@pytest.mark.parametrize("text", ["", "   ", "1 2 3 4 - - - 5 6", "## %% ?? 12-34 ^^ 7 | | xz"])
def test_a_page_without_words_is_not_read(text, monkeypatch) -> None:
    monkeypatch.setattr(nlp, "_model", lambda: pytest.fail("the model was asked"))
    assert nlp.entities(text) == ()


def test_the_detector_says_that_a_page_stands_for_itself() -> None:
    assert nlp.build(Settings()).per_page is True


def test_a_name_both_see_is_surer_and_one_the_model_alone_sees_is_a_candidate() -> None:
    text = "Then Thomas Wexley met Zorkana Qualmreva in Minsk."
    alone = dict(names_of(text))
    both = dict(names_of(text, "Thomas Wexley", "Zorkana Qualmreva"))
    assert both["Thomas Wexley"] > alone["Thomas Wexley"]
    assert "Zorkana Qualmreva" not in alone
    assert 0.35 <= both["Zorkana Qualmreva"] < 0.75


def test_the_wider_span_stays() -> None:
    text = "Then Zorkana Thomas Harper left."
    assert [span for span, _ in names_of(text, "Zorkana Thomas Harper")] == [
        "Zorkana Thomas Harper"
    ]


@pytest.mark.parametrize("part", ["Havana", "Soviet Union", "Report", "Lincoln Park Committee"])
def test_the_model_alone_does_not_make_a_place_or_an_office_a_person(part) -> None:
    assert names_of(f"They came from the {part} in those days.", part) == []


def test_a_person_only_the_model_saw_is_searched_in_the_record() -> None:
    text = "Then Rashida Qualmreva came.\nQualmreva left."
    spans = [span for span, _ in names_of(text, "Rashida Qualmreva")]
    assert spans == ["Rashida Qualmreva", "Qualmreva"]
