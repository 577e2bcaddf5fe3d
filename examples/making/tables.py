"""The payroll of the pier, the poor carbon and the papers that lay sideways in the scanner."""

from __future__ import annotations

from making.containers import scanned_pdf, tiff
from making.copying import Copier, scan
from making.marked import parse
from making.memos import OFFICE
from making.plan import FAIRHAVEN, Planned
from making.sheet import Sheet
from making.stationery import LETTER, Studio

SURNAMES = [
    "ABERLIN",
    "BASKE",
    "CORLISS",
    "DUNMORE",
    "EASTLEY",
    "FARROW",
    "GILSTRAP",
    "HENNING",
    "ISLEY",
    "JARROW",
    "KESTEVEN",
    "LOMBE",
    "MARSH",
    "NETTLE",
    "OAKHAM",
    "PELLEW",
    "QUILLER",
    "RUDGE",
    "SALLOW",
    "TIDMAN",
    "UPTHORNE",
    "VESPER",
    "WADLOW",
    "YARROW",
    "ZELLER",
    "ARKLE",
    "BRINDLE",
    "COSSEY",
    "DRAX",
    "EVERILL",
    "FENWAY",
    "GANNET",
    "HOLLIS",
    "INCH",
]
INITIALS = [
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
    "J",
    "K",
    "L",
    "M",
    "N",
    "O",
    "P",
    "R",
    "S",
    "T",
    "W",
]
GRADES = ("TALLYMAN", "WATCHMAN", "WINCHMAN", "CLERK", "RIGGER", "LAMPMAN")


def number(row: int) -> str:
    """Return a number of the shape of a Social Security number from areas never issued."""
    area = (666, 0, 901 + row * 7 % 89)[min(row % 9, 2)]
    return f"{area:03d}-{11 + row * 13 % 37:02d}-{1004 + row * 2671 % 8990:04d}"


def _row(row: int) -> str:
    name = f"{SURNAMES[row]}, {INITIALS[row * 5 % 19]}. {INITIALS[row * 11 % 19]}."
    hours, cents = 80 + row * 7 % 17, 195 + row * 31 % 90
    gross = hours * cents
    tax = gross * 14 // 100
    return (
        f"{row + 1:>3}  {name:<17} {GRADES[row % 6]:<10}{{{{ssn|{number(row)}}}}}  {hours:>4}  "
        f"{gross / 100:>7.2f}  {tax / 100:>6.2f}  {(gross - tax) / 100:>7.2f}"
    )


HEADING = "NO.  NAME              GRADE     SOC SEC NO.  HOURS    GROSS     TAX      NET"


def payroll(studio: Studio) -> Planned:
    """Return a payroll of 34 rows over two pages, its letter, and an overtime sheet on its side."""
    record, room = FAIRHAVEN + "10003", studio.room
    letter = studio.numbered(studio.sheet(), record, 1)
    base = studio.memo_head(letter, "FAIRHAVEN DOCK AND WHARFAGE COMPANY|Pay Office", 420)
    base = letter.typed("25 March 1964", 1650, base, room.office, 50)
    for text in (
        (
            "To the Bureau of Harbor Inquiry. We enclose, as you ask, the pay sheets of Pier 9 for the "
            "fortnight ending 14 March, and the overtime sheet for the night of the fire."
        ),
        (
            "You will see that Mr. Plank does not stand on any of them. He was paid "
            "by the owners of the warehouse and not by this Company."
        ),
        (
            "The numbers in the fourth column are those of the men's Social Security cards and we "
            "would ask you to treat them as private."
        ),
        "Questions may be put to the pay office at {{+phone#office|(632)¬555-0119}}.",
    ):
        base = letter.paragraph(text, 290, base + 60, room.office, 84, columns=60)
    studio.sign(letter, "D. Marsh", 1450, 2440)
    letter.typed("Delphine Marsh\nPaymaster", 1400, 2550, room.office, 50)
    first, second = studio.sheet(), studio.sheet()
    head = (
        "FAIRHAVEN DOCK AND WHARFAGE COMPANY             PAY SHEET            PIER 9\n"
        "FORTNIGHT ENDING 14 MARCH 1964                                SHEET 1 OF 2\n\n" + HEADING
    )
    base = first.typed(head, 240, 300, room.elite, 62)
    first.rule(230, base - 30, 2330, base - 30)
    base = first.typed("\n".join(_row(n) for n in range(20)), 240, base + 30, room.elite, 112)
    base = second.typed("\n".join(_row(n) for n in range(20, 34)), 240, 300, room.elite, 112)
    second.rule(230, base - 60, 2330, base - 60)
    second.typed("     TOTAL OF 34 MEN, AS PAID OUT 16 MARCH", 240, base, room.elite, 60)
    studio.note(second, "checked, D.M.", 1600, round(base) + 180)
    for n, sheet in ((2, first), (3, second)):
        studio.numbered(sheet, record, n)
        studio.holes(sheet)
    return Planned(
        f"{record}.pdf",
        "Pay sheets of Pier 9 with a column of Social Security numbers",
        [
            scan(letter, OFFICE),
            scan(first, Copier(spread=0.8, loss=0.22, specks=160)),
            scan(second, Copier(spread=0.9, loss=0.3, specks=260, skew=-0.7)),
            scan(_overtime(studio, record), Copier(loss=0.25, specks=120), rotate=90),
        ],
        reviewer="T. Vale",
    )


