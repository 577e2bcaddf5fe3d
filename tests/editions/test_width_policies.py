"""The policies ``moved`` and ``line``: what a page shows does not depend on how wide its secret is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from tearline.editions.flow import Upright
from tearline.editions.glyphless import TYPE
from tearline.editions.view import ViewJob, view
from tearline.editions.withheld import Withheld, places
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource, Word
from tearline.model.record import MediaType
from tearline_verify.grammar import Picture
from tearline_verify.probes import width
from tearline_verify.raster import pixels

CODES = ("(b)(7)(D)",)
MOVED, LINE, EXACT = WidthPolicy.MOVED, WidthPolicy.LINE, WidthPolicy.EXACT
NAMES = ["Li", "Guy Jopling", "Alice Worthington"]
RAGGED = [
    "The committee met on Monday in the second building of the yard beside the river",
    "and heard what the officers of the port had to say about it and about the men.",
    "The informant was {} of the harbour office.",
    "     He was paid twice in the spring and once more in the autumn, and later,",
    "as the ledger has it that was found with the other papers of the same office.",
]


def pdf(path, lines, name, font=("Times-Roman", 12), left=72.0, rotate=0):
    """Write a page of lines, the secret where a line has braces."""
    # reportlab itself swaps the sides of a sheet that is shown on its side.
    sides = (792, 612) if rotate else (612, 792)
    sheet = Canvas(str(path), pagesize=sides, invariant=1)
    sheet.setPageRotation(rotate)
    for row, line in enumerate(lines):
        sheet.setFont(*font)
        sheet.drawString(left, 700 - row * font[1] * 1.2, line.format(name))
    sheet.showPage()
    sheet.save()


def job_of(path, name, policy, **more):
    """Return the view job of a PDF's first page with a name withheld, in the boxes of its words."""
    from tearline.records.pdf import read_pdf

    page = read_pdf(str(path), 1)
    first, *_, last = name.split() * 2
    start, end = page.text.index(first), page.text.index(last) + len(last)
    gone = Withheld((), start, end, CODES, policy, **more)
    return ViewJob(str(path), "0" * 64, MediaType.PDF, page, (gone,))


@pytest.fixture
def seen(tmp_path):
    """Return the view of a page with a name withheld."""

    def make(name, policy, lines=RAGGED, draft=False, acknowledged=True, **more):
        path = tmp_path / "page.pdf"
        pdf(path, lines, name, **more)
        job = job_of(path, name, policy, acknowledged=acknowledged)
        return view(replace(job, draft=draft))[0]

    return make


def ink_of(shown):
    bitmap = shown.bitmap
    picture = Picture(bitmap.width, bitmap.height, "fax", 0, len(bitmap.data))
    return np.array(pixels(picture, bitmap.data))


def probed(shown, image, **more):
    """Return what the verifier's probe says of a view's deletions on a bitmap."""
    size = (shown.width, shown.height)
    gone = [(tuple(d.area.as_list()), d.policy.value) for d in shown.deletions]
    gone = [(more.get("area", area), policy) for area, policy in gone]
    words = [tuple(w.area.as_list()) for w in shown.words if not w.text.startswith("[")]
    found = width.check("f", 1, image, size, gone, (shown.turn, words), exact=True)
    return [leak.what for leak in found]


@pytest.mark.parametrize(
    ("font", "left"),
    [(("Times-Roman", 12), 72.0), (("Helvetica", 10), 71.37), (("Times-Italic", 11), 60.77)],
)
def test_a_moved_line_does_not_tell_how_wide_its_secret_was(seen, font, left):
    views = [seen(name, MOVED, font=font, left=left) for name in NAMES]
    assert views[0] == views[1] == views[2]
    (gone,) = views[0].deletions
    assert gone.policy is MOVED
    assert "The informant was [(b)(7)(D)] of the harbour office." in views[0].text
    assert probed(views[0], ink_of(views[0])) == []


