"""Layout: a page as in a text browser, with indented lists, aligned tables and margins."""

import textwrap
from dataclasses import dataclass, field

from lxml import etree

from fragments import number
from tree import BLOCKS, CELLS, IN_LINE, LISTS, SPACE, SPACED, UNSEEN, title_of, walk

MAX_INDENT = 32
MAX_TABLE = 120


@dataclass(frozen=True)
class Style:
    """The layout options of one page. `width` is None if paragraphs are not wrapped; `hides`: drop elements marked as hidden."""

    width: int | None
    bullet: str
    base: str
    title: bool
    images: bool
    links: bool
    addresses: bool
    hides: bool

    @classmethod
    def of(cls, seed: str) -> "Style":
        wraps = number(seed + "wraps", 3) == 0
        return cls(
            width=72 + number(seed + "width", 9) if wraps else None,
            bullet=["* ", "* ", "* ", "- ", "• ", "+ "][number(seed + "bullet", 6)],
            base="   " if wraps and number(seed + "base", 3) == 0 else "",
            title=number(seed + "title", 4) == 0,
            images=number(seed + "images", 4) == 0,
            links=number(seed + "links", 5) == 0,
            addresses=number(seed + "addresses", 2) == 0,
            hides=number(seed + "hides", 3) == 0,
        )


@dataclass
class Canvas:
    """A vertical stack of lines: a page, or a table cell."""

    width: int | None
    indent: str = ""
    bullet: str = ""
    margin: int = 0
    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def space(self, n_lines: int) -> None:
        """Requires at least this number of blank lines before the next line."""
        self.margin = max(self.margin, n_lines)

    def put(self, lines: list[str]) -> None:
        """Adds the lines of one block with the margin; the first line gets the bullet."""
        if not lines:
            return
        if self.lines:
            self.lines.extend([""] * self.margin)
        first = self.indent[: len(self.indent) - len(self.bullet)] + self.bullet
        for k, line in enumerate(lines):
            self.lines.append(((self.indent if k else first) + line).rstrip())
        self.margin, self.bullet = 0, ""

    def flush(self, verbatim=False) -> None:
        """Ends the current block."""
        if not self.pieces:
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        if verbatim:
            written = [line.rstrip() for line in text.strip("\n").split("\n")]
            self.put(written if any(written) else [])
            return
        written = []
        for line in text.split("\n"):
            line = IN_LINE.sub(" ", line).strip()
            room = max(20, (self.width or 0) - len(self.indent))
            if self.width and len(line) > room:
                written += textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False)
            elif line:
                written.append(line)
        self.put(written)


