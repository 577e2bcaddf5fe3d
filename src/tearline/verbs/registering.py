"""`tearline register`: the items that persons entered, as a list, a table in and a table or JSON out.

Promises: a table is taken whole or not at all, each row under the name of who takes it in; an export holds
all, withholds nothing, and stays at the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tearline import config
from tearline.decisions import deciding, entering, pointing
from tearline.decisions.candidates import candidates
from tearline.decisions.pairing import beginnings_of
from tearline.decisions.register import OF_REGISTER, Register
from tearline.decisions.told import title_of
from tearline.editions.files import replace_file
from tearline.editions.registered import to_csv, to_json
from tearline.errors import UsageError
from tearline.findings import accounts
from tearline.findings.particulars import Candidate
from tearline.model.decision import Actor, ActorKind
from tearline.model.register import Kind, Standing
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.talk import Progress, Talk
from tearline.verbs.reported import register_of


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


def say_candidates(root: Path, record: str, kind: str, talk: Talk) -> None:
    """List what a page of reporting says that may be entered, and what was answered."""
    with opened(root) as collection:
        register = register_of(collection)
        for number, one in _numbered(collection, register, record, kind):
            item = register.answering(one.id)
            state = item.body.standing if item is not None else "open"
            title = title_of(one.kind, one.particulars)
            talk.datum(
                "candidate",
                f"{number:>3}  {one.kind.value}: {title}  ({round(one.sure * 100)} of 100; {state})",
                number=number,
                candidate=one.id,
                kind=one.kind.value,
                title=title,
                sure=one.sure,
                why=one.why,
                state=state,
            )


def accept(root: Path, record: str, numbers: tuple[int, ...], reason: str, talk: Talk) -> None:
    """Accept candidates of a page by the numbers that ``candidates`` shows. UsageError: there is none."""
    with opened(root) as collection, deciding.open_log(collection) as log:
        register = register_of(collection)
        known = dict(_numbered(collection, register, record, ""))
        actor = Actor(ActorKind.PERSON, config.login(), "login")
        bodies = []
        for number in dict.fromkeys(numbers):
            if number not in known:
                raise UsageError(
                    f"{record} has no candidate {number}",
                    f"`tearline register candidates {record}`",
                )
            one = known[number]
            before = register.answering(one.id)
            bodies.append(
                entering.answered(
                    *(register, one.id, one.kind, one.particulars, Standing.ACCEPTED),
                    (reason, actor, deciding.now()),
                    before.seq if before is not None else 0,
                )
            )
        log.append(bodies)
    for body in bodies:
        title = title_of(Kind(body.kind), body.particulars)
        talk.datum("entered", f"{body.item}  {body.kind}: {title}", item=body.item, kind=body.kind)


def _numbered(
    collection: Collection, register: Register, record: str, kind: str
) -> Iterator[tuple[int, Candidate]]:
    """Yield a page's candidates with their numbers, those of one kind where it is given."""
    number, name = pointing.resolve(collection, record)
    texts = {row.id for row in accounts.pages_of(collection)}
    row = next((one for one in collection.catalog.files_of(number) if one.id in texts), None)
    if row is None:
        raise UsageError(f"{name} is no page of reporting", "Text files are.")

    def told(sha256: str) -> tuple[accounts.Beginning, ...]:
        return beginnings_of(register, sha256)

    with Progress() as progress:
        accounts.account_all(collection, Run(report=progress), told, [row])
    account = accounts.kept(collection, row, told)
    if account is None:
        raise UsageError(f"{name} could not be read", "`tearline doctor` tells what is missing.")
    source = accounts.source_of(collection, row, account)
    for at, one in enumerate(candidates(row.sha256, source, account), 1):
        if kind in ("", one.kind.value):
            yield at, one


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
