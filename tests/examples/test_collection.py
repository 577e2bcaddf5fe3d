"""The committed collection is what its truth says it is, and its people are nobody's."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COLLECTION = EXAMPLES / "collection"
TRUTH = json.loads((EXAMPLES / "truth.json").read_text("utf-8"))
FILES = {told["file"]: told for told in TRUTH["files"]}
DECISIONS = [
    json.loads(line) for line in (EXAMPLES / "decisions.jsonl").read_text("utf-8").splitlines()
]
SSN_SHAPE = re.compile(r"(?<![\d-])(\d{3})([- ])(\d{2})\2(\d{4})(?![\d-])")
PHONE = re.compile(r"\(?(\d{3})\)?[ -](\d{3})-(\d{4})")


def page_of(file: str, number: int) -> dict:
    return FILES[file]["pages"][number - 1]


def is_text(file: str) -> bool:
    return file.endswith(".txt")


def said() -> str:
    """Everything the truth and the decisions say, and every text file."""
    texts = [json.dumps(TRUTH, ensure_ascii=False), json.dumps(DECISIONS, ensure_ascii=False)]
    return "\n".join(texts + [p.read_text("utf-8") for p in COLLECTION.glob("*.txt")])


def test_the_files_are_those_of_the_truth() -> None:
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in COLLECTION.iterdir()}
    assert found == {name: told["sha256"] for name, told in FILES.items()}


def test_everything_together_is_under_three_megabytes() -> None:
    files = [p for p in EXAMPLES.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert sum(p.stat().st_size for p in files) < 3_000_000
    assert sum(len(told["pages"]) for told in FILES.values()) >= 30


@pytest.mark.parametrize("file", [f for f in FILES if not is_text(f)])
def test_every_area_lies_in_its_page(file: str) -> None:
    for number, page in enumerate(FILES[file]["pages"], start=1):
        areas = [line["area"] for line in page["lines"]]
        areas += [a for place in page.get("covered", ()) for a in place["areas"]]
        areas += [
            a
            for item in TRUTH["items"]
            if (item["file"], item["page"]) == (file, number)
            for a in item["areas"]
        ]
        assert page["page"] == number
        for left, top, right, bottom in areas:
            assert 0 <= left < right <= page["width"]
            assert 0 <= top < bottom <= page["height"]


@pytest.mark.parametrize("file", [f for f in FILES if is_text(f)])
def test_places_in_a_text_file_are_where_the_truth_says(file: str) -> None:
    data = (COLLECTION / file).read_bytes()
    text = data.decode("utf-8")
    assert b"\r" not in data
    for line in page_of(file, 1)["lines"]:
        assert text[line["start"] : line["end"]] == line["text"]
    for item in TRUTH["items"]:
        if item["file"] == file:
            assert text[item["start"] : item["end"]] == item["text"]


def test_no_social_security_number_could_be_anybodys() -> None:
    numbers = SSN_SHAPE.findall(said())
    assert len(numbers) > 40
    for area, _, group, _ in numbers:
        assert area in {"000", "666"} or area.startswith("9")
        # Numbers from 900 up with a group over 49 are given to taxpayers without an SSN.
        assert int(group) < 50


def test_no_telephone_rings_anywhere() -> None:
    found = PHONE.findall(said())
    assert found
    assert all(f"{office}{line[:2]}" == "55501" for _, office, line in found)


def test_mail_addresses_lead_nowhere() -> None:
    assert all(
        host.endswith(".example") for host in re.findall(r"@([a-z0-9.-]+)", said(), re.IGNORECASE)
    )


def test_withheld_words_are_not_also_said_to_survive() -> None:
    for item in TRUTH["items"]:
        if item["verdict"] == "withhold":
            words = {w.lower() for w in page_of(item["file"], item["page"])["must_survive"]}
            assert not words & set(re.findall(r"[a-z]{5,}", item["text"].lower()))


def test_a_word_hidden_under_a_box_is_in_no_line() -> None:
    for told in FILES.values():
        for page in told["pages"]:
            lines = " ".join(line["text"] for line in page["lines"])
            assert not any(place["text"] in lines for place in page.get("covered", ()))
    for item in TRUTH["items"]:
        if item["kind"].startswith("residue"):
            page = page_of(item["file"], item["page"])
            assert item["text"] not in " ".join(line["text"] for line in page["lines"])


def test_decisions_name_records_and_pages_that_are_there() -> None:
    pages = {told["record"]: told["pages"] for told in FILES.values()}
    for line in DECISIONS:
        if line["type"] == "instrument":
            assert set(line["records"]) <= set(pages)
            assert (EXAMPLES / line["file"]).is_file()
            continue
        assert line["type"] == "determination"
        page = pages[line["record"]][line["page"] - 1]
        for left, top, right, bottom in line.get("areas", ()):
            assert 0 <= left < right <= page["width"]
            assert 0 <= top < bottom <= page["height"]
        if line["verdict"] == "withhold":
            assert line["codes"]
        assert line["actor"] in {"M. Orrin", "T. Vale"}
        assert line["reason"]


def test_every_drawn_place_covers_words_that_are_to_be_withheld() -> None:
    drawn = [(d["record"], d["page"], a) for d in DECISIONS for a in d.get("areas", ())]
    wanted = [
        (item["record"], item["page"], area)
        for item in TRUTH["items"]
        if item["kind"] in {"name", "passage"} and item["verdict"] == "withhold"
        for area in item.get("areas", ())
    ]
    assert len(drawn) == len(wanted)
    for record, page, (left, top, right, bottom) in wanted:
        assert any(
            (record, page) == place[:2]
            and place[2][0] <= left
            and place[2][1] <= top
            and place[2][2] >= right
            and place[2][3] >= bottom
            for place in drawn
        )


def test_reviewers_leave_strong_social_security_numbers_to_the_rule() -> None:
    by_hand = {(d["record"], d["page"]) for d in DECISIONS if d.get("kind") == "ssn"}
    weak = {(i["record"], i["page"]) for i in TRUTH["items"] if "too weak" in i["why"]}
    assert by_hand == weak


def test_some_records_end_released_some_held_one_pending() -> None:
    ends = [told["ends"]["status"] for told in FILES.values()]
    assert {status: ends.count(status) for status in set(ends)} == {
        "released": 14,
        "held": 2,
        "pending": 1,
    }


def test_two_files_share_one_number_and_one_letter_has_two_versions() -> None:
    numbers = [told["number"] for told in FILES.values()]
    assert numbers.count("910-10001-10001") == 2
    old, new = (FILES[f"910-10001-10012{ending}.pdf"] for ending in ("_1998", ""))
    places = [len(told["pages"][0].get("covered", ())) for told in (old, new)]
    assert places[0] > places[1] > 0


def test_the_readme_lists_every_file() -> None:
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"| {name} |" in readme for name in FILES)
