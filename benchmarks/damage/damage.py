"""The study's damage: what two kinds of reading programs do to letters, dashes, digits and labels.

Promises: the same random generator gives the same damage; shapes of Social Security numbers come in
the proportions of the census of real pages (two in three canonical, one in six with blanks, then
dashes read as other marks, lost dashes, a digit lost or doubled; a letter for a digit in one of 700
numbers). Text read by blocks gets Cyrillic look-alikes and ``÷`` for dashes; text read by lines gets
wrong letters.

Does not promise: the words a real page has around its numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

# Shapes beside a label (weights of the census, 713 numbers) and in a roster (where damage is made
# about four times as frequent as found, so that each shape is measured on more than a handful).
BESIDE = {
    "###-##-####": 469, "### ## ####": 112, "#########": 12, "###÷##-####": 7, "#####-####": 6,
    "###-##-#####": 5, "###-##-###": 4, "###/#####": 4, "###-###-####": 3, "###-##.####": 2,
    "###-##=####": 2, "###:##-####": 2, "###. ##.####": 2, "####-##-####": 3, "### - ## - ####": 4,
    "###-##•####": 2, "###-######": 2, "###-##-|####": 3, "###-##- ####": 3, "##-##-####": 2,
}  # fmt: skip
IN_ROSTER = {
    "###-##-####": 780, "###-##-#####": 37, "####-##-####": 26, "###÷##-####": 23, "###-## - ####": 14,
    "###-##÷####": 9, "###-##- ####": 8, "###-##-##.##": 6, "###-##=####": 5, "###•##-####": 5,
    "### ## ####": 20, "#####-####": 8, "###-##-###": 8, "###-##.####": 5, "##-##-####": 4,
}  # fmt: skip
_DIGIT_LETTERS = {"0": "O", "1": "l", "5": "S", "8": "B", "2": "Z", "6": "G"}
LETTER_FOR_DIGIT = 1 / 700

_CYRILLIC = dict(zip("ABEKMHOPCTXaeopcyx", "АВЕКМНОРСТХаеорсух", strict=True))
_WRONG = {
    "a": "eo", "b": "h6", "c": "eo", "d": "cl", "e": "co", "f": "t", "g": "q9", "h": "bn", "i": "l1",
    "k": "lc", "l": "i1", "m": "rn", "n": "ri", "o": "0c", "p": "n", "q": "g", "r": "n", "s": "5",
    "t": "lf", "u": "ii", "v": "y", "w": "vv", "x": "z", "y": "v", "z": "2", "A": "R4", "B": "8R",
    "C": "GO", "D": "OU", "E": "FB", "F": "PE", "G": "C6", "H": "NM", "I": "1l", "J": "I", "K": "X",
    "L": "I", "M": "NH", "N": "MH", "O": "0Q", "P": "F", "Q": "O", "R": "BK", "S": "58", "T": "I7",
    "U": "V", "V": "Y", "W": "VV", "X": "K", "Y": "V", "Z": "2",
}  # fmt: skip
LABEL_DAMAGE = (
    ("Social", "Soclal"), ("Security", "Securlty"), ("SOCIAL", "SOCIAI"), ("SECURITY", "SECURlTY"),
    ("Social", "Socia1"), ("SEC.", "SEC,"), ("No.", "No,"), ("NO.", "NO"), ("SOC.", "S0C."),
    ("Birth", "Blrth"), ("BIRTH", "BIATH"), ("Number", "Nurnber"), ("NUMBER", "NUM8ER"),
    ("Passport", "Passpo1t"), ("Security", "Secunty"), (":", ""), (":", ";"), ("SECURITY NO", "SECURITY\nNO"),
    ("SOC. SEC", "SOC.\nSEC"), ("Social Security", "Social\n\nSecurity"),
)  # fmt: skip


@dataclass(slots=True)
class Noise:
    """How badly one record was read: ``level`` 0 (clean) to 2.5; ``blocks``: by the block reader."""

    random: Random
    level: float
    blocks: bool
    cyrillic: bool

    @classmethod
    def of_record(cls, random: Random) -> Noise:
        """Return the noise of one record, drawn once: a page is as bad as its neighbours."""
        level = random.choice((0.0, 0.5, 1.0, 1.0, 1.5, 2.5))
        blocks = random.random() < 0.6
        return cls(random, level, blocks, blocks and level > 0 and random.random() < 0.5)

    def words(self, text: str) -> str:
        """Return running text as it was read; line breaks stay."""
        if not self.level:
            return text
        wrong = 0.006 * self.level * (0.6 if self.blocks else 1.0)
        out: list[str] = []
        for char in text:
            draw = self.random.random()
            if char == " ":
                out.append("" if draw < 0.002 * self.level else char)
            elif self.cyrillic and char in _CYRILLIC and draw < 0.03:
                out.append(_CYRILLIC[char])
            elif char.isalpha() and draw < wrong:
                out.append(self._hurt(char))
            elif char in ".,:;-" and draw < wrong * 2:
                out.append(self.random.choice(["", ".", ",", "-", "•"]))
            else:
                out.append(char)
        return "".join(out)

    def _hurt(self, char: str) -> str:
        """Return a letter read wrongly, lost or read twice."""
        way = self.random.random()
        if way < 0.25:
            return ""
        if way < 0.35:
            return char * 2
        wrong = _WRONG.get(char, char)
        return wrong if wrong in {"rn", "ri", "cl", "vv", "ii", "VV"} else self.random.choice(wrong)

    def value(self, text: str) -> str:
        """Return a value that is no Social Security number: never read as nothing at all."""
        hurt = self.words(text)
        return hurt if any(c.isalnum() for c in hurt) else text

    def number(self, text: str) -> str:
        """Return a number of another kind (date, telephone, account): marks hurt, rarely a digit."""
        if not self.level:
            return text
        out: list[str] = []
        for char in text:
            draw = self.random.random()
            if char == "-" and draw < 0.03 * self.level:
                out.append(self.random.choice("÷=.• ") if self.blocks else self.random.choice(" ."))
            elif char.isdigit() and draw < 0.002 * self.level:
                out.append(_DIGIT_LETTERS.get(char, char))
            elif char == " " and draw < 0.01 * self.level:
                out.append("  ")
            else:
                out.append(char)
        return "".join(out)

    def label(self, text: str) -> str:
        """Return a form's label as it was read: now and then with one of the known damages."""
        if self.level and self.random.random() < 0.10 * self.level:
            fitting = [pair for pair in LABEL_DAMAGE if pair[0] in text]
            if fitting:
                text = text.replace(*self.random.choice(fitting), 1)
        return text

    def ssn(self, digits: str, *, roster: bool) -> tuple[str, str]:
        """Return a Social Security number as it was read, and the name of its shape."""
        table = IN_ROSTER if roster else BESIDE
        (shape,) = self.random.choices(list(table), weights=list(table.values()))
        text = shaped(self.random, digits, shape)
        if self.random.random() < LETTER_FOR_DIGIT:
            places = [i for i, c in enumerate(text) if c in _DIGIT_LETTERS]
            if places:
                place = self.random.choice(places)
                text = text[:place] + _DIGIT_LETTERS[text[place]] + text[place + 1 :]
                shape = "a letter for a digit"
        return text, shape


