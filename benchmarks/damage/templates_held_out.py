"""The families that figures are reported on: nobody tunes a detector on them or reads their misses.

They differ from the tuned ones in wording, order and layout, not only in their people.
"""

from __future__ import annotations

from damage.templates import BARE_COLUMNS, Family, World


def retirement_list(w: World) -> None:
    """Type a list for the retirement fund: the number first, names as spoken, another head each time."""
    head = w.pick("SSAN", "SS NO.", "SOC SEC\nNUMBER", "S.S.N.", "ACCT NO\n(SOC. SEC.)")
    bare = w.random.random() < BARE_COLUMNS
    for number in range(w.random.choice((1, 2, 3))):
        sheet = w.sheet()
        if not number:
            sheet.line("CIVIL SERVICE RETIREMENT AND DISABILITY FUND")
            sheet.line("Contributors as of ", w.day())
        else:
            sheet.line("(continued)")
        sheet.gap()
        rows = [
            (
                [w.ssn(p, roster=True, shape="#########" if bare else "")],
                [w.name(p, "roster last")],
                [w.day(1940, 1970)],
                [w.digits("###.##")],
            )
            for p in w.some(w.random.randint(24, 40))
        ]
        heads = (head, "CONTRIBUTOR", "SERV COMP DATE", "DEDUCTED")
        sheet.table(
            (0, 18, 52, 72), () if number else heads, rows, torn=w.torn, heads_first=w.heads_first
        )


def employment_blank(w: World) -> None:
    """Type an application with numbered boxes; the value may stand boxes away from its label."""
    p, ref1, ref2 = w.some(3)
    sheet = w.sheet()
    sheet.line("APPLICATION FOR FEDERAL EMPLOYMENT")
    sheet.line("INSTRUCTIONS: Answer every question. Type or print in ink.")
    sheet.gap()
    labels = ("1. NAME (Last, First, Middle)", "2. DATE BORN (Month, day, year)", "3. SOCIAL SECURITY ACCOUNT NO.",
              "4. STREET, CITY, STATE", "5. OFFICE OR HOME PHONE", "6. BIRTHPLACE")  # fmt: skip
    values = (
        [w.name(p, "last, first")],
        [w.born(p)],
        [w.ssn(p)],
        [w.address(p)],
        [w.phone(p)],
        [w.birthplace(p)],
    )
    if w.torn:
        sheet.block(labels, values, 44)
    else:
        for label, value in zip(labels, values, strict=True):
            sheet.label(label)
            sheet.line(*value, column=4)
    sheet.line("7. REFERENCES (not relatives)")
    for ref in (ref1, ref2):
        sheet.cells((0, [w.name(ref, "full")]), (34, [w.address(ref)]))
    sheet.gap()
    sheet.line("Signed ", w.day(), "     Announcement No. ", w.digits("WA-#-##"))


def memorandum_for_record(w: World) -> None:
    """Type a memorandum in numbered paragraphs; true names and pseudonyms."""
    a, b, c = w.some(3)
    sheet = w.sheet()
    sheet.line("MEMORANDUM FOR THE RECORD")
    sheet.gap()
    sheet.line("SUBJECT: Debriefing of ", w.name(a, "full"))
    sheet.gap()
    sheet.say("1. The undersigned met ", w.name(a, "full"), " (true name: ", w.name(a, "cover"),
              ") at a safehouse on ", w.day(1960, 1968), ". ", w.name(b, "full"), " of the Station interpreted.")  # fmt: skip
    sheet.say("2. ", w.name(a, "surname"), " claims to have left his birthplace, ", w.birthplace(a), ", on a passport numbered ",
              w.passport(a), ". He gave ", w.born(a), " as the day he was born.")  # fmt: skip
    sheet.say("3. ", w.cryptonym(c), " vouches for him. ", w.name(b, "initials"), " does not, and ", w.name(b, "surname"),
              "'s doubts were noted in the file. ", w.name(c, "double" if c.mother else "full"), " was not told.")  # fmt: skip
    sheet.gap()
    sheet.line(w.name(w.person(), "roster last"))
    sheet.line("Chief, WH/3/Support")