def test_within_a_paragraph_a_line_goes_to_its_end_for_the_next_line_tells_what_did_not_fit(seen):
    lines = [*RAGGED[:3], RAGGED[3].strip(), RAGGED[4]]
    views = [seen(name, MOVED, lines=lines) for name in NAMES]
    assert views[0] == views[1] == views[2]
    assert [d.policy for d in views[0].deletions] == [LINE]


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_line_taken_to_its_end_does_not_tell_how_wide_its_secret_was(seen, acknowledged):
    views = [seen(name, LINE, acknowledged=acknowledged) for name in (*NAMES, "fij")]
    assert all(one == views[0] for one in views)
    assert "harbour" not in views[0].text
    assert "The informant was" in views[0].text
    assert [d.policy for d in views[0].deletions] == [LINE] * acknowledged
    assert probed(views[0], ink_of(views[0])) == []


def test_the_probe_of_equal_views_can_fail(seen):
    assert seen(NAMES[0], EXACT) != seen(NAMES[1], EXACT)


@pytest.mark.parametrize("rotate", [90, 270])
def test_lines_are_moved_along_themselves_however_the_page_is_shown(seen, rotate):
    views = [seen(name, MOVED, rotate=rotate) for name in NAMES[:2]]
    assert views[0] == views[1]
    assert views[0].deletions[0].policy is MOVED
    assert probed(views[0], ink_of(views[0])) == []


@pytest.mark.parametrize(
    ("lines", "gone"),
    [
        (["{} came to the office.", *RAGGED[:2]], "came to the office"),  # it begins its line
        ([*RAGGED[:2], "He was seen with {}"], ""),  # it ends its line
        ([*RAGGED[:2], "The man was {}" + " and he was seen once" * 2], "seen once"),  # no room
    ],
)
def test_where_a_line_cannot_be_moved_unseen_it_goes_to_its_end(seen, lines, gone):
    views = [seen(name, MOVED, lines=lines) for name in NAMES]
    assert views[0] == views[1] == views[2]
    (only,) = views[0].deletions
    assert only.policy is LINE
    assert not gone or gone not in views[0].text
    assert probed(views[0], ink_of(views[0])) == []


def test_a_draft_of_a_moved_line_passes_the_probe_and_reads_the_same(seen):
    draft, plain = seen(NAMES[0], MOVED, draft=True), seen(NAMES[0], MOVED)
    assert draft.bitmap != plain.bitmap
    assert (draft.text, draft.deletions) == (plain.text, plain.deletions)
    assert probed(draft, ink_of(draft)) == []


def test_the_probe_sees_a_tail_off_by_a_pixel_and_a_box_of_another_width(seen):
    shown = seen(NAMES[1], MOVED)
    image = ink_of(shown)
    (gone,) = shown.deletions
    _, top, right, bottom = gone.area.to_pixels(image.shape[::-1], (61200, 79200), 1)
    off = image.copy()
    off[top:bottom, right + 1 :] = image[top:bottom, right:-1]
    assert any("fixed place" in what for what in probed(shown, off))
    left, up, far, low = gone.area.as_list()
    wider = (left, up, far + 24, low)
    assert any("canonical" in what for what in probed(shown, image, area=wider))
    later = (left + 24, up, far + 24, low)
    assert any("does not begin" in what for what in probed(shown, image, area=later))


