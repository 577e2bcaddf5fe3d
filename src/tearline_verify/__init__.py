"""The verifier: a second program that looks at what is about to be published, and can say no.

Promises: shares no code with the rest of Tearline and imports nothing of it; looks at released
bytes alone; blocks on any leak, any disagreement between two ways of reading the same bytes, and any
probe that could not run. Withheld values reach it through a pipe and leave it only as masks.

Does not judge whether the right things were withheld. ``docs/verification.md`` says what else it
does not check.
"""
