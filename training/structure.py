#!/usr/bin/env python3
"""Structure: recall and precision of the source's elements in Markdown, by kind.

    structure.py CORPUS_DIR... [--dehusk BINARY] [--model FILE] [--pages N] [--show KIND] [-- FLAGS FOR `dehusk batch`]

Needs markdown-it-py (4.3.0) and mdit-py-plugins (0.7.0) in addition to `requirements.txt`. One process; dehusk uses all cores.

**Elements.** The source is parsed with lxml, the Markdown (`--links --images`) as CommonMark with tables, footnotes and dollar
formulas. Both become a text with elements over it. An element has a kind, a range and a key. The key is the element's words,
case-folded and in Unicode compatibility form, except:

| kind | key |
|---|---|
| heading level | the level and the words |
| list item, nested item | the words without those of the lists in it; nested items are also list items |
| code line | the line with its indentation, without trailing spaces; lines without text are ignored |
| code language | the declared language, in lower case, and the words of the block |
| inline code | its characters, with white space collapsed |
| link | the words, and the last part of the URL with its query |
| image | the last part of the URL; any URL of the element matches, except placeholders |
| footnote reference | its label and the two words before it |
| formula | its TeX without spaces; for MathML without TeX, its characters |

Words of footnote references, line numbers, permalinks and wiki edit links belong to no element.

**Inside the truth.** The words of a text are aligned with the truth's (`labels.py`). An element is inside if 80% of its words are
matched in one place, with gaps of at most half as many words. An element of up to three words must also have an adjacent matched word; one
of four or more may also occur verbatim in an unaligned part of the truth. The lines and the language of code follow their
block. Elements without words in the truth (images, formulas, references, code of signs only) are inside if half of the six
words on one side are matched; for a figure, the words outside of it.

**Matching.** Multisets by page and kind; equal keys match first. Then the remaining items, cells, quotes and code blocks of
six or more words match if the F1 of their word multisets is >= .9, and formulas if their letters and digits are equal.

- Recall: the share of the counted source elements inside the truth that the Markdown has, anywhere.
- Precision: the share of the Markdown elements inside the truth that the source has as such an element, anywhere (for
  images, inside the truth). Markdown elements outside of the truth are ignored.
- Of all: the share of all Markdown elements that the source has inside the truth. This also penalises kept boilerplate.

Some source elements are accepted in the Markdown, but not counted: elements that Markdown cannot contain (code, lists, headings and
quotes in cells, links around blocks), elements with several valid forms (`summary` as heading; `dt` as bold; `kbd`, `samp`, `tt` as code;
admonitions as quotes), links within the page, icons, items that are containers (with headings or tables in them), cells of tables
with one row or one column. Cells of layout tables are ignored: tables that contain tables, or without `th` and with headings or
more than 150 words in a cell. References are counted only if their footnote is inside the truth. Raw TeX is counted if the page
loads a renderer.

**Pages** are those with a counted element inside the truth that is not a heading, list item, link, image or bold.
"""

import argparse
import bisect
import gzip
import re
import shlex
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import orjson
from lxml import etree
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

import corpus as corpora
import errors
from corpus import Page
from labels import WORD, longest_common_subsequence, slide
from tree import BLOCKS, HEADINGS, LISTS, UNSEEN, parse, walk

KINDS = (
    "heading", "heading level", "list item", "nested item", "table cell", "code block", "code line", "code language",
    "inline code", "link", "image", "bold", "quote", "formula", "footnote reference",
)
PLAIN_KINDS = {"heading", "heading level", "list item", "link", "image", "bold"}
LOOSE_KINDS = {"list item", "nested item", "table cell", "quote", "code block", "code language"}
BESIDE_KINDS = {"image", "formula", "footnote reference"}

BREAK = "\x1e"
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x1e]")
MIN_SHARE = 0.8
MAX_SPREAD = 1.5
SHORT = 3
BESIDE = 6
MIN_LOOSE_WORDS = 6
MIN_LOOSE_F1 = 0.9

UNREAD = UNSEEN - {"script"} | {"head", "title", "svg", "select", "textarea", "object", "canvas", "audio", "video"}
MATH_DRAWINGS = re.compile(r"(^|\s)(katex-html|MathJax(_Preview|_SVG|_Display)?|MathJax_CHTML|mwe-math-fallback\S*)(\s|$)")
GUTTER = re.compile(r"(^|[\s_-])(line-?numbers?|linenos?|lineno|gutter|rouge-gutter|blob-num|ln-num)(\s|$)", re.IGNORECASE)
CODE_LINE = re.compile(r"(^|\s)(line|code-?line|token-line|view-line|cl|react-code-line\S*)(\s|$)", re.IGNORECASE)
LINE_NUMBERS = re.compile(r"\s*1\s+2(\s+\d+)*\s*")
PRESERVED = re.compile(r"white-space\s*:\s*(pre|pre-wrap|break-spaces)\b(?!-)", re.IGNORECASE)
LINE_STYLE = re.compile(r"display\s*:\s*(block|flex|table-row)", re.IGNORECASE)
PERMALINK = re.compile(r"headerlink|anchor|permalink|hash-?link|heading-?link|header-?link", re.IGNORECASE)
QUOTE_LIKE = re.compile(
    r"quote|admonition|callout|alert|notice|(^|[\s_-])(note|tip|warning|info|important|caution)", re.IGNORECASE
)
ALERT = re.compile(r"\[!\w+\]")
ICON = re.compile(r"emoji|icon|avatar|smiley|badge", re.IGNORECASE)

