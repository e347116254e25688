"""An HTML page as a tree of plain elements, to compare what it says with a scenario."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sim.style.templates import typographic

INLINE = {"a", "b", "code", "em", "i", "small"}
VOID = {"meta", "img", "br", "hr", "input", "link"}

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""All that a page may load, by its Content-Security-Policy: what stands inside it."""


@dataclass
class Element:
    """One element with its attributes and what is inside, elements and text in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield this element and all below it."""
        yield self
        for part in self.inside:
            if isinstance(part, Element):
                yield from part.walk()

    def all(self, tag: str) -> list["Element"]:
        """Return the elements of this kind below, in order."""
        return [one for one in self.walk() if one.tag == tag and one is not self]

    def text(self, without: str = "") -> str:
        """Return the words inside, single spaces between them, leaving out elements of one kind."""
        return " ".join(self._words(without).split())

    def _words(self, without: str) -> str:
        parts = (
            part if isinstance(part, str) else "" if part.tag == without else part._words(without)
            for part in self.inside
        )
        words = "".join(parts)
        return words if self.tag in INLINE else f" {words} "

    def rows(self) -> list[list[str]]:
        """Return the words of each cell below, row by row."""
        return [
            [cell.text() for cell in row.walk() if cell.tag in ("th", "td")]
            for row in self.all("tr")
        ]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def parsed(html: str) -> Element:
    """Return a page as a tree; fails where an element is not closed in its place."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root]
    return builder.root


def check_self_contained(html: str) -> None:
    """Fail where a page holds a script, or asks for anything outside itself."""
    page = parsed(html)
    check_marks(page)
    assert html.startswith("<!doctype html>")
    assert [one.attributes["lang"] for one in page.all("html")] == ["en"]
    assert len(page.all("title")) == 1
    [head] = page.all("head")
    policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}
    assert policy in [one.attributes for one in head.all("meta")]
    names = {one.attributes["id"] for one in page.walk() if "id" in one.attributes}
    for one in page.walk():
        assert one.tag not in ("script", "link", "iframe", "object", "base", "form")
        for name, value in one.attributes.items():
            assert not name.startswith("on"), one
            if name in ("src", "href"):
                assert value.startswith("data:image/png;base64,") or value[1:] in names, value
                assert value.startswith(("data:", "#"))
            if name == "style":
                assert "url(" not in value
    for style in page.all("style"):
        assert not re.search(r"url\(|@import|<", style.text())


def check_marks(page: Element) -> None:
    """Fail where a page has a straight quotation mark or apostrophe that is part of no code."""
    for one in page.walk():
        said = [part for part in one.inside if isinstance(part, str)]
        said += [one.attributes.get(name, "") for name in ("alt", "aria-label", "title")]
        assert one.tag in ("code", "pre", "script", "style") or not set("".join(said)) & {*"\"'"}


def squeezed(text: str) -> str:
    """Return a text as `Element.text` returns it of a page: its marks typographic."""
    words: str = typographic(" ".join(text.split()))
    return words
