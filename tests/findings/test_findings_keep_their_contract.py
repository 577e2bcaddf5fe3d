"""What holds for every text: spans lie in the page, nothing raises, order and terms are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import TearlineError, UsageError
from tearline.findings import detector as registry
from tearline.findings.detector import Settings, detectors, find, versions
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource, Word

PIECES = st.sampled_from(
    ["900-12-3456", "SSN", "Social Security No", "9OO 12 З456", "xxx-xx-1234", "a@b.com", "@", "(202) 555-0143",
     "RE 7-4821", "born 12 Mar 1921", "DOB", "\n", "\n\n", " ", "-", "÷", "é", "\u0301", "\u00ad", "ﬁ", "Jane",
     "Roe", "Court Seal [JFK Law 10(a)1]", "RULE 6(e)", "104-10004-10143", "last four 1234", "0", "l", "O"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map("".join),
    st.lists(PIECES, max_size=25).map(" ".join),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=80),
    st.text(max_size=30),
)
EVERYTHING = Settings(terms=("Jane Roe", "ﬁle", "C-47"))


def page(text: str, number: int = 1) -> Page:
    """Return a page of a text file."""
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


@settings(deadline=None)  # the first call loads every table
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_spans_lie_in_their_page_and_are_not_empty(texts: list[str]) -> None:
    pages = [page(text, number) for number, text in enumerate(texts, 1)]
    found = find(pages, EVERYTHING)
    assert list(found) == sorted(found, key=lambda f: f.order)
    assert len(set(found)) == len(found)
    for finding in found:
        if finding.kind == "page.unreadable":  # it is about the page
            assert (finding.start, finding.end, finding.areas) == (None, None, ())
            continue
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(texts[finding.page - 1])
        assert 0 <= finding.score <= 1
    assert find(pages, EVERYTHING) == found


def test_areas_are_those_of_the_words_touched() -> None:
    text = "SSN 900-12-3456 ROE"
    words, at = [], 0
    for place, word in enumerate(text.split()):
        area = Area(place * 1000, 0, place * 1000 + 900, 300)
        words.append(Word(word, at, at + len(word), area, 90.0))
        at += len(word) + 1
    shown = Page(1, 9000, 9000, text, tuple(words), TextSource.OCR, "test", "1", 90.0)
    (found,) = find([shown], Settings(detectors=("ssn",)))
    assert found.areas == (Area(1000, 0, 1900, 300),)


def test_no_pages_give_nothing_and_an_empty_page_is_never_clean() -> None:
    assert find([], EVERYTHING) == ()
    assert [f.kind for f in find([page("")], EVERYTHING)] == ["page.unreadable"]


def test_terms_stand_in_no_repr_reason_or_key() -> None:
    settings = Settings(terms=("PLUMTREE",))
    (found,) = find([page("the PLUMTREE file was sent on to him")], settings)
    for text in (
        repr(settings),
        repr(found),
        found.why,
        repr(detectors(settings)),
        versions(settings),
    ):
        assert "plumtree" not in text.lower()


def test_the_cache_key_follows_the_terms_and_not_their_order() -> None:
    one = versions(Settings(terms=("a", "b")))
    assert one == versions(Settings(terms=("b", "a", "a")))
    assert one != versions(Settings(terms=("ab",)))
    assert one != versions(Settings())


def test_an_unknown_detector_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="known: residue, legibility, holds"):
        detectors(Settings(detectors=("sns",)))


def test_a_number_that_is_sure_is_not_reported_as_a_telephone_too() -> None:
    found = find([page("SSN, phone: 900-12-3456 and 202-555-0143")], Settings())
    kinds = [f.kind for f in found if f.score >= 0.5]
    assert kinds == ["ssn", "phone"]


class Plugin:
    """A detector that reports whatever finding it is given."""

    name = "plugin"
    version = "9"
    kinds = frozenset({"odd"})

    def __init__(self, finding: Finding) -> None:
        """Keep the finding to report."""
        self.finding = finding

    def find(self, pages: object, earlier: object) -> list[Finding]:
        """Report it."""
        del pages, earlier
        return [self.finding]


GOOD = Finding(1, 0, 3, (), "odd", 0.5, "plugin", "9", "It is odd.", "abc")


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, page=2), replace(GOOD, kind="even"), replace(GOOD, score=1.5), replace(GOOD, end=None),
        replace(GOOD, end=9), replace(GOOD, start=3), replace(GOOD, start=-1),
    ],
)  # fmt: skip
def test_a_plug_in_that_breaks_the_contract_is_named(
    bad: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    for finding, fails in ((GOOD, False), (bad, True)):
        monkeypatch.setattr(
            registry, "_builders", lambda f=finding: {"plugin": lambda _: Plugin(f)}
        )
        detectors.cache_clear()
        if fails:
            with pytest.raises(TearlineError, match="detector 'plugin' 9") as caught:
                find([page("abc")], Settings())
            assert "abc" not in str(caught.value)
        else:
            assert find([page("abc")], Settings()) == (GOOD,)
    detectors.cache_clear()