class Layout:
    """Lays out a page like a text browser, element by element."""

    def __init__(self, style: Style):
        self.style = style
        self.canvases = [Canvas(style.width, style.base)]
        # The rows of each open table, and the number of the last item of each open list.
        self.tables: list[list[list[list[str]]]] = []
        self.items: list[int | None] = []
        self.indents: list[str] = []
        self.hidden = 0
        self.verbatim = 0
        self.addresses: list[str] = []

    @property
    def canvas(self) -> Canvas:
        return self.canvases[-1]

    def text(self, text: str) -> None:
        if not self.hidden:
            self.canvas.pieces.append(text if self.verbatim else SPACE.sub(" ", text))

    def open(self, element: etree._Element) -> None:
        tag = element.tag
        if self.hidden or (self.style.hides and is_hidden(element)):
            self.hidden += 1
            return
        if tag in BLOCKS or tag in CELLS:
            self.canvas.flush(self.verbatim > 0)
            self.canvas.space(self.margin(tag))
        self.indents.append(self.canvas.indent)
        if tag in LISTS:
            self.items.append(0 if tag == "ol" else None)
            self.indent(2)
        elif tag == "li":
            self.open_item()
        elif tag in ("blockquote", "dd"):
            self.indent(4)
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in CELLS and self.tables:
            self.canvases.append(Canvas(self.style.width))
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "hr" and self.style.width:
            self.canvas.put(["_" * (self.style.width - len(self.canvas.indent))])
        elif tag in ("br", "img", "a"):
            self.open_inline(element)

    def margin(self, tag: str) -> int:
        """The blank lines around an element: none around a list in a list or a table in a table."""
        outermost = (tag in LISTS and not self.items) or (tag == "table" and not self.tables)
        return int(tag in SPACED or outermost)

    def open_item(self) -> None:
        bullet = self.style.bullet
        if self.items and self.items[-1] is not None:
            self.items[-1] += 1
            bullet = f"{self.items[-1]}. "
        self.indent(len(bullet))
        self.canvas.bullet = bullet

    def open_inline(self, element: etree._Element) -> None:
        alt = SPACE.sub(" ", element.get("alt") or "").strip()
        address = SPACE.sub("", element.get("href") or "")
        if element.tag == "br":
            self.canvas.pieces.append("\n")
        elif element.tag == "img" and alt and self.style.images:
            self.canvas.pieces.append(f"[Image: {alt}]")
        elif element.tag == "a" and address and self.style.links:
            self.addresses.append(address)
            self.canvas.pieces.append(f"[{len(self.addresses)}]")

    def indent(self, n_columns: int) -> None:
        # The indent has at most MAX_INDENT columns; the last ones are always free for the bullet.
        indent = self.canvas.indent[: MAX_INDENT - n_columns]
        self.canvas.indent = indent + " " * n_columns

    def close(self, element: etree._Element) -> None:
        tag = element.tag
        if self.hidden:
            self.hidden -= 1
            return
        if tag in BLOCKS or tag in CELLS:
            self.canvas.flush(self.verbatim > 0)
        if tag in CELLS and self.tables:
            lines = self.canvases.pop().lines
            rows = self.tables[-1]
            if not rows:
                rows.append([])
            rows[-1].append(lines)
        self.canvas.indent = self.indents.pop()
        if tag in LISTS:
            self.items.pop()
        elif tag == "li":
            self.canvas.bullet = ""
        elif tag == "table":
            for block in table_lines(self.tables.pop(), self.style.width or MAX_TABLE):
                self.canvas.put(block)
        elif tag == "pre":
            self.verbatim -= 1
        self.canvas.space(self.margin(tag))


def is_hidden(element: etree._Element) -> bool:
    """Whether the element is marked as hidden."""
    style = element.get("style")
    return "hidden" in element.attrib or bool(style) and "display:none" in SPACE.sub("", style).lower()


def table_lines(rows: list[list[list[str]]], room: int) -> list[list[str]]:
    """The lines of a table: columns side by side if they fit, else cells one below the other."""
    rows = [row for row in rows if any(row)]
    widths = [0] * max((len(row) for row in rows), default=0)
    for row in rows:
        for k, cell in enumerate(row):
            widths[k] = max(widths[k], max(map(len, cell), default=0))
    if sum(widths) + 2 * len(widths) > room:
        return [cell for row in rows for cell in row]
    blocks = []
    for row in rows:
        height = max(map(len, row))
        parts = [[cell[y] if y < len(cell) else "" for cell in row] for y in range(height)]
        blocks.append(["  ".join(part.ljust(width) for part, width in zip(line, widths)).rstrip() for line in parts])
    return blocks


def layout(root: etree._Element | None, seed: str) -> str:
    """Indented lists, aligned tables, margins; in some pages wrapped, with markers for images and links."""
    style = Style.of(seed)
    page = Layout(style)
    if style.title and (title := title_of(root)):
        page.canvas.put(title)
        page.canvas.space(1)
    for kind, what in walk(root, UNSEEN | {"title"}):
        {"open": page.open, "text": page.text, "close": page.close}[kind](what)
    page.canvas.flush()
    if style.addresses and page.addresses:
        page.canvas.put(["", "References", ""] + [f"{k:4}. {address}" for k, address in enumerate(page.addresses, 1)])
    return "\n".join(page.canvas.lines)
