"""Whole scraped pages: noise says nothing, names swap with their statements, the shape of a quotation mark is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tearline.findings import language
from tearline.findings.statements.found import statements
from tearline.model.article import TEXT, LineLabel
from tearline.records.articles.found import as_found, paragraphs

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")
GOLD = Path(__file__).parents[2] / "benchmarks" / "gold"
REAL = Path(__file__).parents[3] / "shared" / "real" / "pages" / "news-page.txt"
PAGES = sorted(GOLD.glob("*/*.txt"))
NOISE = {LineLabel.RELATED, LineLabel.FOREIGN, LineLabel.CAPTION, LineLabel.ALT, LineLabel.REPEATED}


def read(text: str):
    """Return each statement of a page as words, with the tier."""
    page = as_found(text)

    def words(span):
        return text[span[0] : span[1]] if span else None

    return [
        (words(one.source.span), words(one.cue), tuple(words(c) for c in one.content), one.kind.value, one.tier.value)
        for article in page.articles
        for one in statements(text, paragraphs(page, article.number), article.number)
    ]  # fmt: skip


def pages():
    return [*PAGES, REAL] if REAL.exists() else PAGES


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_every_span_lies_in_one_line_of_text_and_none_in_noise(path) -> None:
    text = path.read_text("utf-8")
    page = as_found(text)
    of_text = [(line.start, line.end) for line in page.lines if line.label in TEXT]
    found = [
        one
        for article in page.articles
        for one in statements(text, paragraphs(page, article.number), article.number)
    ]
    assert len(found) > 10
    for one in found:
        spans = [span for span in (one.source.span, one.cue, *one.content) if span is not None]
        assert any(all(low <= a < b <= high for a, b in spans) for low, high in of_text)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_taking_noise_off_a_page_changes_no_statement(path) -> None:
    text = path.read_text("utf-8")
    page = as_found(text)
    kept = [page.said(line) for line in page.lines if line.label not in NOISE]
    assert read("\n".join(kept)) == read(text)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_straight_marks_for_curly_ones_change_under_one_statement_in_fifty(path) -> None:
    text = path.read_text("utf-8")
    straight = text.translate(str.maketrans("“”„‘’", '"""\'\''))

    def flat(rows):
        marks = str.maketrans("“”„‘’", '"""\'\'')
        return {str(row).translate(marks).replace('"', "").replace("'", "") for row in rows}

    before, after = flat(read(text)), flat(read(straight))
    assert len(before ^ after) / 2 < 0.02 * len(before)


TALK = """{a} and {b} speak of the pier

{a} said on Monday that the pier would close. {b} denied that it was unsafe.

“We will not wait another winter,” {a} said. According to {b}, the survey was never finished.

{b} warned that the fleet would have to leave, and promised to open the files. {a} declined to comment.
"""


@pytest.mark.parametrize(
    ("a", "b"), [("Reed", "Marsh"), ("Vale", "Harrow"), ("Anna Reed", "Tom Marsh")]
)
def test_two_speakers_names_swapped_swap_exactly_their_statements(a, b) -> None:
    def swapped(value):
        if isinstance(value, tuple):
            return tuple(map(swapped, value))
        return {a: b, b: a}.get(value, value)

    before, after = read(TALK.format(a=a, b=b)), read(TALK.format(a=b, b=a))
    assert len(before) >= 7
    assert after == [swapped(row) for row in before]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "no sentence at all",
        "“An unclosed quotation, he said.\n\nAnother line, which ends here, he said.",
        "قال الوزير إن الجسر مغلق.\n\nThe minister said the bridge was closed. قال نعم.",
        "A\u200bzero\u200bwidth\u2060word, he said, is\u00a0one.\r\n\r\nReed said so.\u2028Vale denied it.",
        "He said " * 4000 + "so.",
    ],
    ids=["empty", "blank", "no-article", "unclosed", "right-to-left", "odd-spaces", "long"],
)
def test_a_page_of_a_bad_day_is_read_or_has_no_article(text) -> None:
    page = as_found(text)
    for article in page.articles:
        for one in statements(text, paragraphs(page, article.number)):
            assert all(0 <= a < b <= len(text) for a, b in one.content)
