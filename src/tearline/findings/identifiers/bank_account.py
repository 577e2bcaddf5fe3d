"""Bank accounts: by their label, and by the check digits of the numbers that have some.

Promises: the number behind *account no.*, *savings account*, *cuenta* and their damaged
spellings; an IBAN by its country, length and remainder; a routing number by its label and check
digit, and the account that stands beside it.

Does not promise: an account whose label says only *no.*, or whose account it is: an office's
allotment and a person's savings look alike.
"""

# ruff: noqa: PLR2004  (ranges and lengths are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator

from tearline.findings.detector import Detector, Example, Settings
from tearline.findings.identifiers.labelled import (
    DIGIT,
    GAP,
    Answer,
    Form,
    LabelledDetector,
    Sort,
    digits_of,
)
from tearline.model.page import Page
from tearline.text import as_digits, fold

KIND = "bank_account"
LEAST, MOST = 5, 17

_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z$/.])(?<![0-9],)(?P<letters>(?!N[Oo0]\b)[A-Z]{{1,2}}[ -]?)?"
    rf"(?P<digits>{DIGIT}{{1,17}}(?:{GAP}{{1,2}}{DIGIT}{{1,12}}){{0,5}})(?![0-9])(?!\.[0-9]{{2}}|,[0-9]{{3}})"
)
_IBAN = re.compile(
    r"(?<![0-9A-Za-z])(?P<country>[A-Z]{2})(?P<check>[0-9]{2})"
    r"(?P<rest>(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?![0-9A-Za-z])"
)
# Lengths of the countries' numbers, country and check digits included.
_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI NL", 19: "SI", 20: "AT EE LT LU BA KZ", 21: "CH HR LI LV",
        22: "BG DE GB GE IE ME RS", 23: "AE IL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "PT", 26: "IS TR", 27: "FR GR IT MC SM", 28: "AL AZ CY DO GT HU LB PL",
        29: "BR PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_ROUTING = re.compile(
    r"(?<![a-z0-9])(?:r[o0]ut[il1]ng|a\.?b\.?a\.?|bank transit|rtn)(?: transit)?"
    r"[\s.,:]{1,3}(?:n[o0]s?\b|nu[a-z0-9]{1,4}rs?\b|#)?[\s.,:]{0,4}(?P<digits>[0-9OoIl]{9})(?![0-9])"
)
_NUMBERED = re.compile(
    r"\s{0,2}(?:[\s.,:;'\"_(-]{0,4}(?:(?:n[o0cq]s?|nu[a-z0-9]{1,4}(?:rs?|ro)|nbr|nr|num)(?![a-z])"
    r"|#)[.:]?)"
)
_OF_A_BANK = re.compile(
    r"(?:bank|banc[o0]|sav[il1]ngs|check[il1]ng|depos[il1]t|trust|numbered|swiss|personal|bancaria)"
    r"[\w .,'&-]{0,24}\s{1,2}\Z"
)
# Another sort of account or number altogether.
_OFFICE = re.compile(
    r"(?:cost|allotment|expense|appropriation|gas|electric|telephone|water|charge|general|fund"
    r"|suspense|advance|obl[il1]gat[il1][o0]n|obl[il1]gated|agency)s?[\s.,]{1,3}\Z"
)


_MONEY = re.compile(
    r"[0-9]{1,3}(?:[., ]{1,2}[0-9]{3}){0,3} ?[.,] ?[0-9]{2}|[0-9]{1,7}[.][0-9]{2}-?"
)
_FILE = re.compile(r"20[0-9][- ]{1,2}[0-9]{6,7}")  # an agency's own file numbers


def _read(match: re.Match[str]) -> tuple[str, float] | None:
    """Read the digits, none of money; short ones and an office's file numbers are less sure."""
    if _MONEY.fullmatch(match.group().strip()):
        return None
    digits = digits_of(match["digits"], LEAST, MOST)
    if digits is None:
        return None
    letters = (match["letters"] or "").strip(" -")
    if _FILE.fullmatch(match.group().strip()):
        return letters + digits, 0.6
    return letters + digits, 1.0 if len(digits) >= 6 else 0.9


