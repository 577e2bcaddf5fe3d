"""The sheet holds what the view holds, as text that every reader finds, and tells nothing beside it."""

from __future__ import annotations

import io
import re
import runpy
import shutil
import subprocess
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.editions.papers import sheet
from tearline.editions.papers.fitting import FACT, PAGE, Paragraph, pages
from tearline.editions.papers.paragraphs import BOXED, NOTHING
from tearline.editions.papers.plain import plain
from tearline.editions.papers.turned import placed
from tearline.errors import UsageError
from tearline.model.marking import Tlp
from tearline.model.register import PARTICULARS, Kind

MADE = runpy.run_path(str(Path(__file__).with_name("fictional.py")))
view, modified, fact, item, folded = (
    MADE[key] for key in ("view", "modified", "fact", "item", "folded")
)
by_pdfium, by_pdfminer, WITHDRAWN = MADE["by_pdfium"], MADE["by_pdfminer"], MADE["WITHDRAWN"]
NAMES = sorted(set(PARTICULARS[Kind.INCIDENT]) - {"type"})
ANY = st.text(min_size=1, max_size=300).filter(lambda text: plain(text).strip())
RIGHT = st.text(
    st.characters(min_codepoint=0x5BE, max_codepoint=0x77F) | st.sampled_from(" 12(.a"), min_size=1
)
FROM_LEFT = st.text(
    st.one_of(st.characters(min_codepoint=32, max_codepoint=0x52F, exclude_categories=["Cs", "Cc", "Cf", "Mn", "Me", "Zs"]),
              st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), st.just(" ")),
    min_size=1, max_size=300,
).filter(str.strip)  # fmt: skip


def of(*facts):
    return view([item(Kind.INCIDENT, "TL-QWERTY", *facts)], alerts=())


def made(one, gone=()):
    return sheet(one, modified(one), gone)


def facts(texts):
    return st.lists(
        st.builds(fact, st.sampled_from(NAMES), texts, texts | st.just(""), texts | st.just("")),
        min_size=1,
        max_size=4,
    )


@settings(deadline=None, max_examples=80)
@given(facts(ANY))
def test_every_word_is_drawn_in_its_own_order(said):
    words = "".join(by_pdfminer(made(of(*said))))
    for one in said:
        for text in (one.value, one.state, one.by):
            if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
                assert folded(plain(text)) in words


@settings(deadline=None, max_examples=60)
@given(RIGHT)
def test_every_letter_of_words_from_the_right_is_drawn_once(text):
    words = "".join(by_pdfminer(made(of(fact("title", "x"), fact("note", text)))))
    told = words.partition("Note:")[2].partition("[TLP")[0]
    assert Counter(told) == Counter(folded(plain(text)))


@settings(deadline=None, max_examples=40)
@given(facts(FROM_LEFT))
def test_pdfium_reads_every_word_that_runs_from_the_left(said):
    words = "".join(by_pdfium(made(of(*said))))
    for one in said:
        for text in (one.value, one.state, one.by):
            assert folded(plain(text)) in words


def test_each_fact_has_its_mark_its_label_and_who_says_so():
    words = "".join(by_pdfminer(made(view(), WITHDRAWN)))
    for told in (
        "[TLP:AMBER] Claim: A group of four did it for pay. (claimed; says an unsigned channel; on 2031-03-15)",
        "[TLP:GREEN] Claim: Nobody was paid. (denied; says the Vorle police)",
        "[TLP:AMBER] TL-V1LSCX  The mayor of Vorle: We know who paid for it.",
        "[TLP:GREEN] What is said: We ask for patience.\nAll trains run again on Monday.",
        "[TLP:AMBER] Warning: Somebody who was believed before has spoken of the crew & of <the> ferry.",
        "TL-WZ8QKM  withdrawn 2031-03-18 09:30 UTC",
        "All of it is an exercise.",
        "From: Harbour Desk",
    ):
        assert folded(told) in words
    order = [
        words.index(one)
        for one in (
            "Alerts",
            "Incidents",
            "TL-C9TWPA",
            "TL-WZ8QKM",
            "TL-X4RNLB",
            "Statements",
            "Commitments",
        )
    ]
    assert order == sorted(order)


def test_the_marking_stands_at_the_head_and_foot_of_every_page():
    many = view(
        [
            item(Kind.INCIDENT, f"TL-{a}{b}", fact("note", "x " * 400))
            for a in "ABCDEF"
            for b in "GHJK"
        ]
    )
    with pypdfium2.PdfDocument(made(many)) as pdf:
        assert len(pdf) > 5
        for page in pdf:
            words = page.get_textpage()
            for box in ((0, PAGE[1] - 50, PAGE[0], PAGE[1]), (0, 0, PAGE[0], 50)):
                left, bottom, right, top = box
                assert words.get_text_bounded(left, bottom, right, top).split() == [
                    "TLP:AMBER",
                    "EXERCISE",
                ]