def identity_list(w: World) -> None:
    """Type the identities that belong to a dispatch, in capitals, one after another."""
    sheet = w.sheet(upper=True)
    sheet.line("Identities, dispatch ", w.digits("HMMA-#####"))
    sheet.line("Under separate cover attachment")
    sheet.gap()
    for at, p in enumerate(w.some(w.random.randint(4, 7))):
        sheet.say("Iden ", "ABCDEFGH"[at], ": ", w.name(p, "upper"), ", born ", w.born(p, 3), " ", w.birthplace(p),
                  ", ppt number ", w.passport(p), w.pick(", occupation laborer", ", occupation student"), ".")  # fmt: skip
    p, q = w.some(2)
    sheet.say("Iden A may use the alias ", w.name(p, "upper"), " or ", w.name(q, "upper"), " when he calls ",
              w.phone(p), ". He is to be known as ", w.cryptonym(p), ".")  # fmt: skip


def insurance_letter(w: World) -> None:
    """Type an insurer writes about a claim; the number's label is spelt out and far."""
    p, q = w.some(2)
    sheet = w.sheet()
    sheet.line("MIDLAND MUTUAL ASSURANCE SOCIETY")
    sheet.gap()
    sheet.line(w.name(q, "first m. last"))
    sheet.line(w.address(q))
    sheet.gap()
    sheet.line("Re: Claim of ", w.name(p, "initials"), " dated ", w.day())
    sheet.gap()
    sheet.say("Dear Mrs. ", w.name(q, "surname"), ": We regret that the claim filed on behalf of ", w.name(p, "full"),
              " cannot be paid until his ", w.noise.label("Social Security"), " account is verified. The application shows ",
              w.ssn(p), " while the union has another figure. He was born, according to the union, on ", w.born(p), ".")  # fmt: skip
    sheet.say("Payment would go to his bank, account ", w.bank(p), ". Kindly ask Mr. ", w.name(p, "surname"),
              " to call us. We tried him at ", w.phone(p), ".")  # fmt: skip
    sheet.line("Yours faithfully,")
    sheet.line(w.name(w.person(), "full"))


def manifest(w: World) -> None:
    """Type a passenger manifest: names, nationality, birth dates and passports in columns."""
    for number in range(w.random.choice((1, 2))):
        sheet = w.sheet()
        if not number:
            sheet.line("PASSENGER MANIFEST  FLIGHT ", w.digits("4##"), "  ", w.day(1958, 1966))
            sheet.gap()
        rows = [
            (
                [str(at)],
                [w.name(p, "roster")],
                [w.pick("CUBAN", "USA", "MEXICAN")],
                [w.born(p, 2)],
                [w.passport(p)],
            )
            for at, p in enumerate(w.some(w.random.randint(10, 22)), 1)
        ]
        heads = ("NO", "PASSENGER", "NATIONALITY", "BIRTH DATE", "PASSPORT")
        sheet.table(
            (0, 6, 40, 54, 68),
            () if number else heads,
            rows,
            torn=w.torn,
            heads_first=w.heads_first,
        )


def letterhead_memorandum(w: World) -> None:
    """Type a Bureau report with T-numbers, and the page that says who they are."""
    a, b, c, d = w.some(4)
    sheet = w.sheet()
    sheet.line("UNITED STATES DEPARTMENT OF JUSTICE")
    sheet.line("FEDERAL BUREAU OF INVESTIGATION")
    sheet.line("Miami, Florida   ", w.day(1960, 1968))
    sheet.gap()
    sheet.say("MM T-1, who has furnished reliable information in the past, advised that ", w.name(a, "upper"),
              ", with alias ", w.name(a, "alias"), ", is in touch with ", w.name(b, "full"), " and with one ",
              w.name(c, "surname"), ", first name unknown.")  # fmt: skip
    sheet.say(w.name(a, "full"), " lives with his mother at ", w.address(a), " and was born on ", w.born(a), ". ",
              w.name(a, "surname"), " has Immigration file ", w.alien(a), ".")  # fmt: skip
    key = w.sheet()
    key.line("INFORMANTS")
    key.gap()
    key.cells((0, ["Identity of Source"]), (36, ["Location"]))
    key.cells((0, ["MM T-1 is ", w.symbol(c)]), (36, [w.digits("134-###-Sub A")]))
    key.cells((0, ["MM T-2 is ", w.name(d, "upper")]), (36, ["by request"]))