def _overtime(studio: Studio, record: str) -> Sheet:
    sheet = studio.numbered(studio.sheet(LETTER[::-1]), record, 4)
    base = sheet.typed(
        "OVERTIME SHEET, NIGHT OF 11 TO 12 MARCH 1964                              PIER 9\n\n"
        "NAME               SOCIAL SECURITY NO.    FROM    TO      CALLED OUT BY",
        360, 380, studio.room.office, 70,
    )  # fmt: skip
    sheet.rule(350, base - 35, 2900, base - 35)
    for n, (row, start, end) in enumerate(
        ((3, "2200", "0300"), (8, "2200", "0415"), (12, "2330", "0415"), (21, "0010", "0600"))
    ):
        name = f"{SURNAMES[row]}, {INITIALS[row * 5 % 19]}."
        text = f"{name:<19}{{{{ssn|{number(row)}}}}}            {start}    {end}    FOREMAN"
        sheet.line(parse(text), 360, base + 40 + n * 110, studio.room.office)
    sheet.typed(
        "The last man was called out after the bell. He was the first to see the smoke.",
        360, base + 640, studio.room.office, 50,
    )  # fmt: skip
    sheet.stamp("PAY OFFICE\nCOPY", 2500, 1700, studio.room.stamp, angle=12)
    return sheet


def carbon(studio: Studio) -> Planned:
    """Return the third carbon of a report: one page in grey, one in black and white, both poor."""
    record, room, sheets = FAIRHAVEN + "10004", studio.room, []
    for n, paragraphs in enumerate(
        (
            (
                (
                    "REPORT OF THE FIRE MARSHAL, TARN STREET. The alarm was given at 0042 hours from the "
                    "box at the corner of Sail Lane. The first engine was at the gate nine minutes later."
                ),
                (
                    "The upper store was alight from end to end. The hoist door on the seaward side stood "
                    "open, and the chain had been drawn up from within."
                ),
                (
                    "Two men were brought down by ladder. The one who could speak gave his name as "
                    "{{name|Lucan Averill}} and said that he had been asleep."
                ),
                "No oil was found that had not come from the lamps of the building itself.",
            ),
            (
                (
                    "The floor of the upper store had burned through in two places, eleven feet apart. "
                    "It is my opinion that the fire was set, and set twice."
                ),
                "The manager was asked for the key to the hoist door. He had it on him.",
                (
                    "I have kept the lock and the chain. They are at the engine house for the Inquiry to "
                    "see on any day."
                ),
                "The second man, {{name|Piers Hallam}}, died on the 14th. He had said nothing.",
            ),
        ),
        start=1,
    ):
        sheet = studio.numbered(studio.sheet(), record, n)
        base = 520.0
        for text in paragraphs:
            base = sheet.paragraph(text, 300, base + 60, room.office, 78, columns=60)
        sheet.line(parse(f"({n})"), 1230, 2900, room.office)
        sheets.append(sheet)
    grey = Copier(spread=1.7, loss=0.5, smear=0.36, grain=0.1, specks=300, grey=200)
    harsh = Copier(
        spread=1.9, loss=0.66, smear=0.33, grain=0.2, specks=1500, threshold=0.36, edge=40, skew=0.6
    )
    return Planned(
        f"{record}.pdf",
        "Third carbon of the fire marshal's report",
        [scan(sheets[0], grey, codec="jpeg"), scan(sheets[1], harsh)],
        looked_at={
            1: "looked at: faint carbon, read word by word against the glass; the rest is exempt "
            "from nothing",
            2: "looked at: faint carbon; nothing exempt but the place marked",
        },
    )