NOTE_HINT = re.compile(r"footnote|noteref|cite|citation|(^|[\W_])(fn|ftn|ref|note|endnote)", re.IGNORECASE)
NOTE_LABEL = re.compile(r"[\[(]?\s*(\d{1,3}|[a-zA-Z]|[ivx]{1,5}|[*†‡§¶]{1,4}|note \d+|nb \d+)\s*[\])]?")
NOTE_BLOCKS = {"li", "p", "dd", "tr", "aside", "div", "section"}
MAX_NOTE_WORDS = 300

PLACEHOLDER = re.compile(r"placeholder|spacer|blank|lazy|loading|transparent|pixel|1x1|grey|data:", re.IGNORECASE)
LAZY = tuple("data-src data-lazy-src data-original data-orig-src data-lazy data-url data-image data-full-src".split())
SETS = ("srcset", "data-srcset", "data-lazy-srcset")

LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|highlight-text|highlight|src)-([\w+#.-]+)|brush:\s*([\w+#-]+)")
LANGUAGE_BESIDE = re.compile(r"(?:^|\s)(?:hljs|sourceCode)\s+([\w+#-]+)")
LANGUAGE_DATA = ("data-lang", "data-language", "data-code-language", "data-enlighter-language")
NO_LANGUAGE = set("none text plaintext plain txt default nohighlight no-highlight auto undefined null copy".split())

TEX_RENDERER = re.compile(rb"mathjax|katex", re.IGNORECASE)
RAW_TEX = re.compile(
    r"\\\(([^\x1e]{1,400}?)\\\)|\\\[([^\x1e]{1,2000}?)\\\]|\$\$([^$\x1e]{1,2000}?)\$\$"
    r"|(?<![\\\w$])\$(?=[^\s$])([^$\x1e\n]{1,200}?)(?<![\s\\])\$(?!\d)"
)
TEX_SIGN = re.compile(r"[\\^_{}=+]")

MARKDOWN = (
    MarkdownIt("commonmark")
    .enable("table")
    .use(footnote_plugin, inline=False, move_to_end=False)
    .use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
)


@dataclass(eq=False)
class Element:
    """An element of a text, from `start` to before `end` without `holes`. Uncounted elements are only accepted."""

    kind: str
    start: int
    counts: bool = True
    end: int = -1
    key: str | None = None
    words: list[str] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)
    # For a list, the element in which it is a hole; for a reference, the footnote.
    note: etree._Element | None = None


def clean(text: str) -> str:
    """The normalised text, without invisible characters."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def words_of(text: str) -> list[str]:
    """The words of a text, normalised for comparison."""
    return [word.lower() for word in WORD.findall(text)]


def tail_of(address: str) -> str:
    """The last part of a URL and its query, which relative and absolute URLs share."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    path = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return unquote(path + ("?" + parts.query if parts.query else "")).lower()


def tex_key(tex: str) -> str:
    """TeX without spaces, delimiters and size commands."""
    tex = re.sub(r"\s+", "", unicodedata.normalize("NFKC", tex)).removeprefix("{").replace(r"\displaystyle", "", 1)
    return tex[:-1] if tex.count("}") > tex.count("{") else tex


class Sheet:
    """A text under construction, with the elements over it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.elements: list[Element] = []
        self.stack: list[list[Element]] = []
        self.ranges: dict[etree._Element, tuple[int, int]] = {}

    def text(self, text: str) -> None:
        """Adds text."""
        self.put(clean(text))

    def put(self, text: str) -> None:
        """Adds verbatim text."""
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def open(self, *elements: Element) -> None:
        """Opens elements that end together."""
        self.elements += elements
        self.stack.append(list(elements))

    def close(self) -> None:
        """Ends the elements opened last."""
        for element in self.stack.pop():
            element.end = self.length

    def add(self, kind: str, text: str = "", key: str | None = None, counts: bool = True) -> Element:
        """Adds an element with its text."""
        element = Element(kind, self.length, counts, key=key)
        self.text(text)
        element.end = self.length
        self.elements.append(element)
        return element

    def mark(self, label: str) -> Element:
        """Adds a reference to a note, which has no text here."""
        before = words_of("".join(self.pieces[-16:])[-100:])[-2:]
        return self.add("footnote reference", key=" ".join([*before, "^", *(words_of(label) or [label.strip()])]))

    def code(self, start: int, languages: list[str], counts: bool = True) -> None:
        """Makes a code block of all text from `start` on."""
        n, at = self.length, len(self.pieces)
        while at and n > start:
            at -= 1
            n -= len(self.pieces[at])
        text = "".join(self.pieces[at:])[start - n :].replace(BREAK, "\n")
        if not text.strip() or LINE_NUMBERS.fullmatch(text):
            return
        block = " ".join(words_of(text))
        found = [Element("code block", start, counts)]
        found += [Element("code line", start, counts, key=line.rstrip()) for line in text.split("\n") if line.strip()]
        named = [language for language in languages if language not in NO_LANGUAGE]
        for language in dict.fromkeys(languages):
            is_first = counts and language in named[:1]
            found.append(Element("code language", start, is_first, key=f"{language} | {block}"))
        for element in found:
            element.end = self.length
        self.elements += found

    def finish(self) -> str:
        """Sets the words and keys of the elements, drops those without, and returns the text."""
        text = "".join(self.pieces)
        kept = []
        for element in self.elements:
            own = text[element.start : element.end]
            for start, end in reversed(element.holes):
                own = own[: start - element.start] + BREAK + own[end - element.start :]
            if element.kind in ("list item", "quote"):
                own = ALERT.sub("", own)
            element.words = words_of(own)
            if element.kind == "inline code":
                element.key = " ".join(own.split())
            elif element.kind == "heading level":
                element.key = f"{element.key} {' '.join(element.words)}"
            elif element.kind == "link":
                element.key = f"{' '.join(element.words)} {element.key}"
            elif element.key is None:
                element.key = " ".join(element.words)
            is_lone = element.kind in BESIDE_KINDS or element.kind in ("inline code", "code line")
            if element.key and (element.words or is_lone):
                kept.append(element)
        self.elements = kept
        return text


def attribute(element: etree._Element, name: str) -> str:
    """An attribute; empty if missing."""
    return element.get(name) or ""


def number_of(element: etree._Element, name: str) -> float:
    """The number at the start of an attribute."""
    found = re.match(r"\s*(\d+)", attribute(element, name))
    return float(found[1]) if found else float("inf")


def text_of(element: etree._Element) -> str:
    """All text in an element."""
    return "".join(element.itertext())


def languages_of(pre: etree._Element) -> list[str]:
    """The declared languages of a code block: inside it, on it, on up to two ancestors, or around its table."""
    outer = [e for e in pre.iterancestors() if e.tag not in ("td", "tr", "tbody")]
    above = [e for e in outer[: 3 if outer and outer[0].tag == "table" else 2] if e.tag not in ("body", "html", "article")]
    around = [*pre.iter("code"), pre, *above]
    found = []
    for element in around:
        class_ = attribute(element, "class")
        for pattern in (LANGUAGE, LANGUAGE_BESIDE):
            found += [next(filter(None, match.groups())) for match in pattern.finditer(class_)]
        found += [attribute(element, name) for name in LANGUAGE_DATA if element.get(name)]
    return [language.lower() for language in found if re.fullmatch(r"[\w+#.-]{1,32}", language)]


def addresses_of(image: etree._Element) -> list[str]:
    """The URLs of an image, without placeholders."""
    found = [attribute(image, name) for name in ("src", *LAZY)]
    sources = [image]
    if (parent := image.getparent()) is not None and parent.tag == "picture":
        sources += parent.iter("source")
    for source in sources:
        for name in SETS:
            found += [part.split()[0] for part in re.split(r",\s+", attribute(source, name)) if part.split()]
    return [tail for a in found if a and not PLACEHOLDER.search(a.rsplit("/", 1)[-1][:200]) and (tail := tail_of(a))]


def table_of(table: etree._Element) -> bool | None:
    """Whether the cells of a table count; None for a layout table, or a table of code."""
    if attribute(table, "role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    n_wide = sum(len(row) > 1 for row in rows)
    has_code = next(table.iter("pre"), None) is not None or "blob-code" in "".join(attribute(c, "class") for r in rows for c in r)
    if has_code and (len(rows) < 2 or GUTTER.search(" ".join(attribute(c, "class") for row in rows for c in row))):
        return None
    if next(table.iter("th"), None) is None:
        is_large = any(len(WORD.findall(text_of(cell))) > 150 for row in rows for cell in row)
        if is_large or next(table.iter(*HEADINGS), None) is not None:
            return None
    return n_wide > 1


def math_of(element: etree._Element) -> str:
    """The TeX of a `math`, or its characters."""
    for annotation in element.iter("annotation"):
        if "tex" in attribute(annotation, "encoding").lower():
            return annotation.text or ""
    return attribute(element, "alttext") or text_of(element)


def notes_of(root: etree._Element) -> dict[etree._Element, etree._Element]:
    """The footnote references, each with the block of its footnote."""
    links = [a for a in root.iter("a") if "#" in attribute(a, "href") and NOTE_LABEL.fullmatch(clean(text_of(a)).strip())]
    if not links:
        return {}
    order, targets = {}, {}
    for i, element in enumerate(root.iter(etree.Element)):
        order[element] = i
        for name in ("id", "name"):
            targets.setdefault(attribute(element, name), element)
    found = {}
    for link in links:
        target = targets.get(unquote(attribute(link, "href").split("#", 1)[1]) or "#")
        hint = " ".join(attribute(link, name) for name in ("class", "href", "id", "role", "rel", "aria-label"))
        near = [link.getparent(), *link]
        is_raised = any(element is not None and element.tag == "sup" for element in near)
        if target is None or order[target] <= order[link] or not (is_raised or NOTE_HINT.search(hint.split("/")[-1])):
            continue
        note = next((e for e in (target, *target.iterancestors()) if e.tag in NOTE_BLOCKS), None)
        if note is not None and note not in link.iterancestors() and len(WORD.findall(text_of(note))) <= MAX_NOTE_WORDS:
            found[link] = note
    return found


class Source:
    """Converts a page to a sheet."""

    def __init__(self, root: etree._Element):
        self.sheet = Sheet()
        self.images: dict[str, str] = {}
        self.notes = notes_of(root)
        self.note_blocks = set(self.notes.values())
        self.tables: dict[etree._Element, bool | None] = {}
        self.depth: Counter[str] = Counter()
        self.items: list[tuple[Element, bool]] = []
        self.skipped: etree._Element | None = None
        self.needs_line = False
        self.indentation = ""  # White space at the start of a line of code, in an element of its own.
        self.pre_start = 0
        self.figures: list[tuple[int, list[Element]]] = []
        for event, thing in walk(root, UNREAD):
            if event == "text":
                self.text(thing)
            elif event == "open":
                self.open(thing)
            else:
                self.close(thing)

    def text(self, text: str) -> None:
        """Handles text. In code, it starts a new line after an element that is a line."""
        if self.skipped is not None:
            return
        if self.needs_line and self.depth["pre"]:
            if not text.strip(" \t") and "\n" not in text:
                self.indentation += text
                return
            self.sheet.put("" if text.lstrip(" \t\r").startswith("\n") else "\n" + self.indentation)
        self.needs_line, self.indentation = False, ""
        self.sheet.text(text)

    def is_skipped(self, element: etree._Element) -> bool:
        """Whether an element's text belongs to no element. Records formulas and references."""
        tag, class_ = element.tag, attribute(element, "class")
        if tag == "math":
            self.formula(math_of(element))
        elif tag == "script":
            if attribute(element, "type").startswith("math/tex"):
                self.formula(element.text or "")
        elif element in self.notes:
            self.sheet.mark(clean(text_of(element)).strip(" []()\n")).note = self.notes[element]
        elif MATH_DRAWINGS.search(class_):
            return tag != "mjx-container"
        elif self.depth["heading"] and (class_.startswith("mw-editsection") or self.is_permalink(element)):
            return True
        elif self.depth["pre"] or self.depth["code table"] or tag in ("td", "pre"):
            is_number = GUTTER.search(class_) and len(words_of(text_of(element))) <= len(re.findall(r"\d+", text_of(element)))
            return tag == "button" or bool(is_number)
        else:
            return False
        return True

    @staticmethod
    def is_permalink(element: etree._Element) -> bool:
        """Whether a link in a heading is its permalink."""
        if element.tag != "a" or "#" not in attribute(element, "href"):
            return False
        n_words = len(WORD.findall(text_of(element)))
        is_named = bool(PERMALINK.search(attribute(element, "class")))
        return n_words == 0 or is_named and n_words < len(WORD.findall(text_of(element.getparent())))

    def formula(self, tex: str) -> None:
        """Adds a formula."""
        if tex.strip():
            self.sheet.add("formula", f" {tex} ", tex_key(tex))

    def open(self, element: etree._Element) -> None:
        """Handles the start of an element."""
        if self.skipped is not None:
            return
        if self.is_skipped(element):
            self.skipped = element
            return
        tag, sheet = element.tag, self.sheet
        if self.depth["pre"]:
            self.open_in_code(element)
            return
        if tag in BLOCKS:
            sheet.put(BREAK)
        elif tag == "br":
            sheet.put("\n")
        elif tag == "img":
            self.image(element)
        if tag == "table":
            self.tables[element] = table_of(element)
            self.depth["code table"] += self.tables[element] is None
        found = list(self.elements(element))
        self.count(element, 1)
        if self.depth["pre"]:
            self.pre_start, self.needs_line = sheet.length, False
        if found and (again := self.continued(found[0])):
            sheet.stack.append([again])
            return
        sheet.open(*found)
        if tag in ("li", "figure"):
            self.items += [(found[0], self.is_container(element))] if tag == "li" and found else []
            self.figures += [(sheet.length, [])] if tag == "figure" else []
        if element in self.note_blocks:
            sheet.ranges[element] = (sheet.length, -1)

    def open_in_code(self, element: etree._Element) -> None:
        """Handles the start of an element in code; some are a line."""
        self.sheet.open()
        if element.tag == "br":
            self.text("\n")
        elif self.is_line(element):
            self.indentation = ""
            self.needs_line |= self.sheet.length > self.pre_start and not self.sheet.pieces[-1].endswith("\n")

    @staticmethod
    def is_line(element: etree._Element) -> bool:
        """Whether an element in code is one line of it."""
        if element.tag in BLOCKS or LINE_STYLE.search(attribute(element, "style")):
            return True
        if element.tag == "code":
            return sum(child.tag == "code" for child in element.getparent()) > 1
        return element.tag == "span" and bool(CODE_LINE.search(attribute(element, "class"))) and "\n" not in text_of(element)[:-1]

    def count(self, element: etree._Element, step: int) -> None:
        """Updates the counters of open elements."""
        tag = element.tag
        self.depth["heading"] += step * (self.level(element) is not None)
        self.depth["pre"] += step * self.is_code_block(element)
        self.depth["code"] += step * (tag in ("code", "kbd", "samp", "tt"))
        self.depth["bold"] += step * (tag in ("b", "strong"))
        self.depth["named"] += step * (tag in ("dt", "th", "summary"))
        self.depth["cell"] += step * (tag in ("td", "th") and self.table(element) is not None)
        self.depth["a"] += step * (tag == "a")
        if tag == "table" and step < 0:
            self.depth["code table"] -= self.tables[element] is None

    def table(self, cell: etree._Element) -> bool | None:
        """Whether a cell counts; None if its table has no cells."""
        table = next(cell.iterancestors("table"), None)
        return None if table is None else self.tables.get(table)

    @staticmethod
    def level(element: etree._Element) -> int | None:
        """The level of a heading."""
        if element.tag in HEADINGS:
            return int(element.tag[1])
        if attribute(element, "role") == "heading":
            return int(min(6, max(1, number_of(element, "aria-level")))) if element.get("aria-level") else 2
        return None

    @staticmethod
    def is_code_block(element: etree._Element) -> bool:
        """Whether an element has verbatim text."""
        if element.tag in ("pre", "listing", "xmp"):
            return True
        return element.tag == "code" and bool(PRESERVED.search(attribute(element, "style"))) and "\n" in text_of(element).strip()

    @staticmethod
    def is_container(item: etree._Element) -> bool:
        """Whether an item contains more than text and lists."""
        return next(item.iterdescendants(*HEADINGS, "article", "section", "table"), None) is not None

    def elements(self, element: etree._Element) -> Iterator[Element]:
        """The elements that start with an HTML element, except code blocks."""
        tag, start, is_free = element.tag, self.sheet.length, not self.depth["cell"]
        if (level := self.level(element)) is not None:
            yield Element("heading", start, is_free)
            yield Element("heading level", start, is_free, key=str(level))
        elif tag == "summary":
            yield Element("heading", start, False)
            yield from (Element("heading level", start, False, key=str(level)) for level in range(1, 7))
        elif tag == "li":
            is_container = self.is_container(element)
            yield Element("list item", start, is_free and not is_container)
            if self.items:
                yield Element("nested item", start, is_free and not is_container and not self.items[-1][1])
        elif tag in ("td", "th") and (counts := self.table(element)) is not None:
            yield Element("table cell", start, counts)
        elif tag == "blockquote":
            yield Element("quote", start, is_free)
        elif tag in ("div", "aside", "section") and QUOTE_LIKE.search(attribute(element, "class")):
            yield Element("quote", start, False)
        elif tag == "dt":
            yield Element("bold", start, False)
        elif self.is_code_block(element):
            return
        elif tag in ("code", "kbd", "samp", "tt") and not self.depth["code"]:
            yield Element("inline code", start, tag == "code")
        elif tag in ("b", "strong") and not self.depth["bold"]:
            yield Element("bold", start, not self.depth["heading"] and not self.depth["named"])
        elif tag == "a" and element.get("href") and not attribute(element, "href").startswith("javascript:"):
            href = attribute(element, "href").strip()
            has_block = next(element.iterdescendants(*(BLOCKS - HEADINGS)), None) is not None
            has_block |= next(element.iterdescendants(*HEADINGS), None) is not None
            yield Element("link", start, not href.startswith("#") and not has_block, key=tail_of(href))

    def continued(self, new: Element) -> Element | None:
        """The element of the same kind that ends where this one starts: Markdown cannot separate the two."""
        if new.kind not in ("inline code", "bold"):
            return None
        last = next((e for e in reversed(self.sheet.elements[-4:]) if e.kind == new.kind), None)
        return last if last and last.end == new.start > last.start else None

    def image(self, element: etree._Element) -> None:
        """Adds an image: all its URLs are one key."""
        addresses = addresses_of(element)
        if not addresses or min(number_of(element, "width"), number_of(element, "height")) <= 2:
            return
        key = self.images.setdefault(addresses[0], addresses[0])
        for address in addresses:
            self.images.setdefault(address, key)
        is_icon = max(number_of(element, "width"), number_of(element, "height")) <= 32 or ICON.search(attribute(element, "class"))
        image = self.sheet.add("image", key=key, counts=not is_icon)
        if self.figures:
            self.figures[-1][1].append(image)

    def close(self, element: etree._Element) -> None:
        """Handles the end of an element."""
        if self.skipped is not None:
            self.skipped = None if self.skipped is element else self.skipped
            return
        tag, sheet = element.tag, self.sheet
        was_code = self.depth["pre"]
        if was_code and not (self.is_code_block(element) and was_code == 1):
            sheet.close()
            self.needs_line |= self.is_line(element)
            return
        if was_code:
            sheet.code(self.pre_start, languages_of(element), not self.depth["cell"])
        self.count(element, -1)
        self.end_blocks(element)
        sheet.close()
        if tag in BLOCKS:
            sheet.put(BREAK)

    def end_blocks(self, element: etree._Element) -> None:
        """Handles the end of items, lists in them, figures and footnotes."""
        tag, sheet = element.tag, self.sheet
        opened = sheet.stack[-1]
        if tag == "li" and self.items and opened and self.items[-1][0] is opened[0]:
            self.items.pop()
            start = opened[0].start
            for outer, _ in self.items[-1:]:
                # The item's own list starts slightly before its first item, with no words in between.
                outer.holes.append((start, sheet.length))
            for other in opened[1:]:
                other.holes = opened[0].holes
        elif tag == "figure":
            start, images = self.figures.pop()
            for image in images:
                image.start, image.end = start, sheet.length
        if element in sheet.ranges:
            sheet.ranges[element] = (sheet.ranges[element][0], sheet.length)


def raw_tex(sheet: Sheet, text: str) -> None:
    """Adds the formulas that a script of the page would find in the text."""
    code = sorted((e.start, e.end) for e in sheet.elements if e.kind in ("code block", "inline code"))
    for match in RAW_TEX.finditer(text):
        tex = next(filter(None, match.groups()), "")
        at = bisect.bisect(code, (match.start(), sys.maxsize)) - 1
        if not re.search(r"\w", tex) or at >= 0 and code[at][1] > match.start():
            continue
        counts = match[4] is None or bool(TEX_SIGN.search(tex))
        sheet.elements.append(Element("formula", match.start(), counts, match.end(), tex_key(tex), words_of(tex)))


def pieces_of_links(sheet: Sheet, text: str) -> None:
    """Accepts each block inside a link or bold element as such an element: Markdown splits them by block."""
    for element in list(sheet.elements):
        own = text[element.start : element.end]
        if element.kind not in ("link", "bold") or BREAK not in own.strip(BREAK + " \n\t"):
            continue
        at, address = element.start, element.key[len(" ".join(element.words)) :] if element.kind == "link" else ""
        counts, element.counts = element.counts, False
        for piece in own.split(BREAK):
            if words := words_of(piece):
                key = " ".join(words) + address
                sheet.elements.append(Element(element.kind, at, counts, at + len(piece), key, words))
            at += len(piece) + 1


def read_source(page: bytes) -> tuple[Sheet, str, dict[str, str]] | None:
    """The elements of a page, its text, and the keys of its images by URL."""
    root = parse(page)
    if root is None:
        return None
    source = Source(root)
    text = source.sheet.finish()
    if TEX_RENDERER.search(page):
        raw_tex(source.sheet, text)
    pieces_of_links(source.sheet, text)
    return source.sheet, text, source.images


def read_markdown(markdown: str, images: dict[str, str]) -> tuple[Sheet, str]:
    """The elements of Markdown and its text."""
    sheet, items = Sheet(), []
    for token in MARKDOWN.parse(markdown):
        if token.type == "inline":
            read_inline(sheet, token.children or [], images)
        elif token.type in ("fence", "code_block"):
            sheet.put(BREAK)
            start = sheet.length
            sheet.text(token.content)
            sheet.code(start, token.info.lower().split()[:1])
            sheet.put(BREAK)
        elif token.type in ("math_block", "math_block_label"):
            sheet.add("formula", f" {token.content} ", tex_key(token.content))
        elif token.nesting > 0:
            sheet.put(BREAK)
            found = list(block_elements(token, sheet.length, bool(items)))
            sheet.open(*found)
            if token.type in ("list_item_open", "footnote_reference_open"):
                items.append(found)
        elif token.nesting < 0:
            if token.type in ("list_item_close", "footnote_reference_close"):
                close_item(items, sheet.length)
            sheet.close()
            sheet.put(BREAK)
    return sheet, sheet.finish()


def block_elements(token, start: int, is_in_item: bool) -> Iterator[Element]:
    """The elements that start with a block of Markdown."""
    match token.type:
        case "heading_open":
            yield Element("heading", start)
            yield Element("heading level", start, key=token.tag[1])
        case "list_item_open" | "footnote_reference_open":
            yield Element("list item", start)
            if is_in_item:
                yield Element("nested item", start)
        case "td_open" | "th_open":
            yield Element("table cell", start)
        case "blockquote_open":
            yield Element("quote", start)


def close_item(items: list[list[Element]], end: int) -> None:
    """Handles the end of an item: it is a hole in its parent item."""
    own = items.pop()
    for outer in items[-1] if items else []:
        outer.holes.append((own[0].start, end))


def read_inline(sheet: Sheet, tokens: list, images: dict[str, str]) -> None:
    """Adds the inline content of a block of Markdown."""
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                sheet.text(token.content)
            case "softbreak" | "hardbreak" | "html_inline":
                sheet.put("\n")
            case "code_inline":
                sheet.add("inline code", token.content)
            case "math_inline" | "math_inline_double":
                sheet.add("formula", f" {token.content} ", tex_key(token.content))
            case "footnote_ref":
                sheet.mark(str(token.meta["label"]))
            case "image":
                address = tail_of(str(token.attrs.get("src", "")))
                sheet.add("image", key=images.get(address, address))
            case "link_open":
                sheet.open(Element("link", sheet.length, key=tail_of(str(token.attrs.get("href", "")))))
            case "strong_open":
                sheet.open(Element("bold", sheet.length))
            case _ if token.nesting > 0:
                sheet.open()
            case _ if token.nesting < 0:
                sheet.close()


class Place:
    """The alignment of the words of a text with the truth."""

    def __init__(self, text: str, truth: list[str]):
        spans = [(match.start(), match.end(), match[0].lower()) for match in WORD.finditer(text)]
        self.starts, self.ends = [span[0] for span in spans], [span[1] for span in spans]
        self.words = [span[2] for span in spans]
        self.at = [-1] * len(spans)
        if spans and truth:
            for i, j in slide(longest_common_subsequence(self.words, truth), self.words):
                self.at[i] = j
        self.truth = truth
        self.used = set(self.at)
        self.claimed: set[tuple[str, int]] = set()
        self.pairs = defaultdict(list)
        for j, pair in enumerate(zip(truth, truth[1:])):
            self.pairs[pair].append(j)

    def range(self, start: int, end: int) -> tuple[int, int]:
        """The words that overlap a range of the text."""
        return bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)

    def beside(self, start: int, end: int) -> tuple[bool, bool]:
        """Whether the adjacent words before a range, and those after it, are in the truth."""
        first, last = self.range(start, end)
        sides = self.at[max(0, first - BESIDE) : first], self.at[last : last + BESIDE]
        return tuple(bool(side) and 2 * sum(at >= 0 for at in side) >= len(side) for side in sides)

    def is_matched(self, element: Element) -> bool:
        """Whether the words of an element are aligned with one place of the truth."""
        indices = self.indices(element)
        hits = [self.at[i] for i in indices if self.at[i] >= 0]
        if not hits or len(hits) < MIN_SHARE * len(indices) or hits[-1] - hits[0] >= MAX_SPREAD * len(indices) + SHORT:
            return False
        if len(indices) > SHORT:
            return True
        near = [*range(max(0, indices[0] - BESIDE), indices[0]), *range(indices[-1] + 1, indices[-1] + 1 + BESIDE)]
        return any(i < len(self.at) and self.at[i] >= 0 and abs(self.at[i] - hits[0]) <= 2 * BESIDE for i in near)

    def indices(self, element: Element) -> list[int]:
        """The words of an element without its holes."""
        first, last = self.range(element.start, element.end)
        holes = [self.range(*hole) for hole in element.holes]
        return [i for i in range(first, last) if not any(a <= i < b for a, b in holes)]

    def has(self, start: int, end: int) -> bool:
        """Whether a range of the text is in the truth."""
        return self.is_matched(Element("", start, end=end))

    def inside(self, elements: list[Element]) -> set[Element]:
        """The elements inside the truth: first the aligned ones, then those elsewhere."""
        found, rest = set(), []
        for element in elements:
            if element.kind in BESIDE_KINDS or not element.words:
                if any(self.beside(element.start, element.end)):
                    found.add(element)
            elif self.is_matched(element):
                found.add(element)
            elif len(element.words) > SHORT:
                rest.append(element)
        return found.union(element for element in rest if self.is_elsewhere(element))

    def is_elsewhere(self, element: Element) -> bool:
        """Whether the words of an element occur in an unaligned part of the truth that no other element of its kind uses."""
        own = element.words
        for j in self.pairs.get((own[0], own[1]), ()):
            n_free = sum(k not in self.used for k in range(j, j + len(own)))
            if self.truth[j : j + len(own)] != own or n_free < MIN_SHARE * len(own) or (element.kind, j) in self.claimed:
                continue
            # The lines of a block may be equal to each other.
            self.claimed |= {(element.kind, j)} if element.kind != "code line" else set()
            return True
        return False


