"""One letter as it was released twice, and the papers written by hand."""

from __future__ import annotations

from making.containers import scanned_pdf
from making.copying import Copier, scan
from making.marked import parse
from making.memos import OFFICE, WORN
from making.plan import FAIRHAVEN, Planned
from making.sheet import Sheet
from making.stationery import Studio

# In 1998 three places were boxed; the later release lifted one box and kept two.
LETTER_1 = (
    "Dear Tate,",
    (
        "You asked who sold the nine cases. I have it from {black}passage#source|the cooper at Salter "
        "Bay}} that they were landed on the bar before first light and carried up to the lime kilns."
    ),
    (
        "The man who paid is {lifted}passage#lifted|a clerk of the Dock and Wharfage Company}}, and he "
        "gave a card with the number {number} for the receipt."
    ),
    (
        "I would not lean on this. The tide does not serve at that hour on the 12th, and a man who says "
        "he walked the bar at high water has not walked it."
    ),
    "The kilns belong to {white}name|Mr. Gervase Holt}}, who has not worked them since the war.",
)
LETTER_2 = (
    (
        "If you come yourself, come by the morning boat, and do not ask for me at the office. Ask for the "
        "man who mends the clocks."
    ),
    (
        "I have put down what I saw with my own eyes on the other sheet, and what I was told on this one. "
        "Pray keep the two apart; the Chief Inquirer has been known to staple."
    ),
    "Yours, as before,",
)


def letter(studio: Studio, *, lifted: bool) -> list[Sheet]:
    """Return the letter's two sheets, with the box of the second paragraph lifted or not."""
    room = studio.room
    first, second = studio.sheet(), studio.sheet()
    number = "{{ssn|953-22-6148}}" if lifted else "{{=ssn|953-22-6148}}"
    signs = {"black": "{{=", "white": "{{~", "lifted": "{{+" if lifted else "{{="}
    base = first.typed("Salter Bay, 2 May 1964", 1500, 420, room.elite, 60)
    for text in LETTER_1:
        for name, sign in signs.items():
            text = text.replace("{" + name + "}", sign)  # noqa: PLW2901 - marks put in
        text = text.replace("{number}", number)  # noqa: PLW2901 - as above
        base = first.paragraph(text, 300, base + 80, room.elite, 84, columns=74)
    base = 420.0
    for text in LETTER_2:
        base = second.paragraph(text, 300, base + 80, room.elite, 84, columns=74)
    studio.sign(second, "Allard", 1500, round(base) + 140)
    return [first, second]


def both(studio: Studio) -> list[Planned]:
    """Return the letter as it stands now and as it was released in 1998."""
    record, made = FAIRHAVEN + "10012", []
    for lifted, ending in ((True, ""), (False, "_1998")):
        sheets = letter(studio, lifted=lifted)
        for n, sheet in enumerate(sheets, start=1):
            if lifted:
                studio.numbered(sheet, record, n)
                studio.release_line(sheet)
            else:
                sheet.stamp("SANITIZED COPY\nREVIEWED SEP 1998", 1550, 2750, studio.room.stamp)
        copier = OFFICE if lifted else Copier(spread=1.15, loss=0.4, specks=350, skew=-1.1)
        title = "as it stands now: one box lifted" if lifted else "as released in 1998: three boxes"
        made.append(
            Planned(
                f"{record}{ending}.pdf",
                f"Letter from Salter Bay, {title}",
                [scan(sheet, copier) for sheet in sheets],
                reviewer="T. Vale" if lifted else "M. Orrin",
            )
        )
    return made


def handwriting(studio: Studio) -> Planned:
    """Return a routing slip filled in by hand, and a page of handwriting."""
    record, room = FAIRHAVEN + "10005", studio.room
    slip = studio.numbered(studio.sheet(), record, 1)
    slip.line(parse("ROUTING AND RECORD SLIP"), 880, 330, room.stamp, how="form")
    slip.rectangle((230, 380, 2300, 2300), 5)
    for n in range(1, 12):
        slip.rule(230, 380 + n * 160, 2300, 380 + n * 160)
    for x in (800, 1120, 1400):
        slip.rule(x, 540, x, 2300)
    heads = ("TO", "RECEIVED", "INITIALS", "COMMENTS (number each to show from whom to whom)")
    for words, x in zip(heads, (260, 830, 1150, 1430), strict=True):
        slip.line(parse(words), x, 630, room.form, how="form")
    slip.line(parse("SUBJECT: Tarn Street, statement of the coffee seller"), 260, 480, room.form,
              how="form")  # fmt: skip
    entries = (
        ("Central File", "4 May", "CT", "1-2: please read tonight"),
        ("Chief Inquirer", "5 May", "HB", "2-3: not to leave the house"),
        ("Accounts", "6 May", "lw", "3: she is to be paid for the day"),
        ("Central File", "9 May", "CT", "file with the berth book"),
    )
    for n, entry in enumerate(entries):
        for words, x in zip(entry, (270, 820, 1160, 1430), strict=True):
            slip.line(parse(words), x, 805 + n * 160, room.pencil, how="hand", wander=1.4)
    slip.line(parse("FORM 12   DESTROY NO SLIP THAT BEARS A COMMENT"), 240, 2360, room.caption,
              how="form")  # fmt: skip
    page = studio.numbered(studio.sheet(), record, 2)
    studio.holes(page)
    studio.note(
        page,
        "Tues. 28 April\n"
        "Spoke to {{name|Odile Fenner}} at the\n"
        "hospital. She knew the launch by\n"
        "its engine: it had one bad cylinder.\n"
        "It came in dark, twice, and left\n"
        "once. She thinks it is still here.\n"
        "\n"
        "The man who paid for coffee with a\n"
        "five and would not wait for change\n"
        "had paint on his cuffs. Red.\n"
        "\n"
        "She asked me to write to her sister,\n"
        "{{name|Maud Tarrant}}, and to say that\n"
        "the children are with the almoner.\n"
        "\n"
        "Look under the slip at berth 4.",
        320, 480, 148,
    )  # fmt: skip
    page.rule(330, 520, 820, 523, 4)
    studio.sign(page, "C.T.", 1800, 2960)
    return Planned(
        f"{record}.pdf",
        "Routing slip and a page of notes, by hand",
        [scan(slip, OFFICE), scan(page, WORN)],
        looked_at={
            1: "looked at: entries by hand, initials of officials only, nothing exempt",
            2: "looked at: handwriting, two names marked, the rest exempt from nothing",
        },
        reviewer="T. Vale",
    )


def build(studio: Studio) -> list[Planned]:
    """Return the files of this module with their bytes."""
    made = [handwriting(studio), *both(studio)]
    for planned in made:
        planned.data = scanned_pdf(planned.pages)
    return made
