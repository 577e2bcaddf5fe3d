"""`tearline register`: the items that persons entered, as a list, a table in and a table or JSON out.

Promises: a table is taken whole or not at all, each row under the name of who takes it in; an export holds
all, withholds nothing, and stays at the desk.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tearline import config
from tearline.decisions import deciding, entering
from tearline.decisions.register import OF_REGISTER, Register
from tearline.editions.files import replace_file
from tearline.editions.registered import to_csv, to_json
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind
from tearline.store.collection import opened
from tearline.talk import Talk


def say(root: Path, talk: Talk) -> None:
    """List what is in the register, what is gathered under an item behind it."""
    with opened(root, write=False) as collection, deciding.open_log(collection) as log:
        register = Register.of(log.naming(*OF_REGISTER))
    for item in register.items():
        for one, under in ((item, ""), *((each, item.id) for each in register.gathered(item.id))):
            indent = "    under it: " if under else ""
            talk.datum(
                "item",
                f"{indent}{one.id}  {one.body.kind}: {one.title}",
                item=one.id,
                kind=one.body.kind,
                title=one.title,
                under=under,
                entered_by=one.body.actor.name,
                entered_at=one.body.at,
            )
    if not register.items():
        talk.say("Nothing was entered yet: `tearline register take FILE.csv`, or at the desk.")


def take(root: Path, file: Path, reason: str, talk: Talk) -> None:
    """Enter the rows of a table. UsageError: the file cannot be read, or a row is refused."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})", "Name a CSV file.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8", "Save it as CSV in UTF-8.") from None
    with opened(root) as collection, deciding.open_log(collection) as log:
        register = Register.of(log.naming(*OF_REGISTER))
        actor = Actor(ActorKind.PERSON, config.login(), "login")
        table = entering.of_csv(text, (reason, actor, deciding.now()), register)
        log.append(table.bodies)
    there = f"; {table.known} stood there already" if table.known else ""
    for body in table.bodies:
        talk.datum("entered", f"{body.item}  {body.kind}", item=body.item, kind=body.kind)
    talk.say(f"{len(table.bodies)} entered{there}.")


def export(root: Path, file: Path, talk: Talk) -> None:
    """Write the register to a file: a table, or JSON with every place where the name ends in .json."""
    with opened(root, write=False) as collection, deciding.open_log(collection) as log:
        register = Register.of(log.naming(*OF_REGISTER))

        def named(sha256: str) -> str:
            found = collection.names.get(sha256)
            return found.name if found is not None else ""

        as_json = file.suffix.casefold() == ".json"
        day = datetime.now(UTC).date()
        data = to_json(register, named, day) if as_json else to_csv(register, named)
    replace_file(file, data)
    talk.datum("export", f"Written to {file}: all of it, withheld from nobody.", path=str(file))