_ACCOUNTS = frozenset({"account", "accounts", "acct", "accts", "cuenta"})
SORT = Sort(
    KIND,
    (
        Form(frozenset({"acctno", "accountno"}), 0.9),
        Form(_ACCOUNTS, 0.6, _NUMBERED, _OFFICE),
        Form(_ACCOUNTS, 0.95, _NUMBERED),
        Form(_ACCOUNTS, 0.88, None, _OF_A_BANK),
    ),
    _SHAPE,
    _read,
    "an account's label",
)


def passes_97(iban: str) -> bool:
    """Say whether an IBAN, letters and digits alone, leaves the remainder it must."""
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def routes(digits: str) -> bool:
    """Say whether nine digits are a routing number: its district, and its check digit."""
    district = int(digits[:2])
    known = district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80
    weights = (3, 7, 1) * 3
    return known and sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 10 == 0


class _BankDetector(LabelledDetector):
    """Labels, then the numbers that carry their own proof."""

    def on_page(self, page: Page) -> Iterator[Answer]:
        """Yield labelled accounts, routing numbers and IBANs."""
        yield from super().on_page(page)
        text = fold(page.text).text
        low = fold(page.text, lower=True).text
        for match in _IBAN.finditer(text):
            iban = match.group().replace(" ", "")
            length = _LENGTHS.get(match["country"])
            if length and len(iban) > length and match.group()[-4:].count(" "):
                iban = iban[:length]  # a word in capitals behind it
            if length != len(iban):
                continue
            labelled = "iban" in low[max(0, match.start() - 40) : match.start()]
            whole = passes_97(iban)
            if whole or labelled:
                why = (
                    "It has the country, length and check digits of an IBAN."
                    if whole
                    else "It stands behind 'IBAN' and has the length of one."
                )
                yield Answer(match.start(), match.end(), 0.97 if whole else 0.85, why, iban)
        if "rout" not in low and "aba" not in low and "a.b.a" not in low and "rtn" not in low:
            return
        for match in _ROUTING.finditer(low):
            digits = as_digits(match["digits"])
            if len(digits) != 9:
                continue
            good = routes(digits)
            why = (
                "It stands behind a bank's routing label"
                + (", and its check digit is right" if good else "")
                + "."
            )
            yield Answer(
                match.start("digits"), match.end("digits"), 0.93 if good else 0.8, why, digits
            )


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _BankDetector(SORT)


EXAMPLES: tuple[Example, ...] = (
    Example("Account No. 12-345678", ((KIND, "12-345678"),), "label and number"),
    Example("Acc0unt N0 123456789", ((KIND, "123456789"),), "zeros in the label"),
    Example("Acct. #0012345678", ((KIND, "0012345678"),), "the short label"),
    Example("savings account 123-45678-9 at", ((KIND, "123-45678-9"),), "no word for number"),
    Example("ACCOUNT NUMBER\n\n1O2345678\n", ((KIND, "1O2345678"),), "above, and an O"),
    Example(
        "bank accounts Nos. 123456 and 234567",
        ((KIND, "123456"), (KIND, "234567")),
        "two of them",
    ),
    Example(
        "ACCT NO\n1234567\n1234568\n1234569",
        ((KIND, "1234567"), (KIND, "1234568"), (KIND, "1234569")),
        "a column",
    ),
    Example("GB82 WEST 1234 5698 7654 32", ((KIND, "GB82 WEST 1234 5698 7654 32"),), "an IBAN"),
    Example("IBAN DE89370400440532013001", ((KIND, "DE89370400440532013001"),), "its check fails"),
    Example("routing number 021000021", ((KIND, "021000021"),), "a routing number"),
    Example("SOCIAL SECURITY ACCOUNT NO.\n900-12-3456", (), "no bank's account"),
    Example("on account of 123456 pesos", (), "the word in another sense"),
    Example("Expense account no. 123456", (), "an office's"),
    Example("Obligation account no. 1234567", (), "an office's obligation: a look at most"),
    Example("ACCOUNT\n1753.81\n1753.82\n1754.83\n1755.91\n", (), "a column of money"),
    Example("his account of page 12345", (), "a tale"),
    Example("account No. 12 May 1961", (), "a date"),
    Example("the account dated 22 Nov 63, No. 105-82555 file", (), "a file"),
    Example("DE89370400440532013001", (), "an IBAN's shape that fails the check"),
    Example("balance of the account: $12,345.67", (), "money"),
)
