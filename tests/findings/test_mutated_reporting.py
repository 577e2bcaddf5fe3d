"""Pages of reporting broken in every way: whatever is told of them has its words at its place in the file."""

from __future__ import annotations

import html
import json
import random
from importlib.util import find_spec
from pathlib import Path

import pytest

from tearline.findings.accounts import account_of
from tearline.findings.particulars import Proposing
from tearline.model.account import PageAccount
from tearline.model.as_data import of_data, to_data
from tearline.records.articles.source import sourced

GOLD = Path(__file__).parents[2] / "benchmarks" / "gold"
TEXTS = [
    path.read_text("utf-8")
    for part in ("before", "more", "further")
    for path in sorted((GOLD / part).glob("*.txt"))
]
BLOCKS = ["p", "h1", "h2", "li", "div", "figcaption", "blockquote"]
SIGNS = [
    *"<>&\"'“”„‘’«»–\u200f\u0644\x00\n\r\t\u2028;:.-([{", "&amp;", "<p>", "</p>", "<br>", "<b", "&#0;",
    "\U0001f6a2", "e\u0301", "19 March 2031", "20.10.2033", "By Ann Lee", "agreed to", "said", "• ", "Question: ",
]  # fmt: skip
html_too = find_spec("resiliparse") is not None


def mutated(draw):
    """A stretch of a page, as text or marked up, with signs taken out and put in."""
    lines = draw.choice(TEXTS).split("\n")
    at = draw.randrange(len(lines))
    text = "\n".join(lines[at : at + draw.randrange(3, 30)])
    if html_too and draw.random() < 0.6:
        inside = "".join(f"<{draw.choice(BLOCKS)}>{html.escape(line)}" for line in text.split("\n"))
        ends = draw.choice(["</main></body></html>", "", " <!--"])
        text = f"<!doctype html><html><body><main>{inside}{ends}"
    signs = list(text)
    for _ in range(draw.randrange(25)):
        place = draw.randrange(len(signs) + 1)
        if draw.random() < 0.4 and signs:
            del signs[min(place, len(signs) - 1)]
        else:
            signs.insert(place, draw.choice(SIGNS))
    return "".join(signs)


def check(text, dated):
    """Read a page; everything told of it lies in it, and comes through its keeping unchanged."""
    source = sourced(text)
    account = account_of(source, (), dated)
    assert of_data(PageAccount, json.loads(json.dumps(to_data(account)))) == account
    proposing = Proposing("ab" * 32, source.text, source.on_file)
    for told in account.told:
        held = [
            part
            for make, found in (
                (proposing.statement, told.statements),
                (proposing.commitment, told.commitments),
                (proposing.incident, told.incidents),
            )
            for one in found
            for part in make(one).particulars
        ]
        held += map(proposing.compliance, told.compliance)
        held += map(proposing.conflict, told.conflicts)
        held += map(proposing.measure, told.measures)
        for part in held:
            for place in part.places:
                assert 0 <= place.start < place.end <= len(text), part
                if source.shown_from is None and part.name in {
                    "speaker",
                    "content",
                    "act",
                    "mention",
                }:
                    assert " ".join(text[place.start : place.end].split()) == part.value


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_told_of_a_broken_page_stands_at_its_place(seed) -> None:
    draw = random.Random(seed)
    for _ in range(10):
        check(mutated(draw), draw.choice(["", "2031-03-19", "2031"]))


@pytest.mark.long
def test_whatever_is_told_of_two_thousand_broken_pages_stands_at_its_place() -> None:
    draw = random.Random(2031)
    for _ in range(2_000):
        check(mutated(draw), draw.choice(["", "2031-03-19", "2031"]))
