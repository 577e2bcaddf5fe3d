"""What `duplicates` and `related` show of a page is masked with its whole page, and counted as what it is."""

import json
import random
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.findings.names.census import census
from tearline.reading.masking import Masking
from tearline.reading.relating.subject_terms import Place
from tearline.verbs.gathered import Gathered
from tearline.verbs.named import name_shown, title_shown

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
WORDS = sorted(word for word in census().words if 4 < len(word) < 12)
SSN = "900-12-3456"  # a number nobody has
PASSPORT = "Z4471228"
NUMBERS = [f"901-10001-100{n:02}" for n in range(1, 31)]
PEOPLE = "person,protection\nOlga Wintergreen,source\n"


@dataclass
class Said:
    code: int
    out: str
    err: str

    def of(self, kind):
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [row for row in rows if row["type"] == kind]


@pytest.fixture
def run(monkeypatch):
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)

    def go(*words):
        words = [*map(str, words)]
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        done = CliRunner().invoke(group, words)
        return Said(done.exit_code, done.stdout, done.stderr)

    return go


@pytest.fixture
def people(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    return file


@pytest.fixture
def folder(tmp_path):
    def make(label, texts):
        path = tmp_path / label
        for name, pages in texts.items():
            file = path / f"{name}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"## Page {n}\n{text}\n" for n, text in enumerate(pages, 1)))
        return path

    return make


def prose(seed, words=60):
    return " ".join(random.Random(seed).sample(WORDS, words))


@pytest.fixture
def mask():
    return Masking(PEOPLE.encode())


@pytest.mark.parametrize(
    ("title", "page"),
    [
        (f"MEMO ON {PASSPORT}", f"He travelled on Passport No. {PASSPORT} that year."),
        (f"MEMO ON {SSN}", ""),
        ("THE WINTERGREEN MATTER", "nothing of hers"),
    ],
)
def test_a_title_hides_what_is_labelled_or_protected_anywhere_on_its_record_s_pages(
    mask, title, page
):
    assert title_shown("MEMO ON 4471 HARBOUR LAMPS", mask, (page,)) == "MEMO ON 4471 HARBOUR LAMPS"
    shown = title_shown(title, mask, (prose(1), page))
    assert "█" in shown
    assert not {PASSPORT, SSN, "WINTERGREEN"} & {*shown.split()}
    # A title is read as one with the page it was taken from.
    assert "4471228" not in title_shown("Z4471228 OF THE CLERK", mask, (), ("Passport No.",))


def test_a_page_that_cannot_be_checked_blocks_the_title_whole():
    class Failed(Masking):
        def blocked(self, text):
            return None if "broken" in text else super().blocked(text)

    assert "HARBOUR" in title_shown("HARBOUR LAMPS", Failed(), ("of the harbour",))
    assert "HARBOUR" not in title_shown("HARBOUR LAMPS", Failed(), ("broken harbour",))
    assert "broken" not in name_shown("broken", Failed())


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("901-10001-10001", ""),
        ("901-10001-10001 (C06932208)", ""),
        ("boxes/901_10001_10001_multirif", ""),
        ("Wintergreen_Olga", "Wintergreen"),
        ("WINTERGREEN/901-10001-10001", "WINTERGREEN"),
        (f"901-10001-10001 SSN {SSN}", SSN),
    ],
)
def test_a_record_s_number_is_shown_and_a_name_beside_it_passes_the_mask(mask, name, hidden):
    shown = name_shown(name, mask)
    assert hidden not in shown if hidden else shown == name
    assert ("901-10001-10001" in shown) == ("901-10001-10001" in name)


