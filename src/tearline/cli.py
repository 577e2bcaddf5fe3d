"""The command line: one verb a stage, no logic. Exit codes and JSON lines are a contract."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from tearline import __version__
from tearline.errors import DiskFullError, ExitCode, TearlineError, UsageError
from tearline.talk import Progress, Talk

PATH = click.Path(path_type=Path)
ROOM = "Free some space and run the same command again: it goes on where it stopped."
REPORT = "This is a fault of Tearline: report it; TEARLINE_TRACE=1 shows where, and may show words."


class Failing(click.Group):
    """A group whose commands end with our exit codes and say the remedy."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own signature
        """Run; turn every exception of ours into its exit code."""
        kwargs["standalone_mode"] = False
        as_json = "--json" in sys.argv
        try:
            code = super().main(*args, **kwargs)
        except TearlineError as error:
            Talk(as_json=as_json).error(error)
            sys.exit(int(error.exit_code))
        except (KeyboardInterrupt, click.Abort):
            click.echo("tearline: interrupted; the same command again goes on", err=True)
            sys.exit(int(ExitCode.INTERRUPTED))
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.ClickException as error:
            if as_json:
                Talk(as_json=True).error(UsageError(error.format_message(), "See --help."))
            else:
                error.show()
            sys.exit(int(ExitCode.USAGE))
        except BrokenPipeError:
            # Whoever read us has gone (head -1); nothing more can be said.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(int(ExitCode.UNEXPECTED))
        except OSError as error:
            if error.errno == errno.ENOSPC:
                Talk(as_json=as_json).error(DiskFullError("no room left to write", ROOM))
                sys.exit(int(ExitCode.UNEXPECTED))
            where = f"{error.filename}: " if error.filename else ""
            failed = TearlineError(f"{where}{error.strerror or type(error).__name__}", "Mend that.")
            Talk(as_json=as_json).error(failed)
            sys.exit(int(ExitCode.UNEXPECTED))
        except Exception as error:
            if os.environ.get("TEARLINE_TRACE"):
                raise
            # Its text may quote a record: only what it is, and where.
            frames = traceback.extract_tb(error.__traceback__)
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            failed = TearlineError(f"{type(error).__name__} in {where}", REPORT)
            Talk(as_json=as_json).error(failed)
            sys.exit(int(ExitCode.UNEXPECTED))
        sys.exit(int(code) if isinstance(code, int) else 0)


@click.group(cls=Failing, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C", "collection", type=PATH, envvar="TEARLINE_COLLECTION", default=".", help="The collection."
)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context, collection: Path) -> None:
    """Tearline: a records desk. Records in, decisions by people, a verified release out."""
    context.obj = collection


as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
workers = click.option("--workers", type=click.IntRange(1), help="Processes at work.")
retry = click.option("--retry-failed", is_flag=True, help="Try again what failed before.")


@contextmanager
def _run(retry_failed: bool = False) -> Iterator[Any]:
    """Give a stage its progress and its way to be stopped."""
    from tearline import engine  # noqa: PLC0415 - a command loads what it needs
    from tearline.store.queue import Run  # noqa: PLC0415

    with Progress() as progress, engine.Stop() as stop:
        yield Run(report=progress, stop=stop, retry_failed=retry_failed)
        if stop.requested:
            raise KeyboardInterrupt


@main.command()
@click.argument("folder", type=PATH)
@click.option("--guide", default="foia", show_default=True, help="jfk, foia or a TOML file.")
@click.option("--name", default="", help="The collection's name.")
@as_json
def init(folder: Path, guide: str, name: str, as_json: bool) -> None:
    """Make a new collection in FOLDER."""
    from tearline import verbs  # noqa: PLC0415

    verbs.init(folder, guide, name, Talk(as_json=as_json))


@main.command()
@click.argument("paths", type=PATH, nargs=-1, required=True)
@workers
@as_json
@click.pass_obj
def add(root: Path, paths: tuple[Path, ...], workers: int | None, as_json: bool) -> int:
    """Take in files and folders."""
    from tearline import verbs  # noqa: PLC0415

    with _run() as run:
        return verbs.add(root, paths, run, Talk(as_json=as_json), workers)


