"""The catalog's tables and its numbered migrations.

The catalog can be rebuilt from the files and the reader versions at any time; decisions are not in it.
Keys are integers inside; hashes are attributes. Values of findings are kept only as keyed hashes.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

metadata = sa.MetaData()

file = sa.Table(
    "file",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False, server_default=""),
    sa.Column("pages", sa.Integer),  # NULL until the file has been surveyed
)

provenance = sa.Table(
    "provenance",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.UniqueConstraint("file_id", "path"),
)

record = sa.Table(
    "record",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "uid", sa.Text, nullable=False, unique=True
    ),  # random; seen outside only as a keyed hash
    sa.Column("name", sa.Text, nullable=False, unique=True),  # what the desk calls it
    sa.Column("title", sa.Text, nullable=False),  # what it would be called outside
)

record_number = sa.Table(
    "record_number",
    metadata,
    sa.Column("record_id", sa.ForeignKey("record.id"), nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.UniqueConstraint("record_id", "value", "kind", "source"),
)

record_file = sa.Table(
    "record_file",
    metadata,
    sa.Column("record_id", sa.ForeignKey("record.id"), nullable=False),
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.UniqueConstraint("record_id", "file_id"),
    sa.Index("record_file_by_file", "file_id"),
)

record_version = sa.Table(
    "record_version",
    metadata,
    sa.Column("record_id", sa.ForeignKey("record.id"), nullable=False),
    sa.Column("release", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.UniqueConstraint("record_id", "release"),
)

page = sa.Table(
    "page",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("version", sa.Text, nullable=False, server_default=""),  # the reader that read it
    sa.Column("blob", sa.Text, nullable=False, server_default=""),  # '' while unread or failed
    sa.Column("confidence", sa.Float),
    sa.Column("words", sa.Integer),
    sa.Column("source", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("file_id", "number"),
)

# The queue: work to do = units without a done-row for (input hash, stage, version).
stage = sa.Table(
    "stage",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # done or failed
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("message", sa.Text, nullable=False, server_default=""),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="1"),
    sa.Column("cpu_seconds", sa.Float, nullable=False, server_default="0"),
    sa.Column("blob", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("stage", "key", "version"),
)

finding = sa.Table(
    "finding",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
    sa.Column("areas", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("detector", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("value_key", sa.Text, nullable=False),
    sa.Index("finding_by_page", "file_id", "page"),
    sa.Index("finding_by_kind", "kind"),
    sa.Index("finding_by_value", "value_key"),
)

# What one page's text is, to be known again: the keyed hash of the text, and a signature of its
# letters that a photocopy shares ('' where it has too little text to be anything's copy).
page_text = sa.Table(
    "page_text",
    metadata,
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("text_key", sa.Text, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False, server_default=sa.text("x''")),
    sa.UniqueConstraint("file_id", "page"),
    sa.Index("page_text_by_key", "text_key"),
)

# Two texts that are readings of one page, and how much they share (0 to 1).
twin = sa.Table(
    "twin",
    metadata,
    sa.Column("text_key", sa.Text, nullable=False),
    sa.Column("other_key", sa.Text, nullable=False),
    sa.Column("likeness", sa.Float, nullable=False),
    sa.UniqueConstraint("text_key", "other_key"),
)

# Which unit of work a file's present results came from: lists and versions may come back, and then what
# was done once is no longer what stands there.
present = sa.Table(
    "present",
    metadata,
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.UniqueConstraint("file_id", "stage"),
)

# The record numbers and series that identification sheets name, each with its place.
sheet_field = sa.Table(
    "sheet_field",
    metadata,
    sa.Column("file_id", sa.ForeignKey("file.id"), nullable=False),
    sa.Column("page", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Index("sheet_field_by_file", "file_id"),
)


def _first(connection: sa.Connection) -> None:
    """Make every table there is; a catalog of version 1 has those of that day."""
    metadata.create_all(connection)


def _second(connection: sa.Connection) -> None:
    """Add what pages are known again by; pages read before that are read once more."""
    metadata.create_all(connection)
    connection.execute(sa.delete(stage).where(stage.c.stage == "read"))
    connection.execute(sa.update(page).values(version="", blob=""))


MIGRATIONS: tuple[Callable[[sa.Connection], None], ...] = (_first, _second)
"""Migration n brings a catalog of version n to version n + 1; never edited once released."""
