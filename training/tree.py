"""Trees: parsed pages for the naive converters, element by element."""

import codecs
import re
from collections.abc import Iterator

from lxml import etree

DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Labels that browsers decode as a larger encoding.
WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
SPACE = re.compile(r"[ \t\r\n\f]+")
IN_LINE = re.compile(r"[ \t\r\f]+")

UNSEEN = {"script", "style", "noscript", "template", "iframe", "noframes", "noembed"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol", "menu", "dir"}
CELLS = {"td", "th"}
SPACED = {"p", "dl", "figure", "blockquote", "pre"} | HEADINGS
BLOCKS = SPACED | LISTS | set(
    "address article aside body caption center dd details dialog div dt fieldset figcaption footer form header hgroup hr html "
    "legend li main nav optgroup option search section select summary table tbody textarea tfoot thead tr".split()
)


def decode(page: bytes) -> str:
    """The page's text: UTF-8 if its bytes are valid, else the declared encoding, else windows-1252."""
    for mark, encoding in MARKS:
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = DECLARED.search(page[:8192])
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else "cp1252"
        # A declaration that is readable as ASCII cannot be UTF-16.
        name = "utf-8" if name.startswith("utf-16") else WIDER.get(name, name)
        return page.decode(name, "replace")
    except (LookupError, UnicodeError):
        return page.decode("utf-8", "replace")


def parse(page: bytes) -> etree._Element | None:
    """The page's tree, at most 2,048 elements deep; None for a page without elements."""
    text = decode(page).replace("\0", "").encode("utf-8", "replace")
    try:
        return etree.fromstring(text, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.XMLSyntaxError:
        return None


def walk(root: etree._Element | None, unseen: set[str]) -> Iterator[tuple[str, object]]:
    """The page in document order: ("open", element), ("text", str), ("close", element)."""
    if root is None:
        return
    steps = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in steps:
        seen = event in ("start", "end") and element.tag not in unseen
        if event == "start":
            if seen:
                yield "open", element
                if element.text:
                    yield "text", element.text
            else:
                steps.skip_subtree()
            continue
        if seen:
            yield "close", element
        if element.tail:
            yield "text", element.tail


def title_of(root: etree._Element | None) -> list[str]:
    """The title in a list; empty if there is none."""
    title = SPACE.sub(" ", root.findtext(".//title") or "").strip() if root is not None else ""
    return [title] if title else []
