"""Records that wait for somebody outside the archive: a court's seal, a grand jury, a tax return."""

from __future__ import annotations

from making.containers import scanned_pdf
from making.copying import Copier, scan
from making.memos import CLEAN, OFFICE, WORN
from making.plan import FAIRHAVEN, Planned
from making.stationery import Studio


def sealed(studio: Studio) -> Planned:
    """Return a deposition under a court's seal, which the court has since lifted."""
    record, room = FAIRHAVEN + "10009", studio.room
    front = studio.identification(
        record,
        {
            "AGENCY": "BUREAU OF HARBOR INQUIRY",
            "RECORDS SERIES": "TARN STREET FIRE, COURT PAPERS",
            "AGENCY FILE NUMBER": "BHI 64-0311-7-C",
            "ORIGINATOR": "HARBOR COURT OF FAIRHAVEN",
            "FROM": "[ RESTRICTED ]",
            "TO": "[ RESTRICTED ]",
            "TITLE": "DEPOSITION IN HALVARD V. DOCK AND WHARFAGE CO.",
            "DATE": "11/05/65",
            "PAGES": "3",
            "SUBJECTS": "HALVARD AND SONS|INSURANCE CLAIMS",
            "DOCUMENT TYPE": "TRANSCRIPT",
            "CLASSIFICATION": "UNCLASSIFIED",
            "RESTRICTIONS": "10(a)1",
            "CURRENT STATUS": "WITHHELD",
            "DATE OF LAST REVIEW": "09/14/98",
            "COMMENTS": "SEALED BY ORDER OF THE COURT, 8 NOVEMBER 1965.",
        },
    )
    front.stamp("Court Seal [JFK Law 10(a)1]", 1480, 2640, room.stamp, angle=2)
    first, second = (studio.numbered(studio.sheet(), record, n) for n in (2, 3))
    base = first.typed(
        "            IN THE HARBOR COURT OF FAIRHAVEN\n\n"
        "HALVARD AND SONS,              )\n"
        "               Plaintiffs,     )\n"
        "     v.                        )     No. 65-HC-1182\n"
        "FAIRHAVEN DOCK AND WHARFAGE    )\n"
        "COMPANY,       Defendant.      )",
        300, 420, room.office, 56,
    )  # fmt: skip
    first.stamp("Court Seal [JFK Law 10(a)1]", 1450, 200, room.stamp, angle=-2)
    for text in (
        "Q.  Please state your name and where you live.",
        "A.  {{name|Ruth Ambersley}}, of {{passage#home|22 Ropewalk Row}}.",
        "Q.  And your Social Security number, for the clerk?",
        "A.  It is {{ssn|948-31-7720}}.",
        "Q.  You kept the books of the chandlers' loft until it burned?",
        (
            "A.  Until it closed. There was nothing to keep after 1958, but Mr. Halvard paid me to come "
            "in of a Friday and wind the clock."
        ),
        "Q.  Was there oil in the loft on the eleventh of March?",
        "A.  There were forty cases. I counted them because I had to walk round them.",
    ):
        base = first.paragraph(text, 300, base + 44, room.office, 84, first=0, hang=4)
    base = 420.0
    for text in (
        "Q.  What marks did they bear?",
        "A.  Ours. The red triangle. I thought that strange, with the firm closed.",
        "Q.  Did you tell anybody?",
        "A.  I told Mr. Plank at Tarn Street, who said they were sold and would be gone by Sunday.",
        "Q.  And were they gone by Sunday?",
        "A.  Everything was gone by Sunday, sir. The loft too.",
        "MR. SEDLEY:  I ask that the answer be struck.",
        "THE COURT:  It may stand. The transcript will be sealed.",
    ):
        base = second.paragraph(text, 300, base + 44, room.office, 84, first=0, hang=4)
    second.stamp("FILED\n8 NOV 1965\nHARBOR COURT", 1650, 2350, room.stamp, angle=6)
    return Planned(
        f"{record}.pdf",
        "Deposition under a court's seal; the order that lifts it is among the decisions",
        [scan(front, CLEAN), scan(first, OFFICE), scan(second, OFFICE)],
        holds=["hold.court_seal"],
        lifted=True,
        reviewer="T. Vale",
    )


