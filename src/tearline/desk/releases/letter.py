"""The letter that goes with a release, from the index's numbers; the office's own words where it has them.

Promises: every number in a letter is the index's; a name in ``letter.txt`` that stands for nothing is told,
never left in or out. The appeal notice is the office's: where ``appeal.txt`` is missing the letter says so in
capitals, so that it is not sent like that. Nothing here is signed or sent.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from string import Template

from tearline.desk.releases.vaughn import Index
from tearline.desk.releases.vaughn_files import NOW
from tearline.desk.shown import counted
from tearline.editions.lines import COLUMNS
from tearline.errors import UsageError

LETTER, APPEAL = "letter.txt", "appeal.txt"
NO_APPEAL = "[THE OFFICE'S APPEAL NOTICE BELONGS HERE: WRITE IT IN appeal.txt]"
LONGEST = 64_000  # characters of a template

STANDARD = """$date

This is our answer$draft.

  Records named in it: $records
  Records released in full: $released_in_full
  Records released in part: $released_in_part
  Places withheld in them: $redactions
  Records withheld in full: $withheld_in_full
  Records held until an instrument of their kind is given: $held
  Records still in review: $pending
  Records withdrawn: $withdrawn
  Records found to be no answer to the request, and not listed: $not_responsive
  Records on which another body was asked and has not answered: $referred
  Pages released: $pages

What is withheld is withheld under:

$exemptions

An index of every place that is withheld, with its exemption and the reason, goes with this letter. Whatever
could be segregated from it is released.

$appeal
"""

_IF_ANY = (
    "  Records withheld in full",
    "  Records held",
    "  Records still",
    "  Records withdrawn",
    "  Records found",
    "  Records on which",
)
"""What the standard letter says only where there is some."""


def letter(index: Index, root: Path) -> str:
    """Return the letter of an index, by the collection's own template where it has one.

    UsageError: the template, or the appeal notice, cannot be read or names what is not known.
    """
    own = _own(root / LETTER)
    appeal = _own(root / APPEAL)
    values = {
        **{name: f"{count:,}" for name, count in index.counts.items()},
        "referred": f"{index.referred:,}",
        "not_responsive": f"{index.not_responsive:,}",
        "date": index.date,
        "audience": index.audience,
        "guide": index.guide,
        "exemptions": _exemptions(index),
        "appeal": NO_APPEAL if appeal is None else appeal.strip(),
        "draft": "" if index.release else f" ({NOW})",
    }
    try:
        told = Template(STANDARD if own is None else own).substitute(values)
    except KeyError as error:
        raise UsageError(
            f"{LETTER} names ${error.args[0]}, which is not known",
            f"It may name {', '.join('$' + name for name in sorted(values))}.",
        ) from None
    except ValueError:
        raise UsageError(
            f"{LETTER} has a $ that stands before no name", "Write $$ for a dollar."
        ) from None
    lines = told.splitlines()
    if own is None:  # a guide may let no number be told: a 0 would say that there is none
        lines = [line for line in lines if not (line.startswith(_IF_ANY) and line.endswith(": 0"))]
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _wrapped(line: str) -> str:
    if len(line) <= COLUMNS:
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return "\n".join(
        textwrap.wrap(line.strip(), COLUMNS, initial_indent=indent, subsequent_indent=f"{indent}  ")
    )


def _exemptions(index: Index) -> str:
    """Return each exemption with its title, authority and how many places and records it stands on."""
    whole = {
        code: sum(code in row.codes for row in index.rows if not row.page) for code in index.titles
    }
    lines = []
    for code, (title, authority) in index.titles.items():
        places = index.by_code.get(code, 0)
        told = [counted(places, "place")] if places else []
        told += [counted(whole[code], "whole record")] if whole[code] else []
        lines.append(f"  {code}  {title} ({authority}): {', '.join(told)}")
    return "\n".join(lines) or "  nothing"


def _own(path: Path) -> str | None:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = type(error).__name__
        raise UsageError(f"{path.name} cannot be read ({why})", "Save it as UTF-8 text.") from None
    if len(text) > LONGEST:
        raise UsageError(f"{path.name} is too long", f"At most {LONGEST:,} characters.")
    return text
