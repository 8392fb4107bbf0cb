#!/usr/bin/env python3
"""Newspaper pages in random markup, from our own texts and from the truths of other corpora.

    family.py OUT_DIR N_PAGES [NEWS_CORPUS_DIR...] [--languages en,de]

A page has a masthead, a section label, a headline, bylines, photos whose caption and credit occur once to three times,
boilerplate between and after its paragraphs, a sidebar and a footer. A fifth of the pages is enciphered, so that no word
is known and only structure is informative. English pages use paragraphs of the given corpora, and then share the domain of
the original page. OUT_DIR becomes a corpus folder.
"""

import argparse
import gzip
import html
import json
import random
import re
from pathlib import Path

import errors
from corpus import domain_of, fold_of, read_truths
from husk import KINDS, Husk, Markup, cipher, languages, link, texts

ABOUT = {"source": "made by training/family.py from texts of our own and truths of the other corpora", "licence": "as theirs", "weight": 0.3, "trees": 1.5, "content": 4, "more_words": 10}
MIN_PARAGRAPHS = 3
SENTENCE = re.compile(r"(?<=[.!?…؟][\s”’\"»])\s*(?=[^\sa-zà-ÿа-я])|(?<=[。！？])(?![」』）])")
MAX_PARAGRAPHS = 24
# The signs between a dateline and its sentence, in scripts with and without spaces.
SIGNS = (" — ", " — ", " – ", " - ", " >> ", " » ", " / ", " | ", ": ", ". ", " (Reuters) - ", " • "), ("　", "＝", "——", "：", "　—　", " ")
PLACE = re.compile(r"(?<=[^\W\d_] )[^\W\d_]{3,}(?: [^\W\d_]{3,})?")