@dataclass
class Count:
    """Counts of elements of one kind over pages."""

    n_source: int = 0
    n_found: int = 0
    n_output: int = 0
    n_right: int = 0
    n_all_output: int = 0
    n_all_right: int = 0


def match(wanted: list[Element], offered: list[Element]) -> set[Element]:
    """The elements of one kind that match an offer; each offer is used once."""
    by_key = defaultdict(list)
    for element in offered:
        by_key[element.key].append(element)
    found = {element for element in wanted if by_key[element.key] and by_key[element.key].pop()}
    left = [element for elements in by_key.values() for element in elements]
    for element in wanted:
        if element not in found and (other := next((e for e in left if is_alike(element, e)), None)):
            left.remove(other)
            found.add(element)
    return found


def is_alike(a: Element, b: Element) -> bool:
    """Whether two elements are nearly equal."""
    if a.kind == "formula":
        signs = [re.sub(r"\\[a-zA-Z]+|\W|_", "", element.key) for element in (a, b)]
        return bool(signs[0]) and signs[0] == signs[1]
    if a.kind not in LOOSE_KINDS or min(len(a.words), len(b.words)) < MIN_LOOSE_WORDS:
        return False
    total = len(a.words) + len(b.words)
    if 2 * min(len(a.words), len(b.words)) < MIN_LOOSE_F1 * total:
        return False
    if a.kind == "code language" and a.key.split(" ", 1)[0] != b.key.split(" ", 1)[0]:
        return False
    return 2 * (Counter(a.words) & Counter(b.words)).total() >= MIN_LOOSE_F1 * total