def grand_jury(studio: Studio) -> Planned:
    """Return a grand jury's paper: nothing lifts it in this collection."""
    record, room = FAIRHAVEN + "10010", studio.room
    first, second = (studio.numbered(studio.sheet(), record, n) for n in (1, 2))
    first.stamp("Grand Jury [JFK Law 10(a)2]", 1400, 190, room.stamp, angle=-3)
    base = studio.memo_head(first, "OFFICE OF THE HARBOR ATTORNEY|FAIRHAVEN", 480)
    base = first.typed(
        "TO:        Chief Inquirer\nFROM:      Harbor Attorney\n"
        "DATE:      2 June 1964\nSUBJECT:   Matters occurring before the grand jury",
        300, base, room.office, 60,
    )  # fmt: skip
    for text in (
        (
            "1. The grand jury sat on 28 and 29 May and heard four witnesses in the matter of the Tarn "
            "Street fire. You may be told what follows under Rule 6(e) and may tell it to nobody."
        ),
        (
            "2. {{name|Silas Corrigan}} said that he rowed the launch, and that he was paid for it by "
            "a man whom he took to be a clerk of the warehouse."
        ),
        "3. The foreman asked whether the man could be known again. He could.",
    ):
        base = first.paragraph(text, 300, base + 50, room.office, 88)
    base = 420.0
    for text in (
        (
            "4. The jury asked for the pay sheets of the pier and for the chain of the hoist door. Both "
            "were shown to it on the second day."
        ),
        (
            "5. The witness {{name|Thora Wick}} did not come. A second paper has been sent to her at "
            "her mother's house."
        ),
        "6. The jury will sit again on 16 June.",
    ):
        base = second.paragraph(text, 300, base + 50, room.office, 88)
    second.stamp("Grand Jury [JFK Law 10(a)2]", 1400, 2300, room.stamp, angle=3)
    studio.sign(second, "E. Sedley", 1450, 1900)
    return Planned(
        f"{record}.pdf",
        "Letter on what passed before the grand jury",
        [scan(first, OFFICE), scan(second, Copier(loss=0.35, specks=300, skew=0.9))],
        holds=["hold.grand_jury"],
        ends="held",
        by="hold.grand_jury",
    )


def tax(studio: Studio) -> Planned:
    """Return a paper made from a tax return: a court's order is filed for it and does not lift it."""
    record, room = FAIRHAVEN + "10011", studio.room
    first, second = (studio.numbered(studio.sheet(), record, n) for n in (1, 2))
    first.stamp("IRS [JFK Law 11(a)]", 1600, 190, room.stamp, angle=2)
    base = studio.memo_head(first, "BUREAU OF HARBOR INQUIRY|Accounts Section", 480)
    base = first.typed(
        "MEMORANDUM TO THE CHIEF INQUIRER              9 July 1964\n\n"
        "SUBJECT:   Income of the manager, Tarn Street",
        300, base, room.office, 60,
    )  # fmt: skip
    for text in (
        (
            "1. The figures below are from returns filed for 1961 to 1963 and were furnished under 26 "
            "U.S.C. 6103. They may not be shown outside this Bureau."
        ),
        "2. The taxpayer, Social Security No. {{ssn|921-40-8813}}, stated his income as follows:",
    ):
        base = first.paragraph(text, 300, base + 50, room.office, 88)
    first.typed(
        "     YEAR     WAGES     OTHER     TAX PAID     SCHEDULE\n"
        "     1961     6,240         0          918     none\n"
        "     1962     6,240       410          970     none\n"
        "     1963     6,360     9,875        3,004     D",
        300, base + 30, room.office, 76,
    )  # fmt: skip
    base = 420.0
    for text in (
        (
            "3. The sum under OTHER for 1963 is described as the sale of a clock. No clock of that value "
            "is known to the insurers."
        ),
        "4. The wages agree with the books of the warehouse.",
        "5. It is suggested that the firm of Halvard be asked whom it paid in December.",
    ):
        base = second.paragraph(text, 300, base + 50, room.office, 88)
    second.stamp("TAX RETURN INFORMATION\n26 U.S.C. 6103", 1350, 2200, room.stamp, angle=-4)
    return Planned(
        f"{record}.pdf",
        "Memorandum made from tax returns",
        [scan(first, OFFICE), scan(second, WORN)],
        holds=["hold.tax_6103"],
        ends="held",
        by="hold.tax_6103",
        reviewer="T. Vale",
    )


def build(studio: Studio) -> list[Planned]:
    """Return the files of this module with their bytes."""
    made = [sealed(studio), grand_jury(studio), tax(studio)]
    for planned in made:
        planned.data = scanned_pdf(planned.pages)
    return made