def test_the_probe_sees_what_is_left_of_a_line_after_its_box(seen):
    shown = seen(NAMES[1], LINE)
    image = ink_of(shown)
    (gone,) = shown.deletions
    left, top, right, bottom = gone.area.as_list()
    short = (left, top, (left + right) // 2, bottom)
    half = Area(*short).to_pixels(image.shape[::-1], (61200, 79200), 1)
    image[half[1] + 9 : half[3] - 9, half[2] : half[2] + 400] = 255
    image[half[1] + 12 : half[3] - 12, half[2] + 40 : half[2] + 90 : 6] = 0
    assert any("ink is left" in what for what in probed(shown, image, area=short))
    lefts = [w.area.left for w in shown.words]
    free = next(x for x in range(short[2] + 900, right) if all(abs(x - y) > 400 for y in lefts))
    place = Area(free, top + 300, free + 800, bottom - 300)
    named = replace(shown, words=(*shown.words, Word("x", 0, 1, place, None)))
    assert any("word is left" in what for what in probed(named, image, area=short))


def test_what_the_verifier_is_told_is_where_the_boxes_are(tmp_path):
    for policy in (MOVED, LINE, EXACT):
        for name in NAMES[:2]:
            path = tmp_path / "page.pdf"
            pdf(path, RAGGED, name)
            job = job_of(path, name, policy)
            (shown,) = view(job)
            size = (shown.bitmap.width, shown.bitmap.height)
            told = places(job.page, job.withheld, size, shown.deletions)
            assert told.acknowledged == tuple((d.area, d.codes) for d in shown.deletions)
            assert told.policies == tuple(d.policy for d in shown.deletions)
            kept = {w.text for w in shown.words}
            assert not kept & set(name.split())
            if policy is not MOVED:
                (secret,) = job.page.areas(job.withheld[0].start, job.withheld[0].end)
                assert told.acknowledged[0][0].grown(100).holds(secret)


def test_a_box_where_nobody_asked_for_one_is_not_told_to_the_verifier(tmp_path):
    path = tmp_path / "page.pdf"
    pdf(path, RAGGED, NAMES[0])
    job = job_of(path, NAMES[0], MOVED)
    (shown,) = view(job)
    size = (shown.bitmap.width, shown.bitmap.height)
    elsewhere = [replace(d, area=replace(d.area, left=d.area.left + 2000, right=d.area.right + 2000))
                 for d in shown.deletions]  # fmt: skip
    told = places(job.page, job.withheld, size, elsewhere)
    assert elsewhere[0].area not in dict(told.acknowledged)


def scan(tmp_path, lines, name, lean=0):
    """Draw a scan with Pillow, every word on whole pixels; return its path and its page as read."""
    type_ = ImageFont.truetype(str(TYPE / "DejaVuSansMono.ttf"), 40)
    image = Image.new("1", (2550, 1300), 1)
    draw, words, text = ImageDraw.Draw(image), [], ""
    draw.fontmode = "1"
    for row, line in enumerate(lines):
        at = 300 + 24 * (len(line) - len(line.lstrip()))
        for word in line.format(name.replace(" ", "_")).split():
            y = 300 + 70 * row + (at * lean) // 1000
            draw.text((at, y), word, fill=0, font=type_)
            box = tuple(int(v) for v in draw.textbbox((at, y), word, font=type_))
            area = Area.of_pixels(box, image.size, (61200, 31200)).grown(60)
            words.append(Word(word, len(text), len(text) + len(word), area, 96.0))
            text += word + " "
            at += 24 * (len(word) + 1)
    path = tmp_path / "scan.png"
    image.save(path, dpi=(300, 300))
    page = Page(1, 61200, 31200, text, tuple(words), TextSource.OCR, "scan", "1", 96.0)
    return path, page


@pytest.mark.parametrize("policy", [MOVED, LINE])
def test_a_scan_s_view_does_not_tell_how_wide_its_secret_was(tmp_path, policy):
    views = []
    for name in ("Li", "Guy_Jopling"):
        path, page = scan(tmp_path, RAGGED, name)
        start = page.text.index(name)
        gone = Withheld((), start, start + len(name), CODES, policy)
        views += view(ViewJob(str(path), "0" * 64, MediaType.PNG, page, (gone,)))
    assert views[0] == views[1]
    assert [d.policy for d in views[0].deletions] == [policy]


def test_a_leaning_scan_is_not_moved(tmp_path):
    path, page = scan(tmp_path, RAGGED, "Li", lean=6)
    start = page.text.index("Li ")
    gone = Withheld((), start, start + 2, CODES, MOVED)
    (shown,) = view(ViewJob(str(path), "0" * 64, MediaType.PNG, page, (gone,)))
    assert [d.policy for d in shown.deletions] == [LINE]


def set_at(rows, size=(61200, 79200), turn=0):
    """Return a page of words at given places: rows of (text, left, right)."""
    upright = size if turn in (0, 180) else size[::-1]
    back = Upright(*upright, -turn % 360)
    words, text = [], ""
    for row, line in enumerate(rows):
        for word, left, right in line:
            area = back.of(Area(left, 7200 + 1500 * row, right, 8200 + 1500 * row))
            words.append(Word(word, len(text), len(text) + len(word), area, None))
            text += word + " "
    return Page(1, *size, text, tuple(words), TextSource.LAYER, "layer", "1", None, turn)


def placed(page, texts, policy, **more):
    gone = [
        Withheld((w.area,), None, None, CODES, policy, **more)
        for w in page.words
        if w.text in texts
    ]
    return places(page, gone, (2550, 3300))


PROSE = [[(f"w{n}", 6000 + 6000 * n, 11000 + 6000 * n) for n in range(8)] for _ in range(4)]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_in_justified_lines_the_whole_line_goes(turn):
    lines = [
        *PROSE[:2],
        [("Was", 6000, 9000), ("X", 12000, 15000), ("of", 20000, 53000)],
        *PROSE[2:],
    ]
    page = set_at(lines, turn=turn)
    found = placed(page, {"X"}, MOVED)
    assert found.policies == (LINE,)
    ((area, _),) = found.acknowledged
    assert all(area.meets(w.area) for w in page.words if w.text in {"Was", "X", "of"})
    assert not any(area.holds(w.area) for w in page.words if w.text.startswith("w"))


def test_a_centred_line_goes_whole():
    lines = [*PROSE[:2], [("By", 25000, 27000), ("X", 28000, 33000), ("Ltd", 34000, 36200)]]
    ((area, _),) = placed(set_at(lines), {"X"}, MOVED).acknowledged
    assert area.left < 25000


def test_a_cell_of_a_table_goes_whole_and_its_neighbours_stay():
    rows = [[(f"a{n}", 6000, 9000), ("Mr", 20000, 21500), (f"X{n}", 22000, 22500 + 1500 * n),
             (f"z{n}", 45000, 48000)] for n in range(4)]  # fmt: skip
    page = set_at(rows)
    ends = set()
    for n in range(4):
        ((area, _),) = placed(page, {f"X{n}"}, MOVED).acknowledged
        assert not any(area.meets(w.area) for w in page.words if w.text[0] in "az")
        ends.add((area.left, area.right))
    assert len(ends) == 1


def test_two_portions_of_one_line_are_one_box_under_both_codes():
    page = set_at([*PROSE, [("Was", 6000, 9000), ("X", 10000, 12000), ("or", 13000, 15000),
                            ("Y", 16000, 18000), ("it", 19000, 20000)]])  # fmt: skip
    one, two = (next(w.area for w in page.words if w.text == t) for t in "XY")
    gone = (
        Withheld((one,), None, None, ("A",), LINE),
        Withheld((two,), None, None, ("B",), EXACT),
        Withheld((two,), None, None, ("C",), EXACT, acknowledged=False),
    )
    found = places(page, gone, (2550, 3300))
    ((area, codes),) = found.acknowledged
    assert codes == ("A", "B")
    assert area.holds(one)
    assert area.holds(two)
    assert found.unacknowledged == ()


def test_a_passage_of_several_lines_is_whole_lines():
    page = set_at(PROSE)
    lines = [[w.area for w in page.words[8 * n : 8 * n + 8]] for n in (1, 2)]
    gone = Withheld(
        (Area.around(lines[0][4:]), Area.around(lines[1][:2])), None, None, CODES, MOVED
    )
    found = places(page, (gone,), (2550, 3300))
    sides = {(area.left, area.right) for area, _ in found.acknowledged}
    assert len(found.acknowledged) == 2
    assert len(sides) == 1


def test_text_records_take_any_policy():
    page = Page(1, 0, 0, "He saw Alder twice.", (), TextSource.PLAIN, "plain", "1")
    job = ViewJob("", "0" * 64, MediaType.TEXT, page, ())
    shown = [
        view(replace(job, withheld=(Withheld((), 7, 12, CODES, policy),))) for policy in WidthPolicy
    ]
    assert shown[0] == shown[1] == shown[2]
    assert shown[0][0].text.strip() == "He saw [(b)(7)(D)] twice."


@pytest.mark.parametrize("policy", [MOVED, LINE])
def test_accents_that_reach_over_the_line_do_not_stay(seen, policy):
    views = [seen(name, policy) for name in ("Eva Orno", "Évà Ôrñö")]
    assert views[0] == views[1]


def test_the_only_line_of_a_scan_does_not_tell_its_letters(tmp_path):
    views = []
    for name in ("Bob", "Guy_Jopling"):
        path, page = scan(tmp_path, ["{}"], name)
        gone = Withheld((), 0, len(name), CODES, LINE)
        views += view(ViewJob(str(path), "0" * 64, MediaType.PNG, page, (gone,)))
    assert views[0] == views[1]