@dataclass
class Truth:
    """The elements of a page: the accepted ones, of these those inside the truth, and of these the counted ones."""

    page: Page
    words: list[str]
    images: dict[str, str]
    accepted: dict[str, list[Element]]
    inside: dict[str, list[Element]]
    counted: dict[str, list[Element]]


def truth_of(page: Page) -> Truth | None:
    """The elements of the source of a page; None for pages without structure."""
    read = read_source(gzip.decompress(page.path.read_bytes()))
    if not page.text or read is None:
        return None
    sheet, text, images = read
    if all(element.kind in PLAIN_KINDS for element in sheet.elements if element.counts):
        return None
    words = words_of(clean(page.text))
    place = Place(text, words)
    inside = place.inside(sheet.elements)
    accepted, near, counted = defaultdict(list), defaultdict(list), defaultdict(list)
    for element in sheet.elements:
        if element.kind != "image" or element in inside:
            accepted[element.kind].append(element)
        if element in inside:
            near[element.kind].append(element)
            if does_count(element, sheet, place):
                counted[element.kind].append(element)
    return Truth(page, words, images, accepted, near, counted) if counted.keys() - PLAIN_KINDS else None


def does_count(element: Element, sheet: Sheet, place: Place) -> bool:
    """Whether an element inside the truth counts."""
    if element.kind == "image":
        return element.counts and all(place.beside(element.start, element.end))
    if element.note is not None:
        return element.note in sheet.ranges and place.has(*sheet.ranges[element.note])
    return element.counts