class Page:
    """One page under construction."""

    def __init__(self, seed: str, data: dict, article: dict, is_coded: bool):
        self.rng = rng = random.Random(f"family {seed}")
        self.data, self.article = data, article
        coded = cipher(seed) if is_coded else None
        kind = rng.choices(KINDS, (30, 20, 20, 30))[0]
        self.m = Markup(rng, kind)
        self.husk = Husk(rng, data, self.m, coded)
        self.site = self.husk.say(rng.choice(data["site_names"]), raw=True)
        self.title = self.husk.say(article["title"], raw=True)
        self.text: list[str] = []
        # The share of paragraphs that become another kind of element.
        self.structured = rng.choice((0, 0, 0, 0.04, 0.1, 0.25))
        # The share of paragraphs that are split into one paragraph per sentence.
        self.parted = rng.choice((0, 0.15, 0.4, 0.8, 1))

    # The content.

    def content(self) -> list[str]:
        """The elements of the article's text, in order; their text is added to the truth."""
        rng, m = self.rng, self.m
        style = rng.choice(("p", "p", "p", "p", "div", "br"))
        named = rng.random() < 0.3
        out: list[str] = []
        heads = list(self.article.get("subheads", ()))
        every = rng.randint(2, 5) if heads and rng.random() < 0.6 else 0
        dateline = self._dateline() if rng.random() < 0.45 else ("", "")
        for k, paragraph in enumerate(self._parted(self._short_ended(self.article["paragraphs"]))):
            if every and k and k % every == 0 and heads:
                out.append(self._subhead(heads.pop(0) if rng.random() < 0.7 else self._quoted(paragraph)))
            text = self.husk.say(paragraph, raw=True)
            place, sign = dateline if k == 0 else ("", "")
            if not place and rng.random() < self.structured:
                out.append(self._structure(text))
                continue
            self.text.append(place + sign + text)
            inner = self._marked(place) + html.escape(sign, quote=False) + self._inline(html.escape(text, quote=False))
            if style == "br":
                out.append(f"{inner}<br>{rng.choice(('', ' ', chr(10)))}<br>")
            elif style == "div":
                out.append(m.el("div", "paragraph", inner))
            else:
                out.append(m.el("p", "paragraph", inner) if named else f"<p>{inner}</p>")
        return out

    def _dateline(self) -> tuple[str, str]:
        """A dateline of the language or a place of the article, and the sign after it."""
        rng = self.rng
        own = [article["dateline"] for article in self.data["articles"] if article.get("dateline")]
        places = [place for place in PLACE.findall(" ".join(self.article["paragraphs"])) if place.istitle()]
        place = rng.choice(places) if places and rng.random() < 0.6 else rng.choice(own)
        place = place.upper() if rng.random() < 0.5 else place
        if rng.random() < 0.15:
            place += f", {rng.choice(self.data['dates'])}"
        spaced = " " in self.article["paragraphs"][0].strip()
        if not spaced and rng.random() < 0.3:
            place += f"（记者 {rng.choice(self.data['articles'])['authors'][0]}）"
        return self.husk.say(place, raw=True), rng.choice(SIGNS[0] if spaced else SIGNS[1])

    def _marked(self, place: str) -> str:
        """The dateline as plain text, in bold or in a span."""
        rng, inner = self.rng, html.escape(place, quote=False)
        form = rng.randrange(5) if place else 0
        return (inner, inner, f"<strong>{inner}</strong>", f"<b>{inner}</b>", self.m.el("span", "dateline", inner))[form]

    def _short_ended(self, paragraphs: list[str]) -> list[str]:
        """The paragraphs. On some pages, only one or two sentences of the last one are left, or they stand apart from it."""
        rng = self.rng
        if rng.random() < 0.5:
            return paragraphs
        text = paragraphs[-1]
        starts = [0, *(found.end() for found in SENTENCE.finditer(text) if found.end() < len(text))]
        at = rng.choice(starts[-2:])
        before = text[:at].strip()
        return [*paragraphs[:-1], *([before] if before and rng.random() < 0.5 else []), text[at:]]

    def _parted(self, paragraphs: list[str]) -> list[str]:
        """The paragraphs. Some are split into their sentences, so that short texts are not always boilerplate."""
        parts = (SENTENCE.split(text) if self.rng.random() < self.parted else [text] for text in paragraphs)
        return [part.strip() for own in parts for part in own if part.strip()]

    def _quoted(self, text: str) -> str:
        """A heading from words of a paragraph, some in quotation marks."""
        words = text.split()
        n = self.rng.randint(3, 6)
        if len(words) <= n:
            return self._phrase(text)
        at = self.rng.randrange(len(words) - n)
        phrase = " ".join(words[at : at + n]).strip(".,;:!?\"“”‘’«»()")
        phrase = phrase[:1].upper() + phrase[1:]
        return self.rng.choice(("{}", "{}", "‘{}’", "“{}”", "{}?")).format(phrase)

    def _structure(self, text: str) -> str:
        """A quotation, a list, a table, terms or code as part of the text; most contain the text of the paragraph."""
        rng, m = self.rng, self.m
        escape = lambda part: html.escape(part, quote=False)
        kind = rng.choices(("quote", "list", "short list", "table", "terms", "code"), (40, 25, 12, 10, 6, 7))[0]
        phrases = [self._phrase(text) for _ in range(rng.randint(2, 6))]
        if kind == "quote":
            self.text.append(text)
            inner = escape(text) if rng.random() < 0.4 else f"<p>{escape(text)}</p>"
            return m.el("blockquote", "quote", inner) if rng.random() < 0.8 else m.el("div", "quote", f"<blockquote>{inner}</blockquote>")
        if kind in ("list", "short list"):
            items = [part for part in text.replace("。", "。|").replace(". ", ".|").split("|") if part.strip()]
            items = phrases if kind == "short list" or len(items) < 2 else items
            self.text += items
            inner = "".join(f"<li>{escape(item) if rng.random() < 0.8 else '<p>' + escape(item) + '</p>'}</li>" for item in items)
            return m.el(rng.choice(("ul", "ul", "ol")), "body-list", inner)
        if kind == "table":
            rows = [(name, f"{rng.randrange(1, 99999):,}") for name in phrases]
            self.text += [f"{name} {number}" for name, number in rows]
            return m.el("table", "table", "".join(f"<tr><td>{escape(name)}</td><td>{number}</td></tr>" for name, number in rows))
        if kind == "terms":
            self.text += [phrases[0], text]
            return m.el("dl", "terms", f"<dt>{escape(phrases[0])}</dt><dd>{escape(text)}</dd>")
        words = [f"{rng.choice('abcdefgk')}{rng.choice('xyz_')}{rng.randrange(99)}" for _ in range(12)]
        lines = [f"{words[rng.randrange(12)]} = {rng.choice(words)}({rng.choice(words)}, {rng.randrange(9)})" for _ in range(rng.randint(1, 7))]
        self.text.append("\n".join(lines))
        return f"<pre>{chr(10).join(lines)}</pre>" if rng.random() < 0.4 else m.el("pre", "code", f"<code>{chr(10).join(lines)}</code>")

    def _phrase(self, text: str) -> str:
        """A few consecutive words of a text, as a list item; characters in scripts without spaces."""
        rng = self.rng
        words = [word.strip(".,;:!?\"“”«»()") for word in text.split()]
        words = [word for word in words if word]
        if len(words) < 5:
            at = rng.randrange(max(1, len(text) - 8))
            return text[at : at + rng.randint(3, 8)].strip("。、，「」 ") or text[:4]
        at = rng.randrange(len(words) - 3)
        phrase = " ".join(words[at : at + rng.choice((1, 2, 2, 3, 3, 4))])
        return phrase[:1].upper() + phrase[1:] if rng.random() < 0.6 else phrase

    def _subhead(self, head: str) -> str:
        text = self.husk.say(head, raw=True)
        self.text.append(text)
        inner = html.escape(text, quote=False)
        return self.rng.choice((f"<h2>{inner}</h2>", f"<h3>{inner}</h3>", f"<p><strong>{inner}</strong></p>", self.m.el("h2", "subhead", inner)))

    def _inline(self, inner: str) -> str:
        rng = self.rng
        words = inner.split(" ")
        if len(words) > 8 and rng.random() < 0.2 and "&" not in inner:
            at = rng.randrange(len(words) - 3)
            tag = rng.choice(("a href='/topic'", "b", "em", "span", "a href='https://example.com/'"))
            words[at : at + 2] = [f"<{tag}>{' '.join(words[at : at + 2])}</{tag.split()[0]}>"]
        return " ".join(words)

    # The frame.

    def body(self) -> str:
        rng, m, h = self.rng, self.m, self.husk
        flow = self.content()
        photos = h.photos() if rng.random() < 0.93 else []
        self._between(flow, [piece for place, piece in photos if place == "middle"])
        top = [piece for place, piece in photos if place == "top"]
        end = [piece for place, piece in photos if place == "end"] + self._behind()
        byline = h.byline(self.article["authors"][0] if self.article.get("authors") else None) if rng.random() < 0.85 else ""
        head = self._head(byline, top)
        inside = [piece for piece in end if rng.random() < 0.4]
        outside = [piece for piece in end if piece not in inside]
        if rng.random() < 0.12:
            half = len(flow) // 2
            flow = [m.any("div section", "body", "\n".join(flow[:half])), h.ad(), m.any("div section", "body", "\n".join(flow[half:]))]
        story = m.any("div div section", "body", "\n".join(flow + inside))
        if rng.random() < 0.15:
            story = "\n".join(flow + inside)
        article = m.any("article article div main section", "article", head + story + "\n".join(outside))
        parts = [self.masthead(), article, self.sidebar(), self.footer()]
        if rng.random() < 0.15:
            parts[1:3] = [f"<table><tr><td>{parts[1]}</td><td>{parts[2]}</td></tr></table>"]
        if rng.random() < 0.3:
            parts.insert(rng.choice((0, len(parts))), h.note("cookie"))
        return "\n".join(m.el("div", "page", part) if rng.random() < 0.2 else part for part in parts)

    def _between(self, flow: list[str], photos: list[str]) -> None:
        rng, h = self.rng, self.husk
        makers = (h.newsletter, h.newsletter, h.related, h.related, h.ad, h.ad, h.pitch, h.pitch, h.media, h.syndication)
        pieces = photos + [rng.choice(makers)() for _ in range(rng.choice((0, 1, 2, 3, 4, 5, 6)))]
        for piece in pieces:
            flow.insert(rng.randint(1, len(flow)), piece)

    def _behind(self) -> list[str]:
        rng, h = self.rng, self.husk
        chances = ((h.policy, 0.7), (h.syndication, 0.4), (h.tags, 0.4), (h.related, 0.5), (h.newsletter, 0.25), (h.share, 0.3),
                   (h.pitch, 0.35), (h.counter, 0.15), (h.byline, 0.2), (lambda: h.note("paywall"), 0.12), (h.ad, 0.25))
        pieces = [make() for make, chance in chances if rng.random() < chance]
        rng.shuffle(pieces)
        return pieces

    def _head(self, byline: str, photos: list[str]) -> str:
        rng, m, h = self.rng, self.m, self.husk
        label = m.any("p div span a", "section", h.say(rng.choice(self.data["sections"]))) if rng.random() < 0.7 else ""
        title = m.el(rng.choices(("h1", "h2", "div"), (80, 15, 5))[0], "headline", html.escape(self.title, quote=False))
        share = h.share() if rng.random() < 0.5 else ""
        counter = h.counter() if rng.random() < 0.3 else ""
        photo = "\n".join(photos)
        rest = [piece for piece in (byline, share, counter, photo) if piece]
        if rng.random() < 0.6:
            rng.shuffle(rest)
        out = label + title + "\n".join(rest)
        return m.any("header div", "byline-box", out) if rng.random() < 0.2 else out

    def masthead(self) -> str:
        rng, m, h, d = self.rng, self.m, self.husk, self.data
        parts = [
            m.any("span div p", "date", h.date()) if rng.random() < 0.7 else "",
            m.any("span div a", "weather", h.say(h.pick("weather"))) if rng.random() < 0.7 else "",
            m.any("span div a", "edition", h.say(h.pick("edition"))) if rng.random() < 0.6 else "",
        ]
        rng.shuffle(parts)
        name = html.escape(self.site, quote=False)
        logo = rng.choice((f'<a href="/"><img src="/logo.svg" alt="{html.escape(self.site)}"></a>', f'<a href="/">{name}</a>', m.el("div", "masthead", name)))
        items = [link(rng, h.say(s, raw=True)) for s in rng.sample(d["nav"], min(len(d["nav"]), rng.randint(4, 14)))]
        menu = m.el("ul", "nav", "".join(f"<li>{i}</li>" for i in items)) if rng.random() < 0.8 else " ".join(items)
        menu = m.any("nav div", "nav", menu)
        inner = [logo, "".join(parts), menu]
        if rng.random() < 0.4:
            rng.shuffle(inner)
        return m.any("header div div", "masthead", "".join(inner))

    def sidebar(self) -> str:
        rng, m, h = self.rng, self.m, self.husk
        if rng.random() < 0.2:
            return ""
        boxes = []
        for _ in range(rng.randint(1, 3)):
            head = m.any("h2 h3 h4 div", "box-title", h.say(h.pick("box_headings")))
            items = "".join(m.el("li", "item", h.headline_link()) for _ in range(rng.randint(3, 7)))
            boxes.append(m.any("div section", "widget", head + m.el(rng.choice(("ol", "ul")), "list", items)))
        if rng.random() < 0.4:
            boxes.append(h.newsletter())
        return m.any("aside div", "sidebar", "".join(boxes))

    def footer(self) -> str:
        rng, m, h, d = self.rng, self.m, self.husk, self.data
        items = rng.sample(d["footer"], min(len(d["footer"]), rng.randint(4, 12)))
        lines = "".join(f"<li>{link(rng, h.say(i, raw=True))}</li>" if len(i) < 40 else f"<li>{h.say(i)}</li>" for i in items)
        return m.any("footer div", "footer", f"<ul>{lines}</ul><p>© {rng.randint(2008, 2025)} {html.escape(self.site, quote=False)}</p>")

    def whole(self) -> str:
        """The page's source."""
        rng = self.rng
        body = self.body()
        title, site = html.escape(self.title), html.escape(self.site)
        form = rng.choice((f"{title} | {site}", f"{title} - {site}", f"{title} – {site}", f"{site}: {title}", title))
        head = f"<meta charset=utf-8><title>{form}</title>"
        if rng.random() < 0.5:
            head += f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        if rng.random() < 0.5:
            head += f'<meta property="og:site_name" content="{site}">'
        if rng.random() < 0.4:
            head += f'<meta name="description" content="{html.escape(self.text[0][:150])}">'
        if rng.random() < 0.35:
            data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": self.title, "publisher": {"@type": "Organization", "name": self.site}}
            head += f'<script type="application/ld+json">{json.dumps(data)}</script>'
        return f'<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>'


