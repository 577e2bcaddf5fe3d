"""The restriction codes and the status words of identification sheets, in one spelling each.

Promises: ``codes`` finds the codes of a line through the damage of scanning; ``ground_of`` says
under what authority and on what ground a code keeps something back; ``status`` reads a status.

Does not promise: legal advice. Grounds are the Act's own headings in short.
"""

from __future__ import annotations

import re

_OPEN, _SHUT = r"\s?[({\[]\s?", r"\s?[)}\]]"
_LAW = r"(?:jfk law\W*|sec\w*\W{0,3})?"
_CODE = re.compile(
    r"(?:jfk\s?act\W{0,3}(?:sec\w*\W{0,2})?(?=[56])|sec(?:tion)?\W{0,3}(?=6\s?\())?"
    rf"(?:(?P<six>6{_OPEN}(?P<part>[1-5Il|]){_SHUT}(?:{_OPEN}(?P<letter>[A-C8]){_SHUT})?)"
    rf"|(?P<ten>{_LAW}(?<![0-9])[1Il|][0O]{_OPEN}A{_SHUT}(?:\s?[({{\[]?(?P<item>[12Il|])[)}}\]]?)?)"
    rf"|(?P<eleven>{_LAW}(?<![0-9])[1Il|]{{2}}{_OPEN}A{_SHUT})"
    rf"|(?P<five>5{_OPEN}[gq9]{_SHUT}(?:{_OPEN}[0-9A-Zl]{_SHUT}){{0,3}})"
    r"|(?<![0-9A-Z])(?P<one>[1Il|]\s?[ABC8])(?![0-9A-Z])"
    r"|(?<![0-9A-Z(])(?P<plain>[2-5])(?![0-9A-Z)])"
    r"|(?P<words>open\s+in\s+full|open\s+in\s+part|n[o0]t\s+assassination\s+related"
    r"|refer+ed|consulted|don[o0]r\s+rest\w*\.?|n[o0]\s+restrictions?|n[o0]ne))",
    re.IGNORECASE,
)

# Code -> authority and ground. What is withheld for another agency's sake waits for its answer.
_SIX = "JFK Act, section 6({})"
_GROUNDS = {
    "1A": (_SIX.format("1)(A"), "an intelligence agent whose identity needs protection"),
    "1B": (_SIX.format("1)(B"), "an intelligence source or method in use"),
    "1C": (_SIX.format("1)(C"), "another matter of defense, intelligence or foreign relations"),
    "1": (_SIX.format("1"), "defense, intelligence operations or foreign relations"),
    "2": (_SIX.format("2"), "a living person who gave confidential information"),
    "3": (_SIX.format("3"), "an unwarranted invasion of privacy"),
    "4": (_SIX.format("4"), "an understanding of confidentiality"),
    "5": (_SIX.format("5"), "a security or protective procedure in use"),
    "10(A)1": ("JFK Act, section 10(a)(1)", "information under the seal of a court"),
    "10(A)2": ("JFK Act, section 10(a)(2)", "grand jury information"),
    "10(A)": ("JFK Act, section 10(a)", "information under seal or before a grand jury"),
    "11(A)": ("JFK Act, section 11(a)", "tax return information or a deed of gift"),
    "DONOR REST": ("a deed of gift", "the donor's restriction"),
    "REFERRED": ("the agency it was referred to", "that agency's answer"),
    "CONSULTED": ("the agency that was consulted", "that agency's answer"),
}


def ground_of(code: str) -> tuple[str, str] | None:
    """Return the authority and ground of a code, None where it keeps nothing back."""
    if code.startswith("5(G)"):
        return "JFK Act, section 5(g)(2)(D)", "a postponement that the President certified"
    return _GROUNDS.get(code)


def codes(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return the restriction codes of a text in one spelling, each with its place."""
    found: list[tuple[str, int, int]] = []
    for match in _CODE.finditer(text):
        if match["six"]:
            code = match["part"].translate(_ONES) + (match["letter"] or "").upper().replace(
                "8", "B"
            )
        elif match["ten"]:
            code = "10(A)" + (match["item"] or "").translate(_ONES)
        elif match["eleven"]:
            code = "11(A)"
        elif match["five"]:
            code = "5(G)(2)(D)"
        elif match["one"]:
            code = "1" + match["one"][-1].upper().replace("8", "B")
        elif match["plain"]:
            code = match["plain"]
        else:
            code = " ".join(match["words"].upper().replace("0", "O").split())
            code = "DONOR REST" if code.startswith("DONOR") else code
            code = "REFERRED" if code.startswith("REFER") else code
        found.append((code, match.start(), match.end()))
    return tuple(found)


def status(text: str) -> str:
    """Return a status in one spelling: ``OPEN IN FULL``, ``POSTPONED IN FULL``, ``REDACT``, ...

    A release that says nothing of deletions or of a part is one in full; '' for what is unknown.
    """
    plain = " ".join(text.upper().translate(_LETTERS).split())
    part = re.search(r"\bPART|DELET|REDACT", plain)
    if re.search(r"P[OD]STP[OD]N", plain):
        return "POSTPONED IN PART" if part else "POSTPONED IN FULL"
    if re.search(r"WITH?HO[LI]D|WITHHELD", plain):
        return "WITHHOLD"
    if re.search(r"\bOPEN|RELEASE", plain):
        return "RELEASED IN PART" if part else "OPEN IN FULL"
    if "REDACT" in plain:
        return "REDACT"
    return plain if re.fullmatch(r"[XPOWR]", plain) else ""


_LETTERS = str.maketrans("01|", "OLI")
_ONES = str.maketrans("Il|", "111")