def compare(truth: Truth, markdown: str, counts: dict[str, Count], show: str | None) -> None:
    """Adds the counts for the Markdown of a page."""
    sheet, text = read_markdown(markdown, truth.images)
    inside = Place(text, truth.words).inside(sheet.elements)
    output = defaultdict(list)
    for element in sheet.elements:
        output[element.kind].append(element)
    for kind in KINDS:
        wanted, given = truth.counted[kind], [element for element in output[kind] if element in inside]
        found, right = match(wanted, output[kind]), match(given, truth.accepted[kind])
        counts[kind].n_source += len(wanted)
        counts[kind].n_found += len(found)
        counts[kind].n_output += len(given)
        counts[kind].n_right += len(right)
        counts[kind].n_all_output += len(output[kind])
        counts[kind].n_all_right += len(match(output[kind], truth.inside[kind]))
        if kind == show:
            for sign, elements, good in (("-", wanted, found), ("+", given, right)):
                for element in elements:
                    if element not in good:
                        print(f"{truth.page.id} {sign} {element.key[:160]}")


def extract(dehusk: str, flags: list[str], pages: list[Page]) -> dict[str, str]:
    """The Markdown of pages, by path."""
    command = [*shlex.split(dehusk), "batch", "-q", "--links", "--images", "--include", "markdown", *flags, "-o", "-"]
    # Failed pages make the exit code 1 and have no elements.
    output = subprocess.run([*command, *(str(page.path) for page in pages)], stdout=subprocess.PIPE, check=False).stdout
    return {record["source"]: record.get("markdown") or "" for record in map(orjson.loads, output.splitlines())}