@main.command()
@workers
@retry
@as_json
@click.pass_obj
def read(root: Path, workers: int | None, retry_failed: bool, as_json: bool) -> int:
    """Read every page that has not been read."""
    from tearline import verbs  # noqa: PLC0415

    with _run(retry_failed) as run:
        return verbs.read(root, run, Talk(as_json=as_json), workers)


@main.command()
@click.option("--terms-file", type=PATH, help="A term a line; kept with the collection.")
@click.option("--protected", type=PATH, help="CSV of protected people and sources; kept, 0600.")
@click.option("--people", type=PATH, help="CSV of people whose names may stand, and why.")
@click.option("--cryptonyms", type=PATH, help="CSV of cryptonyms, released or not.")
@click.option("--patterns", type=PATH, help="TOML of the desk's own patterns (RE2).")
@workers
@as_json
@click.pass_obj
def find(root: Path, /, workers: int | None, as_json: bool, **lists: Path | None) -> int:
    """Search every page for what may have to be withheld, and for what has been withheld elsewhere."""
    from tearline import verbs  # noqa: PLC0415

    with _run() as run:
        return verbs.find(root, lists, run, Talk(as_json=as_json), workers)


@main.command()
@as_json
@click.pass_obj
def propose(root: Path, as_json: bool) -> None:
    """Count what the guide proposes, by kind and tier."""
    from tearline import looking  # noqa: PLC0415

    looking.propose(root, Talk(as_json=as_json))