def travel_voucher(w: World) -> None:
    """Type a voucher for travel: payee, number, address, then money."""
    p = w.person()
    sheet = w.sheet()
    sheet.line("VOUCHER FOR REIMBURSEMENT OF EXPENSES INCIDENT TO OFFICIAL TRAVEL")
    sheet.gap()
    sheet.cells(
        (0, [w.noise.label("PAYEE'S NAME"), "  ", w.name(p, "upper")]),
        (50, ["VOUCHER NO. ", w.digits("####")]),
    )
    sheet.cells((0, [w.noise.label(w.pick("SOCIAL SECURITY NO.", "SOC. SEC. NO.", "SS#")), "  ", w.ssn(p)]),
                (50, ["SCHEDULE ", w.digits("##-###")]))  # fmt: skip
    sheet.line("MAILING ADDRESS  ", w.address(p))
    sheet.gap()
    for _ in range(w.random.randint(4, 9)):
        sheet.cells(
            (0, [w.day()]),
            (24, [w.pick("Per diem", "Taxi", "Rail fare", "Lodging")]),
            (50, [w.digits("##.##")]),
        )
    sheet.line("TOTAL ", w.digits("$###.##"))
    sheet.say("I certify that this voucher is true. ", w.name(p, "initials"))


def hearing(w: World) -> None:
    """Type a hearing before a committee: speakers in capitals, questions and answers."""
    chair, counsel, witness, other = w.some(4)
    sheet = w.sheet()
    sheet.say("TESTIMONY OF ", w.name(witness, "upper"))
    sheet.say(
        "Mr. ",
        w.name(chair, "upper surname"),
        ". Will you state your full name and address for the record?",
    )
    sheet.say(
        "Mr. ",
        w.name(witness, "upper surname"),
        ". ",
        w.name(witness, "first m. last"),
        ", ",
        w.address(witness),
        ".",
    )
    sheet.say("Mr. ", w.name(counsel, "upper surname"), ". Were you ever known by another name?")
    sheet.say("Mr. ", w.name(witness, "upper surname"), ". In the Army some called me ", w.name(witness, "alias"),
              ". My sergeant, ", w.name(other, "full"), ", never did.")  # fmt: skip
    sheet.say(
        "Mr. ",
        w.name(counsel, "upper surname"),
        ". When did you last see ",
        w.name(other, "surname"),
        "?",
    )
    sheet.say("Mr. ", w.name(witness, "upper surname"), ". On ", w.day(), ", I believe. You would have to ask Mrs. ",
              w.name(other, "surname"), ".")  # fmt: skip


def incident_ticket(w: World) -> None:
    """Type a help-desk ticket of today, fields by colons."""
    a, b = w.some(2)
    sheet = w.sheet()
    sheet.line("Ticket INC", w.digits("00######"), "   Opened ", w.day(2005, 2020))
    sheet.label("Requested for: ", w.name(a, "last, first"))
    sheet.label("Contact: ", w.email(a), " / ", w.phone(a))
    sheet.label("Assigned to: ", w.name(b, "full"))
    sheet.gap()
    sheet.say("Caller ", w.name(a, "surname"), " says payroll has the wrong SSN on file. Correct one: ", w.ssn(a),
              ". DOB ", w.born(a, 6), " verified. Mailed form to ", w.address(a), ".")  # fmt: skip
    sheet.say("Work note (", w.name(b, "initials"), "): waiting for HR.")


FAMILIES: dict[str, Family] = {
    f.__name__: f
    for f in (
        retirement_list, employment_blank, memorandum_for_record, identity_list, insurance_letter, manifest,
        letterhead_memorandum, travel_voucher, hearing, incident_ticket,
    )
}  # fmt: skip
