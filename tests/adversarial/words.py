"""The words of the corpus: ordinary sentences that must survive, and names that nobody bears.

Promises: the same seed gives the same words; a name is one capitalised word of ten letters that
stands in no sentence here; a number is no social security number (9xx, and the group is 00).
Does not promise that no person on earth is called so.
"""

import random

SENTENCES = (
    "The committee met on Monday morning in the library.",
    "Seven members were present and the minutes were read.",
    "The treasurer reported that the roof had been mended.",
    "A letter from the museum was opened and answered.",
    "Spring planting will begin when the weather allows.",
    "The bridge across the river needs another inspection.",
    "Two carpenters offered to repair the wooden benches.",
    "Visitors from the harbour asked about the old maps.",
    "The school garden gave plenty of cabbage this autumn.",
    "Nobody objected to the change of the closing hours.",
    "The kitchen received a larger stove in November.",
    "Several windows on the northern wall remain broken.",
    "The orchestra thanked the village for its patience.",
    "Water pressure was measured again and found steady.",
    "Copies of the budget were handed to every member.",
    "The railway station will close early during winter.",
    "A second painter was chosen for the market square.",
    "Farmers brought apples, honey and candles to town.",
    "The doctor explained how the blankets are washed.",
    "An umbrella and a yellow basket were left behind.",
    "The telegraph office sent nothing until Thursday.",
    "Every lantern in the tunnel was replaced by hand.",
    "The gardener planted forty trees along the canal.",
    "Music lessons continue on Wednesday in the chapel.",
    "The printer delivered posters for the summer fair.",
    "Children carried water and bread to the workers.",
    "The captain praised the quiet crew of the ferry.",
    "Heavy rain delayed the opening of the theatre.",
    "The baker promised fresh bread before sunrise.",
    "Older chairs were given to the hospital kitchen.",
)
TITLES = (
    "NOTES OF THE VILLAGE COMMITTEE",
    "REPORT OF THE GARDEN SOCIETY",
    "MEMORANDUM ON PUBLIC WORKS",
    "LETTER TO THE TOWN LIBRARY",
)
# Letters that Tesseract tells apart; consonant and vowel take turns, so no two letters grow into one.
_CONSONANTS, _VOWELS, _ENDS = "bdgkmnprstvxz", "aeou", "kptxsn"


def name(rng: random.Random, *, isogram: bool = False) -> str:
    """Return a word like a surname; with ``isogram`` no letter stands in it twice."""
    while True:
        made = "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(4))
        made = made[:2] + rng.choice(_ENDS) + made[2:] + rng.choice(_ENDS)
        if not isogram or len(set(made)) == len(made):
            return made.capitalize()


def number(rng: random.Random) -> str:
    """Return a number in the shape of a social security number that can never be one."""
    return f"9{rng.randrange(10, 99)}-00-{rng.randrange(1000, 9999)}"


def sentences(rng: random.Random, count: int) -> tuple[str, list[str]]:
    """Return a title and ``count`` sentences, none twice."""
    return rng.choice(TITLES), rng.sample(SENTENCES, count)


def survivors(lines: list[str], least: int = 5) -> list[str]:
    """Return up to 16 different words of ``lines`` of at least ``least`` letters."""
    found: list[str] = []
    for line in lines:
        for word in line.replace(",", " ").replace(".", " ").split():
            if len(word) >= least and word.isalpha() and word not in found:
                found.append(word)
    return found[:16]
