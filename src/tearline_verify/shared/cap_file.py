"""A CAP alert: its elements and their texts, and everything else that an XML file can hold.

Promises: text, attributes, comments and instructions are all given; a file with a document type (and
so with entities of its own) is refused. Raises ``ValueError`` where it is no XML. Does not validate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from tearline_verify.shared.known import field_name


@dataclass(slots=True)
class Element:
    """One element: its name without the namespace, its own text, and its attributes' texts."""

    name: str
    text: str = ""
    attributes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Alert:
    """One file: its elements in order, its comments and instructions, its namespaces."""

    elements: list[Element] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)

    def of(self, *names: str) -> Iterator[Element]:
        """Yield the elements of one of these names."""
        return (one for one in self.elements if one.name in names)


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


def parse(raw: bytes) -> Alert:
    """Parse one file."""
    found, open_now = Alert(), list[Element]()
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        one = Element(local, "", [*attributes.values(), *attributes])
        if space and space != "urn:oasis:names:tc:emergency:cap:1.2":
            one.attributes.append(space)
        found.elements.append(one)
        open_now.append(one)

    def end(_: str) -> None:
        open_now.pop()

    def text(data: str) -> None:
        open_now[-1].text += data

    def instruction(target: str, data: str) -> None:
        found.asides.append(f"{target} {data}")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.CommentHandler = found.asides.append
    parser.ProcessingInstructionHandler = instruction
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError:
        raise ValueError("not XML") from None
    return found


def texts(alert: Alert) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for everything in the file that is text."""
    for one in alert.elements:
        yield "an element's name", one.name
        place = field_name(one.name)
        if one.text.strip():
            yield place, one.text
        for attribute in one.attributes:
            yield f"{place}, an attribute", attribute
    for aside in alert.asides:
        yield "a comment", aside
    # Text may be broken by elements of its own: once more, as it would be read in one.
    yield "the whole text", " ".join(one.text for one in alert.elements)
