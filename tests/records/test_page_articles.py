"""A scraped page is split into articles: every line is kept where it stood, with a label and its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tearline.cli import main
from tearline.errors import UsageError
from tearline.model.article import TEXT, Basis, LineLabel
from tearline.records.articles.found import as_found, merge, split

REAL = Path(__file__).parents[3] / "shared" / "real" / "pages" / "news-page.txt"

# Two stories of our own making in one page, with what sites put between their lines.
PAGE = """Harbor talks end without a date

Harbor talks end without a date

The two towns agreed on a pause in the dredging, and on nothing else.

Mayor Vale spoke for an hour with Mayor Marsh on Monday, and both said that the dredging would stop for thirty days while the surveyors worked.

Fishing fleet blames Vale for closed season - The Salter Bay Courier

Vale called the talks useful. Marsh said that the surveyors would need longer than thirty days, and that no date had been agreed.

Tàu cá Vale và những con tàu bị giữ lại ở cảng

The surveyors begin on Thursday at the north pier, according to Marsh, who will pay for half of them.

Subscribe to our newsletter

Archive opens ten thousand pages on the ferry fire

FAIRHAVEN, March 4 (Tarn Press) - The town archive opened ten thousand pages on the ferry fire on Tuesday, and withheld the names of two witnesses who are still alive.

Ferry at the pier

The ferry burned at the north pier in 1964, and nobody was ever charged. (Tarn Press)

Archivist Anna Reed said that the pages had been copied over the winter by four volunteers, and that the last box would follow in June.

WHAT IS STILL CLOSED

Reed told Tarn Press that eleven letters stay closed until a court has said otherwise, and that nobody could say when.

Ferry fire files: what we know : Tarn Radio

Welcome to a paradise for lovers of garden gnomes, where heartwarming pictures and inspiring recipes await your whole family every weekend!

