"""Pages full of numbers of which none is personal: whatever is proposed here is a false alarm.

No person is named on them and no label speaks of one. Each half has its own.
"""

from __future__ import annotations

from damage.templates import Family, World


def _lines(w: World, low: int = 18, high: int = 36) -> range:
    return range(w.random.randint(low, high))


def record_numbers(w: World) -> None:
    """Type record numbers of the collection, as lists and in sentences."""
    sheet = w.sheet()
    sheet.line("RECORDS TRANSFERRED TO THE ARCHIVES ", w.day())
    sheet.gap()
    for _ in _lines(w):
        sheet.line(
            w.pick("104-10", "124-10", "180-10"),
            w.digits("0##-#####"),
            "  ",
            w.digits("##"),
            " PAGES",
        )
    sheet.line("NW 65924 Docid:", w.digits("3#######"), " Page ", w.digits("#"))


def bureau_serials(w: World) -> None:
    """Type an inventory of a Bureau file: class, file and serial."""
    sheet = w.sheet()
    file = w.digits("105-8#")
    sheet.line("FILE INVENTORY ", file, w.digits("###"), "  SECTION ", w.digits("##"))
    sheet.gap()
    rows = [([file + w.digits("-####")], [w.day()], [w.digits("#")], [w.pick("Airtel", "LHM", "Teletype", "Letter")])
            for _ in _lines(w)]  # fmt: skip
    sheet.table(
        (0, 20, 40, 50),
        ("SERIAL", "DATE", "PAGES", "DESCRIPTION"),
        rows,
        torn=w.torn,
        heads_first=w.heads_first,
    )


def ledger(w: World) -> None:
    """Type money and dates in columns, with check and voucher numbers."""
    sheet = w.sheet()
    sheet.line("LEDGER OF DISBURSEMENTS, FISCAL YEAR 1966")
    sheet.gap()
    rows = [
        (
            [w.digits("0#/1#/6#")],
            [w.digits("######")],
            [w.digits("##,###.##")],
            [w.digits("###.##")],
        )
        for _ in _lines(w)
    ]
    sheet.table((0, 20, 36, 56), ("DATE", "CHECK", "AMOUNT", "BALANCE"), rows, torn=w.torn)
    sheet.line("COST ACCOUNT ", w.digits("2#-####-####"))


def mail_register(w: World) -> None:
    """Type postal codes of nine digits and registered mail."""
    sheet = w.sheet()
    sheet.line("REGISTER OF OUTGOING MAIL")
    sheet.gap()
    for _ in _lines(w):
        sheet.line(w.pick("General Services Administration", "National Archives", "Library of Congress", "Naval Annex"),
                   ", ", w.pick("Washington, DC ", "Suitland, MD ", "Denver, CO "), w.digits("2####-####"), "   reg. ", w.digits("######"))  # fmt: skip


def pouch_list(w: World) -> None:
    """Type pouch and dispatch numbers of a field station, stamped and initialled."""
    sheet = w.sheet(upper=True)
    sheet.line("Pouch manifest no. ", w.digits("####"))
    sheet.gap()
    for _ in _lines(w):
        sheet.line(
            w.pick("HMMA-", "UFGW-", "OCOA-"),
            w.digits("#####"),
            "  ",
            w.day(),
            "  file ",
            w.digits("201-######"),
            "  ",
            w.digits("50-#-##/#"),
        )
    sheet.line("Classified message total copies ", w.digits("##"))


def contract_schedule(w: World) -> None:
    """Type contracts with their orders: numbers with as many dashes as one likes."""
    sheet = w.sheet()
    sheet.line("SCHEDULE OF CONTRACTS AND PURCHASE ORDERS")
    sheet.gap()
    for _ in _lines(w):
        sheet.line("Contract ", w.digits("###-##-####"), w.digits("-##"), "  order ", w.digits("AF-##-####"), "  item ", w.digits("####"),
                   "  $", w.digits("#,###.##"))  # fmt: skip


