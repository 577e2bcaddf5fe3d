"""The families that detectors may be tuned on: their shapes and words may be looked at."""

from __future__ import annotations

from damage.templates import BARE_COLUMNS, Family, World

_JOBS = ("Clerk", "Guard", "Analyst", "Typist", "Messenger", "Mechanic", "Translator", "Pilot")


def payroll_register(w: World) -> None:
    """Type a payroll of two or three pages, forty deep; the heads stand on the first alone."""
    columns = (0, 30, 46, 56, 68)
    heads = (w.pick("NAME", "NAME OF EMPLOYEE"), w.pick("SOC SEC NO.", "SOC. SEC. NO.", "SOCIAL\nSECURITY NO", "SSN"),
             "GRADE", "GROSS PAY", "PERIOD")  # fmt: skip
    bare = w.random.random() < BARE_COLUMNS
    for number in range(w.random.choice((2, 2, 3))):
        sheet = w.sheet()
        if not number:
            sheet.line("PAYROLL FOR PERSONAL SERVICES")
            sheet.line("Pay period ending ", w.day(), "   Sheet ", str(number + 1))
            sheet.gap()
        rows = [
            (
                [w.name(p, "roster")],
                [w.ssn(p, roster=True, shape="#########" if bare else "")],
                [f"GS-{w.random.randint(3, 14)}"],
                [w.digits("1,##9.##")],
                [w.digits("0#/1#/6#")],
            )
            for p in w.some(w.random.randint(28, 40))
        ]
        sheet.table(columns, () if number else heads, rows, torn=w.torn, heads_first=w.heads_first)
        sheet.line("TOTAL ", w.digits("$##,###.##"))


def personnel_form(w: World) -> None:
    """Type an employee's form: the label above its value, the number with blanks for dashes."""
    sheet = w.sheet()
    p, boss = w.person(), w.person()
    sheet.line("SELECT COMMITTEE - PERSONNEL ACTION")
    sheet.gap()
    sheet.label("EMPLOYEE NAME")
    sheet.line(w.name(p, w.pick("upper last, first", "last, first")))
    sheet.gap()
    sheet.label(w.pick("EMPLOYEE SOCIAL SECURITY NUMBER", "Employee Social Security Number"))
    sheet.line(w.ssn(p, shape=w.pick("### ## ####", "### ## ####", "")))
    sheet.gap()
    sheet.label("DATE OF BIRTH")
    sheet.line(w.born(p))
    sheet.gap()
    sheet.label("HOME ADDRESS")
    sheet.line(w.address(p))
    sheet.label("HOME TELEPHONE")
    sheet.line(w.phone(p))
    sheet.gap()
    sheet.label("POSITION TITLE    ", w.pick(*_JOBS))
    sheet.label("EFFECTIVE DATE    ", w.day())
    sheet.label("ANNUAL SALARY     ", w.digits("$1#,##0.00"))
    sheet.gap(2)
    sheet.say("Approved for the Committee by ", w.name(boss, "first m. last"), ", Staff Director.")


def airtel(w: World) -> None:
    """Type a Bureau airtel: people described with aliases, birth and a symbol."""
    a, b, c = w.some(3)
    sheet = w.sheet()
    sheet.line(w.day(1959, 1968))
    sheet.line("AIRTEL                         AIR MAIL")
    sheet.line("TO:      DIRECTOR, FBI (105-", w.digits("8####"), ")")
    sheet.line("FROM:    SAC, MIAMI (105-", w.digits("####"), ") (P)")
    sheet.line("SUBJECT: ", w.name(a, "upper"), ", aka")
    sheet.line("         ", w.name(a, "alias"), ", ", w.name(a, "cover"))
    sheet.gap()
    sheet.say(
        "Re Miami airtel dated ",
        w.day(1959, 1968),
        ". Enclosed for the Bureau are five copies of a letterhead memorandum.",
    )
    sheet.say(w.symbol(b), " advised SA ", w.name(c, "upper"), " on ", w.day(1959, 1968), " that ",
              w.name(a, "full"), ", also known as ", w.name(a, "alias"), ", was born ", w.born(a), " at ",
              w.birthplace(a), ", and resides at ", w.address(a), ".")  # fmt: skip
    sheet.say(w.name(a, "upper surname"), " telephones a cousin at ", w.phone(a),
              " every week. ", w.name(a, "surname"), " is employed as a ", w.pick("barber", "cook", "salesman"), ".")  # fmt: skip
    again = w.sheet()
    again.line("MM 105-", w.digits("####"))
    again.gap()
    again.say("Informant further stated that ", w.name(a, "initials"), " met with ", w.name(b, "full"),
              " in the office of ", w.name(b, "surname"), " on ", w.day(1959, 1968), ".")  # fmt: skip
    again.say(
        "The identity of ",
        w.symbol(b),
        " should be concealed in any communication outside the Bureau.",
    )


def cable(w: World) -> None:
    """Type a cable in capitals."""
    a, b = w.some(2)
    sheet = w.sheet(upper=True)
    sheet.line("SECRET ", w.digits("1#1#30Z"), " CITE MEXI ", w.digits("7###"))
    sheet.line("IMMEDIATE DIRECTOR INFO JMWAVE")
    sheet.gap()
    sheet.say("1. Subj ", w.name(a, "upper"), " arrived station ", w.day(1960, 1967), " carrying passport no. ",
              w.passport(a), ". DPOB ", w.born(a, 3), ", ", w.birthplace(a), ".")  # fmt: skip
    sheet.say("2. ", w.cryptonym(b), " reports ", w.name(a, "upper surname"), " asked for ", w.name(b, "upper"),
              " by name. Request traces both. File 201-", w.digits("######"), ".")  # fmt: skip
    sheet.say(
        "3. ", w.name(b, "upper surname"), " wife lives ", w.address(b), ". Phone ", w.phone(b), "."
    )
    sheet.line("END OF MESSAGE")


