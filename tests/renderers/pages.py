"""Attack pages: the vectors of tests/xss, and random pages from Markdown syntax."""

import html
import random
import re
from pathlib import Path

BEFORE = (
    "<!doctype html><title>Rain in Rome</title><article><h1>Rain in Rome</h1>"
    "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>"
)
AFTER = "<p>The water fell again on Wednesday, said the mayor, and the bridge had held.</p></article>"


def vectors():
    """Pairs of a name and the bytes of a page."""
    _, *all_ = (Path(__file__).parent.parent / "xss" / "vectors.txt").read_text().split("\n## ")
    for vector in all_:
        name, body = vector.split("\n", 1)
        body = re.sub(rb"\\x\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)).encode(), body.encode())
        body = re.sub(rb"\\x([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]), body)
        is_page = name.startswith("text: ") or body.startswith(b"<!doctype")
        yield name, body if is_page else BEFORE.encode() + body + AFTER.encode()


HARM = [
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<script>hit()</script>",
    '<a href="javascript:hit()">x</a>',
    "<div onclick=hit()>",
    "</p><img src=//evil.invalid/a.png>",
    "<pre onclick=hit()>",
    "![x](//evil.invalid/b.png)",
    "[x](javascript:hit())",
    "[x]: javascript:hit()",
    "<javascript:hit()>",
    "<!-- <img src=x onerror=hit()> -->",
    "<?x <img src=x onerror=hit()>?>",
    "<![CDATA[<img src=x onerror=hit()>]]>",
    "&lt;img src=x onerror=hit()&gt;",
    "&#60;img src=x onerror=hit()&#62;",
    "{onclick=hit()}",
    '{: onclick="hit()" }',
    "<\x02img src=x onerror=hit()>",
]
ADDRESSES = ["http://a.example/", "https://b.example/x_y", "www.c.example/", "ftp://d.example/", "e@f.example", "g.com/"]
SIGNS = [
    *"\\`*_[]()<>#+-.!|~$&:=^\"'{}/@,; 1a",
    *["``", "```", "~~~", "**", "__", "![", "](", "[x]", "-|-", "|-|", "--|--", "---", "==="],
    *["$$", "\\(", "\\[", "\\|", "1. "],
    *["[^1]", "[^1]: ", "> ", "- ", "# ", "  ", "\x02", "\x03", "\x0b", "\x0c", "\r", "\x7f", "\x85", "\xa0", "\u200b", "\u2028"],
    *["&lt", "&lt;", "&amp;", "&colon;", "javascript:", "data:", "\\href{javascript:hit()}{x}", "rain", "Rome", "the"],
]
LINKS = [
    *["/x", "https://a.example/", "javascript:hit()", "data:text/html,x", "&#106;avascript:hit()", "&#106avascript:hit()"],
    *["javascript&colon;hit()", "java&Tab;script:hit()", "x?a=1&copy;=2&lt=3", "//a.example/<b>`", "a b)c", "#x", "mailto:e@f.example"],
]
IMAGES = ["https://a.example/i.png", "/j.png", "data:image/png,x", "javascript:hit()", "&#106;avascript:hit()"]


class Maker:
    """Makes pages from a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def text(self, most):
        kinds = [(SIGNS, 10), (HARM, 3), (ADDRESSES, 3), ([" "], 3)]
        kinds = self.random.choices([k for k, _ in kinds], [w for _, w in kinds], k=self.random.randint(1, most))
        return "".join(self.random.choice(kind) for kind in kinds)

    def inline(self, depth=0):
        text = html.escape(self.text(6))
        if depth > 2 or self.random.random() < 0.4:
            return text
        inner = "".join(self.inline(depth + 1) for _ in range(self.random.randint(1, 3)))
        attribute = html.escape(self.random.choice(LINKS))
        forms = [f"<{t}>{inner}</{t}>" for t in ["b", "i", "em", "sup", "sub", "del", "q", "kbd", "span", "code"]]
        forms += [f"<code>{html.escape(self.text(5))}</code>"] * 5 + [f'<a href="{attribute}">{inner}</a>'] * 4
        image = html.escape(self.random.choice(IMAGES))
        forms += [f'<img src="{image}" alt="{html.escape(self.text(5))}" width=400>', "<br>", "<br>"]
        forms += [f'<span class="math">{html.escape(self.text(4))}</span>', '<sup><a href="#n1" id="r1">1</a></sup>']
        return text + self.random.choice(forms)

    def inlines(self):
        return "".join(self.inline() for _ in range(self.random.randint(1, 4)))

    def block(self, depth=0):
        kinds = ["p", "p", "p", "p", "h2", "h3", "pre", "table", "note"]
        kinds += ["ul", "ol", "blockquote", "dl"] if depth < 3 else []
        kind = self.random.choice(kinds)
        if kind == "pre":
            lines = [self.text(4) if self.random.random() < 0.8 else "" for _ in range(self.random.randint(1, 5))]
            language = self.random.choice(["", ' class="language-html"', ' class="language-{onclick=hit()}"'])
            return f"<pre><code{language}>{html.escape(chr(10).join(lines))}</code></pre>"
        if kind == "table":
            row = lambda t: "<tr>" + "".join(f"<{t}>{self.inlines()}</{t}>" for _ in range(2)) + "</tr>"
            return f"<table>{row('th')}{row('td')}{row('td')}</table>"
        if kind == "note":
            return f'<ol><li id="n1">{self.inlines()} <a href="#r1">↩</a></ol>'
        if kind in ("ul", "ol"):
            return f"<{kind}>" + "".join(f"<li>{self.inside(depth)}" for _ in range(self.random.randint(1, 3))) + f"</{kind}>"
        if kind == "dl":
            return f"<dl><dt>{self.inlines()}<dd>{self.inside(depth)}</dl>"
        return f"<{kind}>{self.inside(depth) if kind == 'blockquote' else self.inlines()}</{kind}>"

    def inside(self, depth):
        begin = self.inlines() if self.random.random() < 0.6 else ""
        return begin + "".join(self.block(depth + 1) for _ in range(self.random.randint(0, 2)))

    def page(self):
        body = "".join(self.block() for _ in range(self.random.randint(1, 4)))
        return (BEFORE + body + AFTER).encode()


def random_pages(n, seed=1):
    """A number of random pages, deterministic."""
    for i in range(n):
        yield f"random: {seed + i}", Maker(seed + i).page()