def shaped(random: Random, digits: str, shape: str) -> str:
    """Return nine digits in a shape of ``#``; groups too long double a digit, too short lose one.

    A ``|`` in the shape is the end of a line.
    """
    wanted = re.findall(r"#+", shape)
    groups = _groups(digits, [len(w) for w in wanted])
    fitted = []
    for group, hashes in zip(groups, wanted, strict=True):
        while len(group) < len(hashes):
            place = random.randrange(len(group))
            group = group[:place] + group[place] + group[place:]  # noqa: PLW2901
        while len(group) > len(hashes):
            place = random.randrange(len(group))
            group = group[:place] + group[place + 1 :]  # noqa: PLW2901
        fitted.append(group)
    left = iter(fitted)
    return re.sub(r"#+", lambda _: next(left), shape).replace("|", "\n")


def _groups(digits: str, lengths: list[int]) -> list[str]:
    """Cut nine digits where the shape's own groups lie, each with what belongs to it."""
    if len(lengths) == 3:
        return [digits[:3], digits[3:5], digits[5:]]
    if len(lengths) == 4:
        return [digits[:3], digits[3:5], digits[5:7], digits[7:]]
    if len(lengths) == 2:
        cut = 5 if lengths[0] == 5 else 3
        return [digits[:cut], digits[cut:]]
    return [digits]