def test_no_command_shows_a_protected_name_that_a_file_is_called_by(run, folder, people, tmp_path):
    texts = {name: [prose(n), prose(n)] for n, name in enumerate(NUMBERS[:6])}
    texts |= {"Wintergreen_Olga": [prose(0)], "WINTERGREEN/901-10001-20001": [prose(1)]}
    out = folder("2030", texts)
    (out / "wintergreen-notes.md").write_bytes(b"## Page 1\n\xff\xfe broken")
    for words in (
        ("duplicates", out),
        ("related", NUMBERS[0], "--in", out),
        ("related", "wintergreenolga", "--in", out),
        ("related", NUMBERS[0], "--in", out, "--labels", tmp_path / "a.jsonl", "--sample", 5),
    ):
        for more in ((), ("--json",)):
            assert "wintergreen" in (run(*words, *more).out + run(*words, *more).err).lower()
            said = run(*words, "--protected", people, *more)
            shown = said.out + said.err
            shown = shown.replace("wintergreenolga", "")  # as typed by who asked
            assert "wintergreen" not in shown.lower(), words


def test_a_template_s_title_hides_what_its_page_labels(run, folder):
    form = f"CUSTODY SLIP OF {PASSPORT} for every box of the registry, kept with the carbon of it"
    tail = f"The bearer's Passport No. {PASSPORT} was seen by the clerk on the day of the receipt"
    sheets = {name: [f"{form} {tail} {n}"] for n, name in enumerate(NUMBERS[:9])}
    (shown,) = run("duplicates", folder("2030", sheets), "--json").of("template")
    assert shown["title"].startswith("CUSTODY SLIP")
    assert PASSPORT not in json.dumps(shown)


def test_a_title_of_an_index_hides_what_the_record_s_own_pages_label(run, folder, tmp_path):
    texts = {
        name: [prose(n), f"{prose(n)} passport no. {PASSPORT}"] for n, name in enumerate(NUMBERS)
    }
    sheet = tmp_path / "index.csv"
    rows = "".join(f"{name},TRAVEL OF {PASSPORT} AGAIN\n" for name in NUMBERS)
    sheet.write_text(f"Record Number,Title\n{rows}")
    out = folder("2030", texts)
    said = run("related", NUMBERS[0], "--in", out, "--index", sheet, "--top", 9, "--json")
    titles = [row["title"] for row in said.of("related")]
    assert len(titles) == 9
    assert all(title.startswith("TRAVEL OF") for title in titles)
    assert PASSPORT not in said.out


def test_a_term_that_its_page_blocks_is_no_reason_that_is_told(run, folder, people):
    rng = random.Random(4)
    about = ["wintergreen", "quillfeather", "harbormast"]
    texts = {}
    for name in NUMBERS:
        own = about * 3 if name in NUMBERS[:6] else []
        words = [*rng.sample(WORDS, 40), *(word.title() for word in own)]
        rng.shuffle(words)
        texts[name] = [" ".join(words)]
    out = folder("2030", texts)
    asked = ("related", *NUMBERS[:3], "--in", out, "--top", 3, "--json")
    for protected, wanted in ((), True), (("--protected", people), False):
        said = run(*asked, *protected)
        told = {one["term"] for row in said.of("related") for one in row["why"]}
        assert "quillfeather" in told
        assert ("wintergreen" in told) == wanted
        assert ("wintergreen" in said.of("summary")[0]["terms"]) == wanted


def test_a_word_may_be_told_only_where_its_page_shows_it_and_by_itself(folder):
    class Labelled(Masking):
        def blocked(self, text):
            at = text.find("velmarra")
            labelled = at >= 0 and "Born in:" in text
            return ((at, at + 8, "birth"),) if labelled else super().blocked(text)

    text = "Born in: velmarra. The brown lamp is hers."
    path = folder("2030", {NUMBERS[0]: [text], NUMBERS[1]: ["the velmarra and a brown lamp"]})
    people = Labelled(b"person,protection\nJoan Brown,source\n")
    gathered = Gathered([path], (), people, lambda *_: None)
    assert [one.record for one in gathered.materials()] == NUMBERS[:2]

    def may(number, page, word):
        start = page.index(word)
        return gathered.may_tell(NUMBERS[number], [Place(1, start, start + len(word))])

    other = "the velmarra and a brown lamp"
    assert not may(0, text, "velmarra")
    assert may(1, other, "velmarra")
    # A listed surname that is a plain word is shown in running text, and is nobody's reason.
    assert "brown" in gathered.excerpt(NUMBERS[1], 1, 5)
    assert not may(1, other, "brown")
    assert may(0, text, "lamp")