def manifest(studio: Studio) -> Planned:
    """Return a TIFF of three pages: one as it should lie, one on its head, one on its side."""
    record, room = FAIRHAVEN + "10006", studio.room
    upright = studio.numbered(studio.sheet(), record, 1)
    base = upright.typed(
        "PORT CAPTAIN'S OFFICE                          FAIRHAVEN\n\n"
        "EXTRACT FROM THE BERTH BOOK, 9 TO 12 MARCH 1964",
        290, 420, room.office, 60,
    )  # fmt: skip
    base = upright.typed(
        "BERTH   VESSEL           IN             OUT\n"
        "  1     KITTIWAKE        9 MAR 0610     10 MAR 1900\n"
        "  2     HALLOW BAY       9 MAR 1130     12 MAR 0500\n"
        "  4     MARIGOLD        11 MAR 2040     12 MAR 0215\n"
        "  5     (CLOSED FOR DREDGING)\n"
        "  7     PRIDE OF SALTER 10 MAR 0755     11 MAR 1610",
        290, base + 60, room.office, 80,
    )  # fmt: skip
    for text in (
        (
            "The entry for berth 4 is in another hand than the rest. The assistant who kept the book "
            "that night, {{name|Wystan Poole}} (born {{birth_date|30 January 1938}}), has left the "
            "port and is thought to be at sea."
        ),
        "No launch is entered on any of these days.",
    ):
        base = upright.paragraph(text, 290, base + 70, room.office, 84)
    over = studio.numbered(studio.sheet(), record, 2)
    base = over.typed("NOTE BY THE PORT CAPTAIN", 290, 520, room.office, 60)
    for text in (
        (
            "The book is kept in ink and may not be corrected. When an entry is wrong a line is drawn "
            "through it and the right one written below, with the hour and the name of the writer."
        ),
        (
            "This was not done for berth 4. The old entry was scraped out with a knife. Under a lamp "
            "held low the word LAUNCH can be read, and the hour 2310."
        ),
        "I have told nobody of this but the Chief Inquirer.",
    ):
        base = over.paragraph(text, 290, base + 60, room.office, 92)
    studio.sign(over, "J. Orme", 1500, 2400)
    side = studio.numbered(studio.sheet(LETTER[::-1]), record, 3)
    side.typed(
        "CARGO MANIFEST, LIGHTER MARIGOLD                                12 MARCH 1964\n\n"
        "MARKS            CASES   DECLARED           SHIPPER              REMARKS\n"
        "RED TRIANGLE      31     LAMP OIL           HALVARD AND SONS     COUNTED\n"
        "RED TRIANGLE       9     LAMP OIL           HALVARD AND SONS     WANTING\n"
        "NONE               4     CORDAGE            TARN STREET STORE    COUNTED\n"
        "NONE               1     CLOCK              TARN STREET STORE    RETURNED\n\n"
        "I have counted the above and find it as stated, save nine cases.\n\n"
        "                                     for the master, by mark   X",
        330, 480, room.office, 96,
    )  # fmt: skip
    planned = Planned(
        f"{record}.tif",
        "Berth book and manifest: a TIFF with pages on their head and on their side",
        [
            scan(upright, OFFICE),
            scan(over, Copier(loss=0.3, specks=260, turn=180)),
            scan(side, Copier(loss=0.3, specks=160, turn=270, spread=0.8)),
        ],
    )
    planned.data = tiff(planned.pages)
    return planned


def build(studio: Studio) -> list[Planned]:
    """Return the files of this module with their bytes."""
    made = [payroll(studio), carbon(studio)]
    for planned in made:
        planned.data = scanned_pdf(planned.pages)
    return [*made, manifest(studio)]
