"""Texts without pages: an interview typed up later, a scraped news page, a switchboard's log."""

from __future__ import annotations

from making.marked import plain
from making.plan import FAIRHAVEN, Planned

INTERVIEW = """\
FAIRHAVEN ARCHIVES - ORAL HISTORY OF THE HARBOR
Interview 27, recorded 6 October 1997, typed up 12 October 1997
Café of the Seamen’s Institute; noise of cups throughout

Q: You were at the tally office in March 1964?
A: I was the junior there. My number was 14 and my Social Security
   number {{ssn|962-37-0415}}, you can see I have kept everything.
Q: Who kept the book for berth 4?
A: That was {{name|Wystan Poole}}. He was born {{birth_date|30 January 1938}},
   the same day as my brother – that is how I know. He wrote a round hand.
Q: And the entry of the twelfth?
A: Not his. His sevens had a bar through them.
Q: Did anybody speak of a launch?
A: Everybody spoke of the launch. Nobody wrote it down.
Q: May a reader of this write to you?
A: He may try, at {{email|tally14@postbox.example}}, or ring me at home,
   {{phone|(632) 555-0188}}, but not before ten. My late wife
   used to say I had told it so often that I was there twice.
Q: Your brother’s card is clipped to yours. It says {{ssn#twin|962 37 0416}}.
A: That is how they gave them out to twins, one after the other.

[The tape ends here. The second reel is blank.]
"""

SCRAPED = """\
Skip to content
The Fairhaven Packet
Home | Harbor | Tides | Opinion | Crossword | Subscribe for 1.00 a week
ADVERTISEMENT

What the Tarn Street papers will, and will not, tell us
By Linnet Sorrel, harbor correspondent
Published 11 March 1998, 06:10. Updated 11 March 1998, 09:45

Thirty-four years to the night after the Tarn Street warehouse burned, the
Keeper of Fairhaven Archives said on Tuesday that the papers of the inquiry
would be opened “as soon as the numbers are out of them”.

The inquiry sat for two years and never published a report. Two men died.
The manager of the store, Hugo Plank, was questioned four times and charged
with nothing; he died in 1979.

“There are about four thousand pages,” the Keeper said. The Archives' own
list, seen by this newspaper, speaks of four thousand files. The Archives
did not answer a question about the difference before this page closed.

Some papers will stay shut. A deposition is under a court's seal, a letter
touches a grand jury, and one memorandum was made from tax returns. The law
treats the three differently, and so, the Keeper said, will the Archives.

Readers with memories of that night may write to the newsroom at
{{+email#office_mail|newsroom@fairhaven-packet.example}} or call {{+phone#office|(632) 555-0155}}.

Share this story: Mail | Print | Copy link
Related
- Tide tables for the week
- Pier 9 to become a skating rink, council hears
- Correction: a caption of Monday named the wrong lighthouse
Most read
1. Fog
2. More fog
We use cookies. By reading on you agree to our terms.
(c) The Fairhaven Packet. All rights reserved.
"""

SWITCHBOARD = """\
BUREAU OF HARBOR INQUIRY
SWITCHBOARD LOG (COPY TYPED 1971 FROM THE BOOK)
Night of 11 to 12 March 1964

2255  In.   Gate, Pier 9. Asks for duty officer. Not in his room.
2314  In.   Same. Rings off before answered.
2340  Out.  To a subscriber in Sail Lane, {{?phone#subscriber|(632) 555-0163}}. Eleven minutes.
0042  In.   Fire box, corner of Sail Lane.
0051  Out.  Engine house, on the direct line.
0110  In.   A woman. Says the coffee is getting cold. Will not give name.
0215  In.   Port Captain's office: a lighter has cleared berth 4.
0300  Board closed on the order of the duty officer.

Note of 1971: page of 10 March is wanting; it was cut out with a knife.
"""


def build() -> list[Planned]:
    """Return the three text files."""
    made = [
        Planned(f"{FAIRHAVEN}10013.txt", "An interview, as typed up", text=INTERVIEW),
        Planned(
            f"{FAIRHAVEN}10014.txt", "A news page, as scraped", text=SCRAPED, reviewer="T. Vale"
        ),
        Planned(
            f"{FAIRHAVEN}10015.txt",
            "The switchboard's log: one number is left open, so the record waits",
            text=SWITCHBOARD,
            ends="pending",
            by="phone: deferred until it is known whether the subscriber is living",
        ),
    ]
    for planned in made:
        planned.text, planned.text_items = plain(planned.text)
        planned.data = planned.text.encode()
    return made