def test_other_scripts_are_kept_in_the_text_and_a_missing_character_is_told():
    told = made(view())
    words = "".join(by_pdfminer(told))
    for text in (
        "Глушение навигации",
        "铁路旁的电缆被切断",
        "😀",
        "🇪🇪",
        "e\u0301",
        "zero\u200bwidth",
    ):
        assert folded(text) in words
    assert folded(BOXED) in words
    assert folded(BOXED) not in "".join(
        by_pdfminer(made(of(fact("note", "Глушение, Łódź, قطع, e\u0301"))))
    )
    # pdfium puts words from the right back into their own order by where they stand.
    for text in ("قطع الكابلات قرب السكة", "שלום עולם", "😀"):
        assert folded(text) in "".join(by_pdfium(told))


def alone_at(text):
    """Return where on its row the one letter of a word that is alef is drawn: its left edge, and the row's."""
    with pypdfium2.PdfDocument(made(of(fact("title", "x"), fact("note", text)))) as pdf:
        page = pdf[0].get_textpage()
        words = page.get_text_range()
        begins = page.get_charbox(words.index("Note:"))[0]
        return page.get_charbox(words.index("ا"))[0] - begins


def test_words_from_the_right_are_drawn_from_the_right():
    # alef stands first in the first text, and so at the right end of the word
    assert alone_at("اببببببب") > alone_at("ببببببا") + 5 * 9 * 0.6


def test_arabic_letters_are_drawn_joined_and_brackets_turned():
    forms = {piece: form for piece, _, form in placed("سلم (سكة)")}
    assert forms["ل"] == "\ufee0"  # medial
    assert forms["م"] == "\ufee2"  # final
    assert forms["ة"] == "\ufe94"
    assert forms["("] == ")"
    assert [piece for piece, _, _ in placed("في 2031-03-04 قطع")] == list("يف 2031-03-04 عطق")
    assert {form for _, _, form in placed("abc (1)")} == set("abc (1)")


def test_the_order_given_changes_no_byte():
    one = view()
    again = view(
        [
            item(o.kind, o.handle, *reversed(o.facts), tlp=o.tlp, key=o.id)
            for o in reversed(one.items)
        ]
    )
    assert made(one, WITHDRAWN) == made(again, WITHDRAWN[::-1])


def test_the_file_tells_its_title_its_maker_and_its_minute_alone():
    with pikepdf.open(io.BytesIO(made(view()))) as pdf:
        assert {key: str(value) for key, value in pdf.trailer.Info.items()} == {
            "/Title": "What happened to the 19th of March", "/Producer": "Tearline",
            "/CreationDate": "D:20310319100000Z", "/ModDate": "D:20310319100000Z",
        }  # fmt: skip
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert packet.count(MADE["MADE"]) == 2
        assert set(re.findall(r"<(\w+:\w+)", packet)) == {
            "x:xmpmeta", "rdf:RDF", "rdf:Description", "rdf:Alt", "rdf:li", "pdfaid:part", "pdfaid:conformance",
            "dc:title", "pdf:Producer", "xmp:CreateDate", "xmp:ModifyDate",
        }  # fmt: skip


def test_the_register_s_own_ids_are_not_in_the_file():
    with pikepdf.open(io.BytesIO(made(view()))) as pdf:
        told = b"".join(page.Contents.read_bytes() for page in pdf.pages) + made(view())
    assert b"item-of" not in told
    assert "item-of" not in "".join(by_pdfminer(made(view())))


def test_every_paragraph_is_tagged():
    with pikepdf.open(io.BytesIO(made(view()))) as pdf:
        for page, sheet_of in zip(pdf.pages, pdf.Root.StructTreeRoot.K.K, strict=True):
            marked = page.Contents.read_bytes().count(b"/P <</MCID ")
            assert (
                marked
                == len(sheet_of.K)
                == len(pdf.Root.StructTreeRoot.ParentTree.Nums[2 * page.index + 1])
            )


def test_nothing_is_drawn_beyond_the_margins():
    words = "wide " * 200 + "W" * 900 + " " + "Ж\u0301" * 200
    for page in pages([Paragraph(words, FACT)]):
        for block in page:
            for row in block.rows:
                assert (
                    row.left + len(row.text.replace("\u0301", "")) * 9 * 0.602 <= PAGE[0] - 54 + 0.1
                )
                assert 62 <= row.baseline <= 734


def test_an_empty_edition_says_so():
    assert folded(NOTHING) in "".join(by_pdfminer(made(view([], alerts=()))))


def test_a_fact_above_the_edition_stops_the_sheet():
    with pytest.raises(UsageError):
        made(of(fact("note", "x", tlp=Tlp.RED)))


def test_pdftotext_reads_the_same_words():
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed here")
    done = subprocess.run(
        [program, "-raw", "-", "-"], input=made(view()), capture_output=True, check=True
    )
    words = folded(done.stdout.decode())
    for one in view().items:
        for said in one.facts:
            if said.name != "note":
                assert folded(said.value) in words
    assert not done.stderr


def test_twenty_thousand_particulars_take_less_than_ten_seconds():
    items = [
        item(Kind.INCIDENT, f"TL-{at:05X}QX", *(fact("claim", f"{at} {no} a relay cabinet was opened and its cables "
             "were cut, север", "alleged", "the railway", "2031-03-04") for no in range(20)))
        for at in range(1000)
    ]  # fmt: skip
    one = view(items)
    began = time.process_time()
    told = made(one)
    assert time.process_time() - began < 10
    assert len(told) < 10_000_000
