"""Typed papers of the inquiry: the watchman's memorandum, its second copy, the cables."""

from __future__ import annotations

from making.containers import scanned_pdf
from making.copying import Copier, scan
from making.marked import parse
from making.plan import FAIRHAVEN, Planned
from making.sheet import Sheet
from making.stationery import LEGAL, Studio

CLEAN = Copier(spread=0.7, loss=0.15, specks=40, grain=0.08)
OFFICE = Copier(spread=0.95, loss=0.3, specks=150)
WORN = Copier(spread=1.1, loss=0.45, specks=420, grain=0.16, edge=16, threshold=0.38)


def watchman(studio: Studio) -> Planned:
    """Return a memorandum for the record of three pages behind its identification sheet."""
    record, room = FAIRHAVEN + "10001", studio.room
    front = studio.identification(
        record,
        {
            "AGENCY": "BUREAU OF HARBOR INQUIRY",
            "RECORDS SERIES": "TARN STREET FIRE, CENTRAL FILE",
            "AGENCY FILE NUMBER": "BHI 64-0311-7",
            "ORIGINATOR": "BHI",
            "FROM": "TATE, CORWIN",
            "TO": "CHIEF INQUIRER",
            "TITLE": "STATEMENT OF THE NIGHT WATCHMAN, PIER 9",
            "DATE": "04/14/64",
            "PAGES": "4",
            "SUBJECTS": "TARN STREET FIRE|WATCHMEN|LAMP SIGNALS",
            "DOCUMENT TYPE": "PAPER, TEXTUAL DOCUMENT",
            "CLASSIFICATION": "CONFIDENTIAL",
            "RESTRICTIONS": "3",
            "CURRENT STATUS": "RELEASED WITH DELETIONS",
            "DATE OF LAST REVIEW": "09/14/98",
            "COMMENTS": "BOX 12, FOLDER 3. SEE ALSO COPY H0417.",
        },
    )
    first = studio.numbered(studio.sheet(), record, 2)
    studio.holes(first)
    base = studio.memo_head(first, "BUREAU OF HARBOR INQUIRY|FAIRHAVEN")
    base = first.typed(
        "MEMORANDUM FOR THE RECORD                    14 April 1964\n\n"
        "SUBJECT:   Statement of the night watchman, Pier 9\n\n"
        "REFERENCE: Memorandum of 12 March, same subject",
        290, base, room.office, 50,
    )  # fmt: skip
    for text in (
        (
            "1. The undersigned spoke with the night watchman, {{name|Ansel Brock}}, at the Pier 9 "
            "office from 1410 to 1530 hours today. He came of his own accord and asked that his name "
            "be kept out of any paper that the newspapers may see."
        ),
        (
            "2. He was born on {{birth_date|2 August 1911}} and has kept the gate since 1949. His card "
            "gives Social Security No. {{ssn|917-24-3306}}; he could not produce a seaman's book."
        ),
        (
            "3. He states that on the night of 11 March the lamp in the upper store was lit twice "
            "before midnight, and that each time a launch without lights answered from beyond the "
            "breakwater. He is sure of the hour, because the tide bell had just been rung."
        ),
        (
            "4. Asked why he had not reported this, he said that he had been told by the store's "
            "manager to mind the gate and not the windows."
        ),
    ):
        base = first.paragraph(text, 290, base + 34, room.office, 72)
    studio.foot(first, 1)
    return Planned(
        f"{record}.pdf",
        "Statement of the night watchman, with its identification sheet",
        [
            scan(front, CLEAN),
            scan(first, OFFICE),
            scan(_second(studio, record), WORN),
            scan(_third(studio, record), Copier(loss=0.3, specks=200, skew=2.5, edge=30)),
        ],
    )


def _second(studio: Studio, record: str) -> Sheet:
    sheet, room = studio.numbered(studio.sheet(), record, 3), studio.room
    studio.holes(sheet)
    base = 360.0
    for text in (
        (
            "5. The manager, Mr. Hugo Plank, was asked the same on 20 March. He denied that any lamp "
            "was kept in the upper store. The insurers' drawing of 1962 shows a bracket for one at the "
            "seaward window."
        ),
        "6. The following were on the pier that night and have not been spoken to:",
    ):
        base = sheet.paragraph(text, 290, base + 34, room.office, 72)
    base = sheet.typed(
        "     a.  the mate of the lighter MARIGOLD;\n"
        "     b.  two men of the tally office;\n"
        "     c.  {{name|Odile Fenner}}, who sells coffee at the gate.",
        290, base, room.office, 75,
    )  # fmt: skip
    for text in (
        (
            "7. The third of these was seen by the watchman to speak with the crew of the launch. She "
            "is a widow with two children, and the watchman thinks that she was afraid."
        ),
        (
            "8. For the berth book telephone the Port Captain, {{+phone#office|(632)¬555-0130}}. It "
            "should be asked for before the end of the month, when the old books are "
            "sent to the paper mill."
        ),
    ):
        base = sheet.paragraph(text, 290, base + 34, room.office, 72)
    studio.note(sheet, "Berth book seen 22 Apr -\nno entry for the launch.", 1150, 2760)
    studio.foot(sheet, 2)
    return sheet