def test_records_without_a_page_are_no_files_and_are_counted_apart(run, tmp_path):
    records = {NUMBERS[0]: [prose(0), prose(1)], NUMBERS[1]: [prose(2)], NUMBERS[2]: None}
    WORLD["write_release"](tmp_path / "one", records)
    WORLD["write_release"](tmp_path / "two", {NUMBERS[0]: [prose(0)]}, date="2026-02-01")
    (summary,) = run("duplicates", tmp_path / "one", tmp_path / "two", "--json").of("summary")
    counts = {name: summary[name] for name in ("pages", "records", "files", "in_several_releases")}
    assert counts == {"pages": 4, "records": 2, "files": 3, "in_several_releases": 1}
    assert summary["records_without_a_page"] == 1
    out = run("duplicates", tmp_path / "one", tmp_path / "two").out
    assert "4 pages of 2 records" in out
    assert "1 more record has no page" in out


def test_across_lists_a_page_published_again_as_one_page_and_no_duplicate(run, folder):
    old = folder("2030", {NUMBERS[0]: [prose(0), prose(1), prose(2)], NUMBERS[1]: [prose(3)]})
    new = folder("2031", {NUMBERS[0]: [prose(0), prose(1), prose(2)], NUMBERS[2]: [prose(9)]})
    out = run("duplicates", old, new, "--across").out
    assert "published again (one page each, no duplicate): 3 groups of pages" in out
    assert f"{NUMBERS[0]} p. 1-3 (2030) = p. 1-3 (2031)" in out
    plain = run("duplicates", old, new).out
    assert "p. 1-3 (2030)" not in plain
    assert "--across lists" in plain
    alone = run("duplicates", folder("2032", {NUMBERS[3]: [prose(20)]}), old, "--across").out
    assert "No two pages say the same, or nearly and stand in more than one" in alone


def test_one_page_in_two_releases_is_one_place_of_a_group(run, folder):
    old = folder("2030", {NUMBERS[0]: [prose(0)], NUMBERS[1]: [prose(0)]})
    new = folder("2031", {NUMBERS[0]: [prose(0)]})
    assert (
        f"{NUMBERS[0]} p. 1 (2030, 2031) = {NUMBERS[1]} p. 1 (2030)"
        in run("duplicates", old, new).out
    )


@pytest.mark.parametrize("top", [2, 5, 20])
def test_a_list_says_how_many_of_what_it_has_and_how_many_are_shown(run, folder, top):
    texts = {NUMBERS[2 * n + m]: [prose(n), prose(50 + n)] for n in range(5) for m in range(2)}
    out = run("duplicates", folder("2030", texts), "--top", top).out
    (head,) = [line for line in out.splitlines() if line.startswith("The same text, in several")]
    shown = [line for line in out.splitlines() if line.startswith("  901-")]
    assert "10 groups of pages, in 5 lines" in head
    assert len(shown) == min(top, 5)
    assert (f"the first {top} of 5 shown" in head) == (top < 5)
    assert "Next: " in out


def test_what_is_in_doubt_is_listed_to_be_looked_at(run, folder):
    def slip(seed):
        own = random.Random(seed)
        blank = (
            "custody transfer slip of the harbor registry received by returned by shelf box remarks"
        )
        return " ".join(f"{word} {own.choice(WORDS)}" if n % 3 == 0 else word
                        for n, word in enumerate((blank + " " + prose(7, 40)).split()))  # fmt: skip

    old, new = folder("2030", {NUMBERS[0]: [slip(1)]}), folder("2031", {NUMBERS[1]: [slip(2)]})
    rows = run("duplicates", old, new, "--json").of("renumbered")
    assert [row["sure"] for row in rows] == [False]
    out = run("duplicates", old, new).out
    assert "look at both: 1 pair of pages" in out
    assert (
        f"{NUMBERS[1]} p. 1 (2031) ? {NUMBERS[0]} p. 1 (2030), {rows[0]['likeness']:.0%} alike"
        in out
    )