def archive_boxes(w: World) -> None:
    """Type boxes and shelves, record numbers torn over two lines, stamps at the foot."""
    sheet = w.sheet()
    sheet.line("BOX AND FOLDER LIST")
    sheet.gap()
    for _ in _lines(w, 12, 24):
        sheet.line(
            "Box ",
            w.digits("1##"),
            " folder ",
            w.digits("##"),
            "  accession ",
            w.digits("NN3-###-##-###"),
            "  shelf ",
            w.digits("##-##-###"),
        )
        if w.random.random() < 0.3:
            sheet.line(w.digits("124-10###-"))
            sheet.line(w.digits("10###"))
    sheet.line("NW 88326 DocId:", w.digits("3#######"), "  Page ", w.digits("##"))
    sheet.line(
        "Released under the John F. Kennedy Assassination Records Collection Act. Date: ",
        w.digits("11-0#-2021"),
    )


def price_table(w: World) -> None:
    """Type prices, quantities and part numbers of nine digits in columns."""
    sheet = w.sheet()
    sheet.line("SPARE PARTS FOR OUTBOARD ENGINES")
    sheet.gap()
    rows = [
        ([w.digits("#########")], [w.digits("##")], [w.digits("###.##")], [w.digits("#-##-##")])
        for _ in _lines(w)
    ]
    sheet.table(
        (0, 16, 30, 46),
        ("PART NO", "QTY", "UNIT PRICE", "PAGE REF"),
        rows,
        torn=w.torn,
        heads_first=w.heads_first,
    )


def docket(w: World) -> None:
    """Type a court's docket: case numbers, dates, fees."""
    sheet = w.sheet()
    sheet.line("CIVIL DOCKET, NORTHERN DISTRICT")
    sheet.gap()
    for _ in _lines(w):
        sheet.line("No. ", w.digits("##-cv-#####"), "  filed ", w.day(), "  ", w.pick("motion denied", "order entered", "continued"), "  fee ", w.digits("$##.00"),
                   "  receipt ", w.digits("###-#####"))  # fmt: skip


def purchase_orders(w: World) -> None:
    """Type orders under contracts in sentences, with accounts of firms."""
    sheet = w.sheet()
    for _ in _lines(w, 6, 12):
        sheet.say("Under contract ", w.digits("AF 33-###-#####"), " the firm delivered lot ", w.digits("###-##-####-A"),
                  " against purchase order ", w.digits("##-####-##"), "; charge to appropriation ",
                  w.digits("21#2020.0#-####"), ".")  # fmt: skip


def stamps(w: World) -> None:
    """Type the stamps of printing and of routing, one above the other."""
    sheet = w.sheet(upper=True)
    for _ in _lines(w, 10, 20):
        sheet.line(
            w.pick("NW ", "HW "),
            w.digits("#####"),
            " DocId:",
            w.digits("3#######"),
            " Page ",
            w.digits("##"),
        )
        sheet.line(
            w.pick("Pouch ", "TM ", "Dispatch "),
            w.digits("######"),
            " received ",
            w.digits("19 JUN 6#"),
        )


def citations(w: World) -> None:
    """Type a memorandum that cites serials of the Bureau's files in running text."""
    sheet = w.sheet()
    sheet.line("CORRELATION SUMMARY")
    sheet.gap()
    for _ in _lines(w, 5, 10):
        head = w.digits("105-8#")
        sheet.say("The following references are found in serials ", head, w.digits("-####"), ", ", head, w.digits("-####"),
                  ", ", head, w.digits("-####"), " and ", w.digits("62-109###-####"), ", dated ", w.day(),
                  ", and in ", w.digits("124-10###-10###"), ".")  # fmt: skip


def depositories(w: World) -> None:
    """Type libraries with their postal codes, accounts and yearly cost, in columns."""
    sheet = w.sheet()
    sheet.line("DEPOSITORY LIBRARIES AND COST CENTERS")
    sheet.gap()
    rows = [([w.pick("State Library", "Law Library", "Public Library")], [w.digits("9####-####")],
             [w.digits("40#-####-##")], [w.digits("$#,###.##")], [w.digits("1#/2#/7#")]) for _ in _lines(w)]  # fmt: skip
    heads = ("DEPOSITORY", "ZIP CODE", "COST CENTER", "PER YEAR", "SINCE")
    sheet.table((0, 22, 36, 52, 66), heads, rows, torn=w.torn, heads_first=w.heads_first)


FAMILIES: dict[str, dict[str, Family]] = {
    "tune": {
        f.__name__: f
        for f in (record_numbers, bureau_serials, ledger, mail_register, purchase_orders, stamps)
    },
    "report": {
        f.__name__: f
        for f in (
            pouch_list, contract_schedule, archive_boxes, price_table, docket, citations, depositories,
        )
    },
}  # fmt: skip
