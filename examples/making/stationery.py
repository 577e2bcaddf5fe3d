"""Paper that comes back in every record: sheets, margins, prints, identification sheets, routing slips."""

from __future__ import annotations

from dataclasses import dataclass

from making.marked import parse, rows
from making.sheet import Sheet
from making.typefaces import TypeRoom

LETTER = (2550, 3300)
LEGAL = (2560, 4200)
TOP_LINE = "FAIRHAVEN ARCHIVES  -  RELEASE OF THE TARN STREET PAPERS"


@dataclass(slots=True)
class Studio:
    """A stock of sheets: each gets its own chance from the seed and its count."""

    room: TypeRoom
    seed: int
    count: int = 0

    def sheet(self, size: tuple[int, int] = LETTER) -> Sheet:
        """Return the next empty sheet; scanners cut every sheet a little differently."""
        self.count += 1
        trim = (self.count * 37 % 19 - 9, self.count * 53 % 23 - 11)
        return Sheet(size[0] + trim[0], size[1] + trim[1], self.seed * 1000 + self.count)

    def numbered(self, sheet: Sheet, record: str, page: int) -> Sheet:
        """Put the archive's print on the bottom edge, as its scanner did."""
        print_line = f"FA 20417   DocId:{71_000_000 + int(record[-3:])}   Page {page}"
        sheet.line(parse(print_line), 60, sheet.height - 30, self.room.caption, how="print")
        return sheet

    def release_line(self, sheet: Sheet) -> None:
        """Put the release's line on the top edge."""
        sheet.line(parse(TOP_LINE), 900, 42, self.room.caption, how="print")

    def holes(self, sheet: Sheet) -> None:
        """Punch the two holes of the old files at the top."""
        left = sheet.width // 2 - 420
        sheet.disc(left + int(sheet.rng.integers(-20, 20)), 96, 36)
        sheet.disc(left + 830 + int(sheet.rng.integers(-20, 20)), 90, 38)

    def memo_head(self, sheet: Sheet, office: str, base: float = 330) -> float:
        """Type an office's name over two lines, centred; return the next base line."""
        face = self.room.office
        for words in office.split("|"):
            middle = (sheet.width - len(words) * face.pitch) / 2
            sheet.line(parse(words), middle, base, face)
            base += 50
        return base + 60

    def foot(self, sheet: Sheet, page: int) -> None:
        """Type the page's number at its foot."""
        sheet.line(parse(f"- {page} -"), sheet.width / 2 - 80, sheet.height - 190, self.room.office)

    def sign(self, sheet: Sheet, name: str, x: int, base: int) -> None:
        """Sign, in ink."""
        sheet.line(parse(name), x, base, self.room.signature, how="hand", wander=0.8)

    def note(self, sheet: Sheet, text: str, x: int, base: int, leading: int = 92) -> None:
        """Write lines by hand."""
        for n, cells in enumerate(rows(text)):
            sheet.line(cells, x + n * 6, base + n * leading, self.room.pen, how="hand", wander=1.2)

    def identification(self, record: str, fields: dict[str, str]) -> Sheet:
        """Return an identification sheet, as the archive's line printer put it out."""
        sheet = self.sheet()
        face = self.room.printer
        base = 330.0
        for title in ("HARBOR INQUIRY RECORDS SYSTEM", "IDENTIFICATION FORM"):
            sheet.line(parse(title), (sheet.width - len(title) * face.pitch) / 2, base, face)
            base += 50
        sheet.line(parse("Date : 09/14/98"), 1980, 200, face)
        sheet.line(parse("Page : 1"), 1980, 250, face)
        dashes = "-" * 62
        for section, names in _SECTIONS:
            sheet.line(parse(dashes), 440, base, face, how="rule")
            base += 60
            middle = (sheet.width - len(section) * face.pitch) / 2
            sheet.line(parse(section), middle, base, face)
            base += 90
            for name in names:
                values = fields.get(name, "").split("|")
                values[0] = record if name == "RECORD NUMBER" else values[0]
                for n, value in enumerate(values):
                    label = f"{name:>22} :" if n == 0 else " " * 24
                    sheet.line(parse(f"{label} {value}".rstrip()), 360, base, face)
                    base += 50
            base += 40
        sheet.line(parse(dashes), 440, sheet.height - 330, face, how="rule")
        sheet.line(parse("[R] - ITEM IS RESTRICTED"), 960, sheet.height - 270, face)
        self.numbered(sheet, record, 1)
        return sheet


_SECTIONS = (
    ("AGENCY INFORMATION", ("AGENCY", "RECORD NUMBER", "RECORDS SERIES", "AGENCY FILE NUMBER")),
    (
        "DOCUMENT INFORMATION",
        (
            "ORIGINATOR",
            "FROM",
            "TO",
            "TITLE",
            "DATE",
            "PAGES",
            "SUBJECTS",
            "DOCUMENT TYPE",
            "CLASSIFICATION",
            "RESTRICTIONS",
            "CURRENT STATUS",
            "DATE OF LAST REVIEW",
            "OPENING CRITERIA",
            "COMMENTS",
        ),
    ),
)