def _third(studio: Studio, record: str) -> Sheet:
    sheet, room = studio.numbered(studio.sheet(), record, 4), studio.room
    base = 380.0
    for text in (
        (
            "9. COMMENT: The watchman made a good impression. His account agrees with the log of the "
            "pilot cutter as to the hour and with the harbor lights as to the weather."
        ),
        (
            "10. It does not agree with the statement of Mr. Plank. One of the two was not at the "
            "window, and it was not the man at the gate."
        ),
        "11. It is recommended that the Inquiry ask for the insurers' drawing in the original.",
    ):
        base = sheet.paragraph(text, 290, base + 34, room.office, 72)
    studio.sign(sheet, "Corwin Tate", 1320, 1740)
    sheet.typed("Corwin Tate\nInquirer, Second Class", 1320, 1840, room.office, 50)
    base = sheet.typed(
        "Distribution:\n   Orig. - Central File 64-0311-7\n   1 - Chief Inquirer\n"
        "   1 - Port Captain (paragraph 8 only)",
        290, 2120, room.office, 60,
    )  # fmt: skip
    sheet.stamp("RECORD COPY", 1650, 2420, room.stamp, angle=7)
    sheet.stamp("RECEIVED\n16 APR 1964\nCENTRAL FILE", 420, 2600, room.stamp, angle=-5)
    return sheet


def second_copy(studio: Studio) -> Planned:
    """Return the copy sent to the Harbor Hospital: another file of the same record number."""
    record, room = FAIRHAVEN + "10001_H0417", studio.room
    slip = studio.numbered(studio.sheet(), record[:-6], 1)
    base = studio.memo_head(slip, "HARBOR HOSPITAL OF FAIRHAVEN|Office of the Almoner", 420)
    base = slip.typed("17 April 1964", 1650, base, room.elite, 50)
    for text in (
        (
            "To the Chief Inquirer. Your messenger left one sheet of a memorandum with us in error. We "
            "return it herewith."
        ),
        (
            "We must ask you to strike from your copies what it says of {{name#health|Odile Fenner}}, "
            "who is {{passage#health|under treatment in this house for a lung complaint}}. It was told "
            "to your officer in confidence and has nothing to do with the fire."
        ),
        "The almoner can be reached by telephone at {{+phone#office|(632)¬555-0177}}.",
    ):
        base = slip.paragraph(text, 300, base + 60, room.elite, 84, columns=72)
    studio.sign(slip, "I. Rusk", 1500, 2280)
    slip.typed("Ida Rusk, Almoner", 1460, 2390, room.elite, 50)
    sheet = studio.numbered(studio.sheet(), record[:-6], 2)
    studio.holes(sheet)
    base = 420.0
    for text in (
        (
            "EXTRACT. On 16 April this officer called at the Harbor Hospital and was told at the desk "
            "that {{name#health|Mrs. Fenner}} had been brought in on the 12th. She could not be seen."
        ),
        (
            "The almoner would say only that no policeman had called before us. A launch was mentioned "
            "by the porter, without being asked."
        ),
        "It is proposed to let the matter rest until she is well.",
    ):
        base = sheet.paragraph(text, 290, base + 50, room.office, 84)
    sheet.stamp("RETURNED TO SENDER", 1250, 2200, room.stamp, angle=-9)
    return Planned(
        f"{record}.pdf",
        "The hospital's letter about the same record: a second file of one number",
        [scan(slip, OFFICE), scan(sheet, Copier(loss=0.35, specks=260, skew=-0.8))],
        reviewer="T. Vale",
    )