def english(folders: list[Path], rng: random.Random) -> list[tuple[dict, str]]:
    """Articles from the truths of news corpora, each with the domain of its page."""
    found = []
    for folder in folders:
        for truth in read_truths(folder):
            lines = [line.strip() for line in (truth.get("text") or "").split("\n")]
            lines = [line for line in lines if len(line.split()) >= 3 and line[0] not in "-*#|>" and line[-1] in ".!?”\"’"]
            own = set((truth.get("text") or "").split())
            is_english = {"the", "and", "of", "to"} <= own
            if len(lines) < MIN_PARAGRAPHS or not is_english or truth.get("page_type") not in (None, "article"):
                continue
            start = rng.randrange(max(1, len(lines) - MAX_PARAGRAPHS + 1))
            length = rng.randint(MIN_PARAGRAPHS, MAX_PARAGRAPHS)
            author = truth.get("author") or ""
            author = author[0] if isinstance(author, list) and author else author
            title = truth.get("title") or lines[0][:60]
            heads = [head for own in rng.sample(texts("en")["articles"], 2) for head in own["subheads"]]
            article = {"title": title, "authors": [author] if author else [], "subheads": heads, "paragraphs": lines[start : start + length]}
            found.append((article, domain_of(truth, folder.name)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("n_pages", type=int)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--languages", help="comma-separated; default: all that have texts")
    args = parser.parse_args()
    own = args.languages.split(",") if args.languages else languages()
    (args.out / "pages").mkdir(parents=True, exist_ok=True)
    (args.out / "corpus.json").write_text(json.dumps(ABOUT))
    rng = random.Random("family")
    borrowed = english(args.folders, rng)
    truths = []
    for n in range(args.n_pages):
        # Two of five pages are English; most of these have borrowed paragraphs.
        language = "en" if "en" in own and n % 5 < 2 else own[n % len(own)]
        articles = texts(language)["articles"]
        article = dict(rng.choice(articles))
        domain = f"{language}-{articles.index(article)}.invalid"
        paragraphs = article["paragraphs"]
        article["paragraphs"] = paragraphs[rng.randrange(3) :][: rng.randint(MIN_PARAGRAPHS, len(paragraphs))]
        if language == "en" and borrowed and rng.random() < 0.8:
            article, domain = rng.choice(borrowed)
        data = texts(language, fold_of(domain))
        page = Page(f"{n}", data, article, is_coded=rng.random() < 0.2)
        source = page.whole()
        name = f"{language}-{n:05}"
        (args.out / "pages" / f"{name}.html.gz").write_bytes(gzip.compress(source.encode("utf-8", "replace"), mtime=0))
        truths.append({
            "id": name, "domain": domain, "text": "\n\n".join(page.text), "page_type": None, "title": page.title, "kind": page.m.kind,
            "captions": page.husk.captions(),
        })
    with gzip.open(args.out / "truth.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(truth, ensure_ascii=False) + "\n" for truth in truths)
    print(f"{len(truths)} pages in {args.out}")


if __name__ == "__main__":
    errors.run(main)
