"""What every command has: exit codes with a remedy, its common options, its progress.

Promises: an exception of ours ends as its exit code and its remedy; any other tells where it happened,
never its text, which may quote a record. ``-C DIR`` stands before a command's name or behind it.
"""

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

from tearline.cli.queries import collection_behind, query_told_apart
from tearline.errors import DiskFullError, ExitCode, TearlineError, UsageError
from tearline.talk import Progress, Talk

PATH = click.Path(path_type=Path)
ROOM = "Free some space and run the same command again: it goes on where it stopped."
REPORT = "This is a fault of Tearline: report it; TEARLINE_TRACE=1 shows more, and may show words."
SYSTEM = "See that the file or folder is there, may be used by you, and its disk works; then again."
MEMORY = "Close other programs, or give it less at a time (fewer --workers, fewer files)."


class Failing(click.Group):
    """A group whose commands end with our exit codes and say the remedy."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; take ``-C DIR`` from behind its name, and part a query from options."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            rest, places = collection_behind(command, rest)
            for place in places:
                _take_place(ctx, place)
            rest = query_told_apart(command, rest)
        return name, command, rest

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
            said = error.strerror or "the system cannot do that, and says no more"
            failed = TearlineError(f"{where}{said}", SYSTEM)
            Talk(as_json=as_json).error(failed)
            sys.exit(int(ExitCode.UNEXPECTED))
        except MemoryError:
            Talk(as_json=as_json).error(TearlineError("there is too little memory", MEMORY))
            sys.exit(int(ExitCode.UNEXPECTED))
        except Exception as error:
            if os.environ.get("TEARLINE_TRACE"):
                raise
            # Its text may quote a record: only where it happened.
            frames = traceback.extract_tb(error.__traceback__)
            where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            failed = TearlineError(f"something that was not foreseen happened at {where}", REPORT)
            Talk(as_json=as_json).error(failed)
            sys.exit(int(ExitCode.UNEXPECTED))
        sys.exit(int(code) if isinstance(code, int) else 0)


def _take_place(ctx: click.Context, place: str) -> None:
    """Take the collection that was named behind a command. UsageError: another was named before."""
    before = ctx.params.get("collection")
    given = ctx.get_parameter_source("collection") is click.core.ParameterSource.COMMANDLINE
    if given and before != Path(place):
        why = f"two collections are named: -C {before} and -C {place}"
        raise UsageError(why, "Name one; -C may stand before the command's name or behind it.")
    ctx.params["collection"] = ctx.obj = Path(place)


as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
workers = click.option("--workers", type=click.IntRange(1), help="Processes at work.")
retry = click.option("--retry-failed", is_flag=True, help="Try again what failed before.")


@contextmanager
def running(retry_failed: bool = False) -> Iterator[Any]:
    """Give a stage its progress and its way to be stopped."""
    from tearline import engine  # noqa: PLC0415 - a command loads what it needs
    from tearline.store.queue import Run  # noqa: PLC0415

    with Progress() as progress, engine.Stop() as stop:
        yield Run(report=progress, stop=stop, retry_failed=retry_failed)
        if stop.requested:
            raise KeyboardInterrupt