Leave a Reply
"""


def labels(page, article=None):
    return [
        (line.label.value, page.said(line))
        for line in page.lines
        if line.label is not LineLabel.BLANK and article in (None, line.article)
    ]


@pytest.fixture(scope="module")
def page():
    return as_found(PAGE)


def test_two_stories_on_one_page_are_two_articles(page):
    heads = [page.said(page.lines[one.headline]) for one in page.articles]
    assert heads == [
        "Harbor talks end without a date",
        "Archive opens ten thousand pages on the ferry fire",
    ]


def test_what_is_no_story_is_set_apart_with_its_reason(page):
    told = {said: label for label, said in labels(page)}
    assert told["Fishing fleet blames Vale for closed season - The Salter Bay Courier"] == "related"
    assert told["Tàu cá Vale và những con tàu bị giữ lại ở cảng"] == "foreign"
    assert told["Subscribe to our newsletter"] == "boilerplate"
    assert told["Leave a Reply"] == "boilerplate"
    assert told["WHAT IS STILL CLOSED"] == "subhead"
    assert told["Ferry at the pier"] == "alt"
    assert told[next(one for one in told if one.startswith("The ferry burned"))] == "caption"
    assert (
        told[next(one for one in told if one.startswith("Welcome to a paradise"))] == "boilerplate"
    )
    assert [label for label, _ in labels(page)].count("repeated") == 1
    assert all(line.why for line in page.lines)


def test_the_text_of_each_story_is_its_own(page):
    bodies = {
        n: [said for label, said in labels(page, n) if label in {"body", "standfirst"}]
        for n in (1, 2)
    }
    assert len(bodies[1]) == 4
    assert len(bodies[2]) == 3
    assert all("ferry" not in said for said in bodies[1])


def test_what_a_story_says_of_itself_is_told_with_where_it_stands(page):
    first, second = page.articles
    for told, said in (
        (second.outlet, "Tarn Press"),
        (second.place, "FAIRHAVEN"),
        (second.date, "March 4"),
    ):
        assert told.basis is Basis.PRINTED
        assert page.text[told.start : told.end] == said
    assert second.date.value == "--03-04"  # a year that is not printed is not made up
    assert (first.outlet.basis, first.date.basis) == (Basis.UNKNOWN, Basis.UNKNOWN)


def test_a_split_and_its_merge_leave_the_page_as_it_was(page):
    for at, line in enumerate(page.lines):
        begins = {one.headline for one in page.articles}
        if line.label is LineLabel.BLANK or at in begins:
            continue
        cut = split(page, at)
        number = cut.lines[at].article
        assert len(cut.articles) == len(page.articles) + 1
        assert cut.lines[at].label is LineLabel.HEADLINE
        if number > 1:
            assert merge(cut, number) == page


def test_what_cannot_be_split_or_merged_is_said(page):
    blank = next(at for at, line in enumerate(page.lines) if line.label is LineLabel.BLANK)
    for at in (-1, len(page.lines), blank, page.articles[0].headline):
        with pytest.raises(UsageError):
            split(page, at)
    for number in (0, 1, 9):
        with pytest.raises(UsageError):
            merge(page, number)


pieces = st.lists(
    st.one_of(
        st.sampled_from(PAGE.split("\n\n")),
        st.text(max_size=60),
        st.sampled_from(
            ["", "\r", "\u2028", "\x0b", "\u202eabc", "…", "”", "א ב ג", "\U0001f600", "a" * 300]
        ),
    ),
    max_size=12,
)


@given(pieces, st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_lines_cover_the_page_code_point_for_code_point_and_each_has_a_label(parts, end):
    text = end.join(parts)
    page = as_found(text)
    at = 0
    for line in page.lines:
        assert text[at : line.start] in {
            "",
            "\n",
            "\r",
            "\r\n",
            "\x0b",
            "\x0c",
            "\x1c",
            "\x1d",
            "\x1e",
            "\x85",
            "\u2028",
            "\u2029",
        }
        assert 0 <= line.start <= line.end <= len(text)
        assert line.why
        assert 0 <= line.sure <= 1
        at = line.end
    assert at == len(text)
    assert [one.number for one in page.articles] == list(range(1, len(page.articles) + 1))
    for one in page.articles:
        body = [line for line in page.lines if line.article == one.number and line.label in TEXT]
        assert body or len(page.articles) == 1


@given(
    st.permutations(
        ["Subscribe to our newsletter", "Leave a Reply", "Share:", "Ferry files | Reuters"]
    )
)
def test_taking_noise_out_changes_nothing_about_the_stories(noise):
    """Lines that belong to no story, set between its paragraphs or left out."""
    first = [one for one in PAGE.split("\n\n") if one][:3]
    story = [*first, "He said that nobody had been asked, and that it was late."]
    with_noise = [part for pair in zip(story, noise, strict=True) for part in pair]
    told = [as_found("\n\n".join(parts)) for parts in (story, with_noise)]
    said = [
        [
            (page.lines[n].label, page.said(page.lines[n]))
            for n in range(len(page.lines))
            if page.lines[n].label in TEXT
        ]
        for page in told
    ]
    assert said[0] == said[1]


def test_from_the_command_line_each_file_is_told_and_a_bad_one_has_its_own_error(tmp_path):
    (tmp_path / "good.txt").write_text(PAGE, "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"%PDF\0\0\0")
    (tmp_path / "none.txt").write_text("Menu\nHome\nAbout\n", "utf-8")
    files = [str(tmp_path / name) for name in ("bad.txt", "good.txt", "none.txt")]
    said = CliRunner().invoke(main, ["articles", *files, "--lines", "--json"])
    assert said.exit_code == 3
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    kinds = [row["type"] for row in rows]
    assert kinds.count("article") == 2
    assert kinds.count("no_article") == 1
    for row in rows:
        if row["type"] == "article":
            place = row["headline"]
            assert PAGE[place["start"] : place["end"]] == place["text"]
    lines = [row for row in rows if row["type"] == "line" and row["file"] == "good.txt"]
    assert len(lines) == PAGE.count("\n") + 1
    human = CliRunner().invoke(main, ["articles", files[1], "--lines"])
    assert "article 2: Archive opens ten thousand pages" in human.stdout
    assert "outlet Tarn Press; place FAIRHAVEN; date --03-04" in human.stdout


@pytest.mark.skipif(not REAL.exists(), reason="the real page is not on this machine")
def test_the_real_page_is_three_articles():
    page = as_found(REAL.read_text("utf-8"))
    assert [one.headline + 1 for one in page.articles] == [1, 83, 159]
    third = page.articles[2]
    assert (third.outlet.value, third.date.value) == ("Reuters", "--03-19")
    assert page.articles[1].outlet.basis is Basis.INFERRED
    kept = [n + 1 for n, line in enumerate(page.lines) if line.label in TEXT]
    # No related headline, caption, foreign line or word of the site is left among the text.
    for noise in (
        13,
        23,
        33,
        41,
        61,
        69,
        75,
        91,
        99,
        119,
        133,
        145,
        153,
        172,
        178,
        182,
        190,
        197,
        201,
        206,
        212,
        217,
        223,
        227,
        242,
        243,
        245,
        247,
    ):
        assert noise not in kept
    assert len(kept) >= 76


@pytest.mark.parametrize(
    "line",
    [
        "From the archive, May 2029: The court is expected to rule on three couriers in the coming weeks.",
        "Mayor Vale at her desk. She is due to speak to her counterpart on Tuesday (Photo: Ann Lee)",
        "The towns hope to sign a charter in early June. ARCHIVE, 20 MAY 2031",
    ],
)
def test_what_an_older_story_tells_as_to_come_is_set_apart_and_kept(line) -> None:
    page = as_found(
        f"Pier closed\n\nBy Anna Reed\n\nThe pier was closed on Tuesday, the office said.\n\n{line}\n\n"
        "It will stay closed until the spring, said the mayor of the town.\n"
    )
    (found,) = [one for one in page.lines if page.said(one) == line]
    assert found.label is LineLabel.STALE
    assert "to come" in found.why