def percent(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.1f}" if whole else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="CORPUS_DIR")
    parser.add_argument("--dehusk", default=str(Path(__file__).parent.parent / "target" / "release" / "dehusk"))
    parser.add_argument("--model", type=Path, help="weights instead of the built-in ones")
    parser.add_argument("--pages", type=int, help="use only the first N pages of each corpus")
    parser.add_argument("--show", choices=KINDS, metavar="KIND", help="also print missed (-) and wrong (+) elements of a kind")
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:at])
    flags = [*(["--model", str(args.model)] if args.model else []), *sys.argv[at + 1 :]]
    pages = [page for folder in args.folders for page in corpora.read_corpus(folder).pages[: args.pages]]
    truths = list(filter(None, map(truth_of, pages)))
    markdown = extract(args.dehusk, flags, [truth.page for truth in truths])
    if not markdown:
        sys.exit("dehusk wrote nothing")
    counts = {kind: Count() for kind in KINDS}
    for truth in truths:
        compare(truth, markdown.get(str(truth.page.path), ""), counts, args.show)
    print(f"{len(truths)} pages with structure\n\n| kind | in source | recall | precision | of all |\n|---|--:|--:|--:|--:|")
    for kind, n in counts.items():
        shares = (n.n_found, n.n_source), (n.n_right, n.n_output), (n.n_all_right, n.n_all_output)
        print(f"| {kind} | {n.n_source} | {' | '.join(percent(*share) for share in shares)} |")


if __name__ == "__main__":
    errors.run(main)