def bank_letter(w: World) -> None:
    """Type a bank answers the office: prose with an account and a number without a form."""
    p, teller = w.some(2)
    sheet = w.sheet()
    sheet.line("FIRST MERCHANTS TRUST COMPANY")
    sheet.line(w.day())
    sheet.gap()
    sheet.line("Gentlemen:")
    sheet.gap()
    sheet.say("Our records show that Mr. ", w.name(p, "first m. last"), " opened checking account no. ", w.bank(p),
              " with us on ", w.day(), ". On the signature card he gave his ", w.noise.label("Social Security number"),
              " as ", w.ssn(p), " and his address as ", w.address(p), ".")  # fmt: skip
    sheet.say("The balance stood at ", w.digits("$1,##4.##"), ". Mr. ", w.name(p, "surname"),
              " has not called since. Deposits were made by his wife, who can be reached at ", w.phone(p), ".")  # fmt: skip
    sheet.line("Very truly yours,")
    sheet.gap(2)
    sheet.line(w.name(teller, w.pick("full", "initials")))
    sheet.line("Assistant Cashier")


def visa_form(w: World) -> None:
    """Type an application for a visa: labels and values in two columns, often torn into blocks."""
    p, ref = w.some(2)
    sheet = w.sheet()
    sheet.line("APPLICATION FOR IMMIGRANT VISA AND ALIEN REGISTRATION")
    sheet.gap()
    labels = ("Family name and given name", "Date of birth", "Place of birth", "Passport No.",
              "Alien Registration No.", "Present address", "Reference in U.S.", "Telephone")  # fmt: skip
    values = ([w.name(p, "last, first")], [w.born(p)], [w.birthplace(p)], [w.passport(p)], [w.alien(p)],
              [w.address(p)], [w.name(ref, "full")], [w.phone(ref)])  # fmt: skip
    if w.torn:
        sheet.block(labels, values, 36)
    else:
        for label, value in zip(labels, values, strict=True):
            sheet.label(label + ": ", *value)
    sheet.line("Visa issued ", w.day(), "  Fee ", w.digits("$2#.00"), "  Serial ", w.digits("####"))


def index_cards(w: World) -> None:
    """Cards of a name index, several on a page, an alias behind an @."""
    sheet = w.sheet()
    for p in w.some(w.random.randint(3, 5)):
        sheet.line(w.name(p, "upper last, first"), " @ ", w.name(p, "alias"))
        sheet.line("DPOB ", w.born(p), " ", w.birthplace(p))
        if w.random.random() < 0.5:
            sheet.line("PPT ", w.passport(p), "  SSN ", w.ssn(p))
        sheet.line("Res. ", w.address(p))
        sheet.line("Ref: ", w.digits("XAAZ-#####"), " ", w.day(), "  201-", w.digits("######"))
        sheet.gap()


def mail_of_today(w: World) -> None:
    """Type an e-mail of today, with a signature."""
    a, b, c = w.some(3)
    sheet = w.sheet()
    sheet.line("From: ", w.name(a, "full"), " <", w.email(a), ">")
    sheet.line("To: ", w.name(b, "full"), " <", w.email(b), ">")
    sheet.line("Sent: Tuesday, ", w.day(2003, 2019), " 4:", w.digits("1#"), " PM")
    sheet.line("Subject: enrolment of new starter")
    sheet.gap()
    sheet.line("Hi there,")
    sheet.gap()
    sheet.say("Please add ", w.name(c, "first m. last"), " to the plan. SSN is ", w.ssn(c), ", date of birth ",
              w.born(c, 6), ". Direct deposit goes to account number ", w.bank(c), ".")  # fmt: skip
    sheet.say(w.name(c, "surname"), " can be reached at ", w.phone(c), " or ", w.email(c), ".")
    sheet.line("Thanks,")
    sheet.line(w.name(a, "full"))


def letter_about(w: World) -> None:
    """Type a letter in plain prose about a few people, later by surname and by initials."""
    a, b, c = w.some(3)
    sheet = w.sheet()
    sheet.line(w.day())
    sheet.line("Dear Mr. ", w.name(c, "surname"), ":")
    sheet.gap()
    sheet.say("This is in reply to your inquiry about ", w.name(a, "full"), " and his partner ", w.name(b, "double" if b.mother else "full"),
              ". Both men worked the docks until ", w.day(), ", when ", w.name(a, "surname"), " left for Tampa.")  # fmt: skip
    sheet.say("I spoke with ", w.name(b, "surname"), " twice. He told me that ", w.name(a, "initials"),
              " had used the name ", w.name(a, "cover"), " at the hotel, and that his friends call him ", w.name(a, "alias"), ".")  # fmt: skip
    sheet.say("Mrs. ", w.name(a, "surname"), " still lives at ", w.address(a), ".")
    sheet.line("Sincerely,")
    sheet.line(
        w.name(c, "letters") if w.random.random() < 0.3 else w.name(w.person(), "first m. last")
    )


FAMILIES: dict[str, Family] = {
    f.__name__: f
    for f in (
        payroll_register, personnel_form, airtel, cable, bank_letter, visa_form, index_cards,
        mail_of_today, letter_about,
    )
}  # fmt: skip