@main.command()
@click.option("--record", default="", help="A record's name, number or alias.")
@click.option("--page", type=int, default=0, help="A page of that record's file.")
@click.option("--kind", default="", help="A kind, or a family of kinds (hold).")
@click.option("--undecided", is_flag=True, help="Only what somebody must still decide.")
@as_json
@click.pass_obj
def findings(root: Path, record: str, page: int, kind: str, undecided: bool, as_json: bool) -> None:
    """List findings with what the guide proposes and what was decided; never a value."""
    from tearline import looking  # noqa: PLC0415

    looking.findings(root, record, page, kind, undecided, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@click.argument("number", type=int)
@as_json
@click.pass_obj
def page(root: Path, record: str, number: int, as_json: bool) -> None:
    """Show page NUMBER of RECORD as it was read."""
    from tearline import looking  # noqa: PLC0415

    looking.page(root, record, number, Talk(as_json=as_json))


@main.command()
@click.argument("finding", nargs=-1)
@click.option("--record", default="", help="All findings of a record.")
@click.option("--page", type=int, default=0, help="Of a page of its file.")
@click.option("--kind", default="", help="Of a kind.")
@click.option("--whole-page", is_flag=True, help="The page itself, having looked at it.")
@click.option("--proposals-above", type=float, help="Withhold what the guide proposes, by score.")
@click.option("--verdict", type=click.Choice(["release", "withhold", "defer", "refer", "consult"]))
@click.option("--code", "codes", multiple=True, help="The exemption; the guide's own by default.")
@click.option("--reason", default="", help="Why; a sentence for the log.")
@click.option("--not-personal", is_flag=True, help="It is no such number: the detector was wrong.")
@click.option("--as", "actor", default="", help="Who decides; the login by default.")
@as_json
@click.pass_obj
def decide(root: Path, /, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's
    """Decide findings: by id, by a query, or all the guide's proposals above a score."""
    from tearline import verbs  # noqa: PLC0415

    verbs.decide(root, asked, Talk(as_json=as_json))


@main.command()
@click.argument("finding")
@click.option("--basis", required=True, help="The law and the paper it rests on; it is published.")
@as_json
@click.pass_obj
def override(root: Path, finding: str, basis: str, as_json: bool) -> int:
    """Sign that a personal number goes out: two people must, each from a login of their own."""
    from tearline import verbs  # noqa: PLC0415

    return verbs.override(root, finding, basis, Talk(as_json=as_json))


@main.command()
@click.argument("finding")
@click.option("--crop", type=PATH, help="Write the picture around it to this PNG file.")
@click.option("--show", is_flag=True, help="Show personal values; they are masked otherwise.")
@as_json
@click.pass_obj
def explain(root: Path, finding: str, crop: Path | None, show: bool, as_json: bool) -> None:
    """Say of one finding: the words, the rule, the score, what was decided, the same value elsewhere."""
    from tearline import explaining  # noqa: PLC0415

    explaining.explain(root, finding, crop, show, Talk(as_json=as_json))


@main.command("import-decisions")
@click.argument("file", type=PATH)
@as_json
@click.pass_obj
def import_decisions(root: Path, file: Path, as_json: bool) -> None:
    """Append the decisions, holds and instruments of a JSON Lines file."""
    from tearline import verbs  # noqa: PLC0415

    verbs.import_decisions(root, file, Talk(as_json=as_json))


@main.command()
@click.argument("record")
@click.argument("name")
@as_json
@click.pass_obj
def rename(root: Path, record: str, name: str, as_json: bool) -> None:
    """Call RECORD by another NAME: names of records are published."""
    from tearline import verbs  # noqa: PLC0415

    verbs.rename(root, record, name, Talk(as_json=as_json))


@main.command()
@as_json
@click.pass_obj
def status(root: Path, as_json: bool) -> int:
    """Say of each record whether it may go out, and if not, why."""
    from tearline import looking  # noqa: PLC0415

    return looking.status(root, Talk(as_json=as_json))


@main.group()
def log() -> None:
    """Look after the decision log."""


@log.command("verify")
@as_json
@click.pass_obj
def log_verify(root: Path, as_json: bool) -> None:
    """Follow the log's chain from its first entry to its last."""
    from tearline import looking  # noqa: PLC0415

    looking.log_verify(root, Talk(as_json=as_json))


@log.command("export")
@click.argument("file", type=PATH)
@as_json
@click.pass_obj
def log_export(root: Path, file: Path, as_json: bool) -> None:
    """Write the log as JSON Lines to FILE."""
    from tearline import looking  # noqa: PLC0415

    looking.log_export(root, file, Talk(as_json=as_json))


@main.command()
@as_json
def doctor(as_json: bool) -> int:
    """Say what this machine has and what of it is missing."""
    from tearline import checkup  # noqa: PLC0415

    return checkup.doctor(Talk(as_json=as_json))


@main.command()
@click.option("--audience", default="public", show_default=True)
@click.option("--date", required=True, help="The release date, YYYY-MM-DD, as a person sets it.")
@click.option("--to", "out", type=PATH, required=True, help="The release's folder.")
@click.option("--full", is_flag=True, help="The verifier reads every page again.")
@workers
@as_json
@click.pass_obj
def build(
    root: Path, audience: str, date: str, out: Path, full: bool, workers: int | None, as_json: bool
) -> int:
    """Build a release, have it verified by another program, and publish it when clean."""
    from tearline import verbs  # noqa: PLC0415

    with _run() as run:
        return verbs.build(root, audience, date, out, full, run, Talk(as_json=as_json), workers)


@main.command()
@click.argument("paths", type=PATH, nargs=-1, required=True)
@click.option("--to", "out", type=PATH, required=True, help="The draft's folder.")
@click.option("--guide", default="foia", show_default=True)
@click.option("--terms-file", type=PATH, help="A term a line.")
@click.option("--date", default="", help="The date on the draft; today by default.")
@workers
@as_json
def draft(paths: tuple[Path, ...], as_json: bool, **asked: Any) -> int:  # noqa: ANN401
    """Do all that needs no person: editions marked DRAFT, never a release."""
    from tearline import drafting  # noqa: PLC0415

    with _run() as run:
        return drafting.draft(paths, asked, run, Talk(as_json=as_json))


@main.command()
@click.argument("file", type=PATH)
@click.option("--guide", default="foia", show_default=True)
@click.option("--terms-file", type=PATH, help="A term a line.")
@as_json
def look(file: Path, guide: str, terms_file: Path | None, as_json: bool) -> int:
    """Read one file, find and explain, in a collection that is thrown away."""
    from tearline import drafting  # noqa: PLC0415

    with _run() as run:
        return drafting.look(file, guide, terms_file, run, Talk(as_json=as_json))


@main.command()
@click.argument("out", type=PATH)
@click.option("--against", help="A JSON Lines file of withheld places and terms; - for stdin.")
@click.option("--full", is_flag=True, help="Read every page again.")
@as_json
def verify(out: Path, against: str | None, full: bool, as_json: bool) -> None:
    """Verify a release with the independent verifier."""
    command = [sys.executable, "-m", "tearline_verify", str(out)]
    command += ["--against", against] if against else []
    command += ["--full"] if full else []
    command += ["--json"] if as_json else []
    os.execv(sys.executable, command)  # noqa: S606 - our own verifier, no shell