CABLES = (
    (
        "ROUTINE",
        "FROM: FAIRHAVEN",
        "TO:   NORTH MOLE",
        (
            (
                "1. LIGHTER MARIGOLD CLEARED PIER 9 AT 0215 HOURS 12 MARCH WITH FORTY CASES DECLARED AS "
                "LAMP OIL. NO SUCH CARGO WAS ENTERED AT THE TALLY OFFICE."
            ),
            (
                "2. REQUEST STATION MEET HER AT THE OUTER BUOY AND COUNT CASES BEFORE SHE IS WARPED IN. "
                "DO NOT BOARD."
            ),
            "3. MASTER IS KNOWN TO THIS OFFICE AND WILL NOT OBJECT IF SPOKEN TO BY ALLARD.",
            "4. REPLY BY MORNING SCHEDULE.",
        ),
    ),
    (
        "PRIORITY",
        "FROM: NORTH MOLE",
        "TO:   FAIRHAVEN",
        (
            "REF: FAIRHAVEN 2208",
            "1. MARIGOLD MET AT OUTER BUOY 0540 HOURS. THIRTY-ONE CASES COUNTED. NINE WANTING.",
            (
                "2. {{passage|COUNT WAS MADE BY OUR MAN IN THE PILOT LOFT WHO HAS SAILED WITH THE MATE}}. "
                "HE ASKS THAT NOTHING BE SAID IN FAIRHAVEN."
            ),
            "3. CASES ARE MARKED WITH A RED TRIANGLE. LAMP OIL IS NOT SO MARKED.",
            (
                "4. MASTER GAVE HIS NAME AS {{name|TOBIAS LENK}} AND HIS HOME PORT AS SALTER BAY. PAPERS "
                "IN ORDER."
            ),
        ),
    ),
    (
        "PRIORITY",
        "FROM: FAIRHAVEN",
        "TO:   NORTH MOLE, SALTER BAY",
        (
            "REF: NORTH MOLE 0311",
            "1. YOUR PARA 2: UNDERSTOOD. {{passage|PILOT LOFT}} WILL NOT BE NAMED IN ANY PAPER.",
            "2. RED TRIANGLE IS MARK OF HALVARD AND SONS, CHANDLERS, CLOSED SINCE 1958.",
            (
                "3. FOR SALTER BAY: PLEASE SAY WHETHER {{name|LENK}} KEEPS A HOUSE IN YOUR PORT. LOCAL REGISTRY "
                "GIVES SSN {{ssn|934 18 2257}}, WHICH MAY BE ANOTHER MAN."
            ),
            "4. CHANDLERS' LOFT BURNED THE SAME NIGHT AS TARN STREET. END OF MESSAGE.",
        ),
    ),
)


def cables(studio: Studio) -> Planned:
    """Return three cables in capitals on legal paper, in a PDF of Flate bitmaps."""
    record, room, pages = FAIRHAVEN + "10002", studio.room, []
    for n, (speed, sender, taker, paragraphs) in enumerate(CABLES, start=1):
        sheet = studio.numbered(studio.sheet(LEGAL), record, n)
        studio.release_line(sheet)
        sheet.rectangle((260, 330, 2290, 900), 4)
        sheet.rule(260, 520, 2290, 520)
        sheet.rule(1500, 330, 1500, 520)
        sheet.line(parse("CLASSIFIED MESSAGE"), 520, 440, room.stamp, how="form")
        sheet.line(parse(speed), 1620, 440, room.cable)
        sheet.line(parse(f"NO. {2207 + n * 3}"), 1950, 440, room.cable)
        sheet.typed(f"{sender}\n{taker}\nINFO: CENTRAL FILE 64-0311-7", 300, 600, room.cable, 80)
        base = 1050.0
        for text in paragraphs:
            base = sheet.paragraph(text, 290, base + 40, room.cable, 84, columns=60, first=0)
        sheet.line(parse("REPRODUCTION BY OTHER THAN THE ISSUING OFFICE IS PROHIBITED"), 620,
                   sheet.height - 300, room.caption, how="form")  # fmt: skip
        if n == 2:
            studio.note(sheet, "nine cases - where?\nask Plank again", 1200, 2900)
        sheet.stamp("SECRET", 1130, 130, room.stamp, angle=1.5)
        copier = Copier(spread=1.0, loss=0.4, specks=300 * n, grain=0.14, edge=10 * n)
        pages.append(scan(sheet, copier, codec="flate"))
    return Planned(f"{record}.pdf", "Three cables about the lighter Marigold", pages)


def build(studio: Studio) -> list[Planned]:
    """Return the files of this module with their bytes."""
    made = [watchman(studio), second_copy(studio), cables(studio)]
    for planned in made:
        planned.data = scanned_pdf(planned.pages)
    return made
