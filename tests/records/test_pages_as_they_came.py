"""A page leads back to its file and forth again, as text and as HTML; its markup hints and never overrules words."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.model.article import Basis, LineLabel
from tearline.records.articles.source import Sourced, sourced

html = pytest.mark.skipif(find_spec("resiliparse") is None, reason="needs tearline[html]")

PAGE = (
    "<!doctype html><html><head><title>Pier closed - Tarn Press</title>"
    '<meta property="article:published_time" content="2031-03-19T08:00:00Z"><meta property="og:site_name" content="Tarn Press">'
    "</head><body><nav><ul><li>Home<li>World</ul></nav><main><article><h1>Pier closed &amp; reopened</h1>"
    "<p>Mayor Lena <b>Vale</b> said the pier&nbsp;would stay closed until the spring came.</p>"
    "<figure><img src=x alt='A pier'><figcaption>The pier at noon, on the day that it was closed.</figcaption></figure>"
    "<h3>What comes next</h3><p>&ldquo;We will wait,&rdquo; Vale said, and the harbor office said nothing at all.</p>"
    "</article></main><footer><p>All of this is printed by the Tarn Press group, of the quay, in the town.</p></footer></body></html>"
)


@given(st.text(max_size=300), st.integers(-5, 310), st.integers(-5, 310))
def test_a_text_is_its_own_source(text, start, end) -> None:
    page = Sourced(text)
    assert page.on_file((start, end)) == (start, end)
    assert page.shown(start) == start


@html
@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_what_leads_to_the_file_leads_back_to_words_that_hold_it(start, many) -> None:
    page = sourced(PAGE)
    start %= len(page.text)
    end = min(len(page.text), start + many)
    first, last = page.on_file((start, end))
    assert page.shown(first) <= start
    assert page.shown(last - 1) + 1 >= end or page.text[end - 1].isspace()


@html
def test_its_markup_tells_captions_headings_and_the_sites_own() -> None:
    page = sourced(PAGE).found()
    labels = {page.said(line): line.label for line in page.lines if page.said(line).strip()}
    assert labels["Pier closed & reopened"] is LineLabel.HEADLINE
    assert labels["The pier at noon, on the day that it was closed."] is LineLabel.CAPTION
    assert labels["What comes next"] is LineLabel.SUBHEAD
    assert (
        labels["All of this is printed by the Tarn Press group, of the quay, in the town."]
        is LineLabel.BOILERPLATE
    )
    bodies = [said for said, label in labels.items() if label is LineLabel.BODY]
    assert len(bodies) == 2
    (article,) = page.articles
    assert (article.date.value, article.date.basis) == ("2031-03-19", Basis.HEAD)
    assert PAGE[article.date.start : article.date.end].startswith("2031-03-19")
    assert article.outlet.value == "Tarn Press"


@html
@pytest.mark.parametrize(
    "page", ["<p>", "<html>", "<html><body>" + "<p>x" * 50, "<!doctype html>" + "&" * 300]
)
def test_a_page_with_no_article_is_a_page(page) -> None:
    found = sourced(page).found()
    assert found.text == sourced(page).text
