"""Husk: pieces of boilerplate in random markup, from the texts in `husk/LANG.json`.

All texts are written by us. Each page has random markup (class names, tags, nesting) and wording, so that a
model trained on many pages learns only what they have in common.
"""

import html
import json
import random
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus import fold_of

FOLDER = Path(__file__).parent / "husk"
# The texts that are split into folds, except lists that are too short for varied pages.
BY_FOLD = (
    "captions", "credits", "byline_forms", "policies", "newsletter", "pitches", "related_labels", "headlines", "ads", "syndication",
    "cookie", "paywall", "share", "counters", "media", "box_headings",
)
MIN_ENTRIES = 4
# Block-level tags without a meaning here.
UNUSUAL = ("h5", "h6", "center", "address", "section", "aside", "article", "dd", "h4", "summary")
KINDS = ("semantic", "hashed", "mixed", "none")
VOWELS, CONSONANTS = "aeiouy", "bcdfghjklmnpqrstvwxz"
CYRILLIC_VOWELS, CYRILLIC_CONSONANTS = "аеиоуыэюя", "бвгджзклмнпрстфхцчшщ"


def languages() -> list[str]:
    """The languages that have texts."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != "names")


@cache
def texts(language: str, fold: int | None = None) -> dict:
    """The texts of a language; with `fold`, only boilerplate texts of that fold.

    The first stage scores a page by words of other folds. So the trees learn how reliable unseen wordings are.
    """
    data = json.loads((FOLDER / f"{language}.json").read_text())
    for key in BY_FOLD if fold is not None else ():
        own = [entry for entry in data[key] if fold_of(json.dumps(entry, ensure_ascii=False)) == fold]
        data[key] = own if len(own) >= MIN_ENTRIES else data[key]
    return data


def cipher(seed: str) -> dict[int, int]:
    """A substitution cipher: words become unknown words of the same shape, in scripts with and without spaces."""
    rng, table = random.Random(f"cipher {seed}"), {}
    for letters in (VOWELS, CONSONANTS, CYRILLIC_VOWELS, CYRILLIC_CONSONANTS):
        mixed = rng.sample(letters, len(letters))
        for old, new in zip(letters, mixed):
            table |= {ord(old): ord(new), ord(old.upper()): ord(new.upper())}
    for start, end in ((0x3041, 0x3096), (0x30A1, 0x30FA), (0x0627, 0x064A)):
        block = [c for c in range(start, end + 1) if chr(c).isalpha()]
        table |= dict(zip(block, rng.sample(block, len(block))))
    shift = rng.randrange(1, 4000)
    # Ideographs: a shift within the common block.
    table |= {c: 0x4E00 + (c - 0x4E00 + shift) % 0x5000 for c in range(0x4E00, 0x9E00)}
    return table


@dataclass
class Photo:
    """A caption and its credit, as in the truth."""

    caption: str
    credit: str


class Markup:
    """The markup style of one page: its class names, and its tags for each role."""

    def __init__(self, rng: random.Random, kind: str):
        self.rng, self.kind = rng, kind
        self.prefix = rng.choice(["", "", "", "c-", "o-", "js-", "m_", "td-", "wp-block-", "site-", "np-", "art"])
        self.names = json.loads((FOLDER / "names.json").read_text())
        self.memo: dict[str, str] = {}

    def attrs(self, role: str) -> str:
        """The attributes of an element of a role, the same for all elements of that role on most pages."""
        kind = self.kind
        if kind == "mixed":
            kind = self.rng.choice(("semantic", "hashed", "none"))
        if kind == "none":
            return ""
        if role not in self.memo:
            self.memo[role] = self._name(role, kind)
        return self.memo[role]

    def _name(self, role: str, kind: str) -> str:
        rng = self.rng
        if kind == "hashed":
            letters = "".join(rng.choice(string.ascii_lowercase + string.digits) for _ in range(rng.randint(4, 7)))
            return f' class="{rng.choice(["css-", "sc-", "_", "x", "jsx-", "e"])}{letters}"'
        name = rng.choice(self.names.get(role) or [role])
        style = rng.randrange(4)
        if style == 0:
            name = "".join(part.capitalize() if k else part for k, part in enumerate(name.split("-")))
        elif style == 1:
            name = name.replace("-", "_")
        name = (self.prefix + name) if rng.random() < 0.4 else name
        attribute = "id" if rng.random() < 0.12 else "class"
        more = f" {rng.choice(self.names['extra'])}" if attribute == "class" and rng.random() < 0.3 else ""
        return f' {attribute}="{name}{more}"'

    def el(self, tag: str, role: str, inner: str) -> str:
        """An element; `inner` is HTML."""
        return f"<{tag}{self.attrs(role)}>{inner}</{tag}>"

    def any(self, tags: str, role: str, inner: str) -> str:
        """An element with one of some tags, or occasionally with an unexpected tag."""
        tag = self.rng.choice(tags.split())
        return self.el(self.rng.choice(UNUSUAL) if self.rng.random() < 0.08 else tag, role, inner)

    def boxed(self, role: str, inner: str) -> str:
        """A box around HTML, occasionally two or three."""
        out = self.any("div div section aside", role, inner)
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2))):
            out = self.el("div", self.rng.choice(("wrap", "row", "inner")), out)
        return out


def link(rng: random.Random, text: str) -> str:
    """A link with this text."""
    href = rng.choice(["#", "/a/", "/news/2024/", "https://example.org/s/", "/story.php?id="])
    return f'<a href="{href}{rng.randrange(10**6)}">{html.escape(text, quote=False)}</a>'


class Husk:
    """Draws pieces of boilerplate for one page."""

    def __init__(self, rng: random.Random, data: dict, markup: Markup, coded: dict[int, int] | None = None):
        self.rng, self.data, self.markup, self.coded = rng, data, markup, coded
        self.photos_shown: list[Photo] = []
        self.used: set[str] = set()

    def say(self, text: str, raw=False) -> str:
        """A text, enciphered if the page is, and escaped unless `raw`."""
        text = text.translate(self.coded) if self.coded else text
        return text if raw else html.escape(text, quote=False)

    def pick(self, key: str):
        """A random entry of a list, rarely a repeated one."""
        options = self.data[key]
        choice = self.rng.choice(options)
        for _ in range(4):
            if str(choice) not in self.used:
                break
            choice = self.rng.choice(options)
        self.used.add(str(choice))
        return choice

    # Lines.

    def headline_link(self) -> str:
        return link(self.rng, self.say(self.pick("headlines"), raw=True))

    def related(self) -> str:
        """A label and one link, or a small list of links."""
        rng, m = self.rng, self.markup
        label = self.say(self.pick("related_labels"))
        one = self.headline_link()
        style = rng.randrange(8)
        if style == 0:
            return m.any("p div", "related", f"{label} {one}")
        if style == 1:
            return m.any("p div p", "related", f"<{(t := rng.choice(['strong', 'b', 'em', 'span']))}>{label}</{t}> {one}")
        if style == 2:
            return m.any("p div h4 h3", "related", one)
        if style == 3:
            return m.any("p div", "related", f"{label}<br>{one}")
        if style == 4:
            return m.boxed("related", m.any("span p h4 div", "label", label) + m.any("p div h5", "related-title", one))
        if style == 5:
            return m.any("p div", "related", f"<a href='#'>{label} {self.say(self.pick('headlines'))}</a>")
        items = "".join(m.el("li", "item", self.headline_link()) for _ in range(rng.randint(2, 5)))
        head = m.any("h2 h3 h4 p div strong", "box-title", label)
        listed = m.el(rng.choice(("ul", "ol")), "list", items)
        if style == 6:
            return m.boxed("related", head + listed)
        cards = "".join(
            m.el("div", "card", ('<img src="/t.jpg" alt="">' if rng.random() < 0.6 else "") + m.any("h3 h4 p span", "card-title", self.headline_link())
                 + (m.any("p span div", "date", self.date()) if rng.random() < 0.4 else ""))
            for _ in range(rng.randint(2, 6))
        )
        return m.boxed("related", head + cards)

    def date(self) -> str:
        return self.say(self.rng.choice(self.data["dates"]))

    def ad(self) -> str:
        label = self.say(self.pick("ads"))
        m = self.markup
        inner = m.any("span div p small", "ad-label", label)
        return self.rng.choice((inner, m.any("div p", "ad", label), m.boxed("ad", inner), m.boxed("ad", inner + "<div></div>")))

    def media(self) -> str:
        text = self.say(self.pick("media"))
        m = self.markup
        text = f"<a href='#v'>{text}</a>" if self.rng.random() < 0.5 else text
        return m.any("p div span", "media", text)

    def pitch(self) -> str:
        m, rng = self.markup, self.rng
        text = self.say(self.pick("pitches"))
        if rng.random() < 0.35:
            text += " " + link(rng, self.say(self.rng.choice(self.data["newsletter"])["button"], raw=True))
        elif rng.random() < 0.25:
            words = text.split(" ")
            at = rng.randrange(len(words))
            text = " ".join([*words[:at], f"<a href='/x'>{words[at]}</a>", *words[at + 1 :]])
        text = f"<{(t := rng.choice(['em', 'strong', 'i', 'b']))}>{text}</{t}>" if rng.random() < 0.35 else text
        inner = m.any("p p div", "pitch", text)
        return inner if rng.random() < 0.6 else m.boxed("pitch-box", inner)

    def newsletter(self) -> str:
        """A sign-up box: heading, invitation, form, fine print; some parts may be missing."""
        m, rng = self.markup, self.rng
        own = self.pick("newsletter")
        parts = []
        if rng.random() < 0.75:
            parts.append(m.any("h2 h3 h4 p div strong", "box-title", self.say(own["heading"])))
        if rng.random() < 0.9 or not parts:
            parts.append(m.any("p p div span", "text", self.say(own["pitch"])))
        kind = rng.random()
        if kind < 0.65:
            field = f'<input type="{rng.choice(["email", "text", "email"])}" placeholder="{self.say(own["placeholder"])}">' if rng.random() < 0.85 else ""
            button = f"<button>{self.say(own['button'])}</button>" if rng.random() < 0.7 else '<input type="submit" value="ok">'
            label = f"<label>{self.say(own['placeholder'])}</label>" if rng.random() < 0.3 else ""
            parts.append(m.any("form form div", "form", label + field + button))
        elif kind < 0.85:
            parts.append(m.any("p div", "button", link(rng, self.say(own["button"], raw=True))))
        if rng.random() < 0.6:
            parts.append(m.any("p small div p", "fine-print", self.say(own["fine"])))
        if rng.random() < 0.1:
            return "".join(parts)
        return m.boxed("newsletter", "".join(parts))

    def paragraphs(self, text: str, role: str) -> str:
        """A text of several sentences in one or more paragraphs, with or without links."""
        m, rng = self.markup, self.rng
        sentences = text.replace("。", "。 ").replace(". ", ". |").replace("。 ", "。|").split("|")
        parts = [text]
        if len(sentences) > 2 and rng.random() < 0.3:
            at = rng.randrange(1, len(sentences))
            parts = ["".join(sentences[:at]), "".join(sentences[at:])]
        out = ""
        for part in parts:
            inner = self.say(part.strip())
            words = inner.split(" ")
            if len(words) > 5 and rng.random() < 0.5 and "&" not in inner:
                at = rng.randrange(len(words) - 2)
                n = rng.randint(1, 2)
                words[at : at + n] = [f"<a href='/rules'>{' '.join(words[at : at + n])}</a>"]
                inner = " ".join(words)
            out += m.any("p p div", role, inner)
        return out

    def policy(self) -> str:
        m, rng = self.markup, self.rng
        inner = self.paragraphs(self.pick("policies"), "policy")
        if rng.random() < 0.3:
            inner = m.any("h2 h3 h4 p", "box-title", self.say(rng.choice(self.data["counters"]))) + inner
        if rng.random() < 0.3:
            inner += "<form><textarea></textarea><button>ok</button></form>"
        return inner if rng.random() < 0.35 else m.boxed("policy-box", inner)

    def syndication(self) -> str:
        m = self.markup
        text = self.say(self.pick("syndication"))
        return m.any("p p div small em", "syndication", f"<em>{text}</em>" if self.rng.random() < 0.3 else text)

    def note(self, key: str) -> str:
        """A cookie or paywall note."""
        m = self.markup
        inner = m.any("p div h3", "note", self.say(self.pick(key)))
        if self.rng.random() < 0.4:
            inner += m.any("p div", "button", f"<button>{self.say(self.rng.choice(self.data['newsletter'])['button'])}</button>")
        return m.boxed(key, inner)

    def share(self) -> str:
        m, rng = self.markup, self.rng
        items = [self.say(item) for item in self.pick("share")]
        style = rng.randrange(4)
        if style == 0:
            return m.el("ul", "share", "".join(m.el("li", "share-item", f"<a href='#'>{item}</a>") for item in items))
        if style == 1:
            return m.boxed("share", "".join(m.el("span", "share-item", f"<a href='#'>{item}</a>") for item in items))
        if style == 2:
            return m.boxed("share", "".join(f"<button>{item}</button>" for item in items))
        return m.any("div p", "share", " ".join(items))

    def counter(self) -> str:
        return self.markup.any("div span p", "counter", self.say(self.pick("counters")))

    def tags(self) -> str:
        m, rng = self.markup, self.rng
        label = self.say(self.pick("tags_labels"))
        sections = [self.say(s, raw=True) for s in rng.sample(self.data["sections"], rng.randint(2, 5))]
        links = [link(rng, s) for s in sections]
        if rng.random() < 0.5:
            return m.any("p div", "tags", f"{label} " + rng.choice((", ", " ", " · ")).join(links))
        return m.boxed("tags", m.any("span h4 strong", "label", label) + m.el("ul", "list", "".join(f"<li>{l}</li>" for l in links)))

    def byline(self, author: str | None = None) -> str:
        """The byline, in one or two blocks."""
        m, rng = self.markup, self.rng
        other = rng.choice(self.data["articles"])["authors"][0]
        form = self.pick("byline_forms")
        fill = {
            "author": author or rng.choice(self.data["articles"])["authors"][0],
            "author2": other,
            "role": rng.choice(self.data["roles"]),
            "date": rng.choice(self.data["dates"]),
            "time": rng.choice(self.data["times"]),
            "site": rng.choice(self.data["site_names"]),
        }
        for key, value in fill.items():
            form = form.replace("{" + key + "}", value)
        text = self.say(form)
        name = self.say(fill["author"])
        if name in text and rng.random() < 0.5:
            text = text.replace(name, f"<a href='/author/{rng.randrange(999)}'>{name}</a>", 1)
        inner = m.any("p div span address", "byline", text)
        if rng.random() < 0.3:
            inner += m.any("p div time span", "date", self.date())
        return inner if rng.random() < 0.6 else m.boxed("byline-box", inner)

    # Photos.

    def photo(self) -> Photo:
        """Draws a photo: its caption, and a credit in most cases."""
        credit = self.say(self.pick("credits"), raw=True) if self.rng.random() < 0.9 else ""
        photo = Photo(self.say(self.pick("captions"), raw=True), credit)
        self.photos_shown.append(photo)
        return photo

    def captions(self) -> list[list[str]]:
        """Captions and credits of the generated photos, for the truth."""
        return [[photo.caption, photo.credit] for photo in self.photos_shown]

    def image(self, alt: str) -> str:
        rng = self.rng
        alt = rng.choice((f' alt="{html.escape(alt)}"', ' alt=""', ""))
        n = rng.randrange(10**5)
        image = rng.choice((
            f'<img src="/i/{n}.jpg"{alt}>', f'<img src="/i/{n}.jpg"{alt} width="960" height="640">',
            f'<img data-src="/i/{n}.jpg"{alt}>', f'<picture><source srcset="/i/{n}.webp"><img src="/i/{n}.jpg"{alt}></picture>',
            f'<div style="background-image:url(/i/{n}.jpg)"></div>',
        ))
        image = f'<a href="/i/{n}.jpg">{image}</a>' if rng.random() < 0.25 else image
        return self.markup.el("div", "image", image) if rng.random() < 0.25 else image

    def legend(self, photo: Photo, with_credit: bool, counter="") -> str:
        """The caption and credit of a photo in one or two blocks, in any order."""
        m, rng = self.markup, self.rng
        caption, credit = html.escape(photo.caption, quote=False), html.escape(photo.credit, quote=False)
        if counter:
            caption = rng.choice((f"{counter} {caption}", f"{caption} {counter}")) if rng.random() < 0.5 else caption
        if not credit or not with_credit:
            inner = m.any("figcaption p div span small em", "caption", caption)
            return inner
        style = rng.randrange(11)
        if style == 9:
            return m.any("figcaption p div", "caption", f"{credit}: {caption}" if rng.random() < 0.4 else f"[{credit}] {caption}")
        if style == 10:
            return m.any("figcaption p div", "caption", rng.choice((f"{caption} | {credit}", f"{caption} [{credit}]", f"{credit} {caption}")))
        if style == 0:
            return m.any("figcaption p div", "caption", f"{caption} {credit}")
        if style == 1:
            return m.any("figcaption p div", "caption", f"{caption} ({credit})" if "(" not in credit else f"{caption} {credit}")
        if style == 2:
            return m.any("p div figcaption td", "caption", f"{credit}<br>{caption}")
        if style == 3:
            return m.any("p div figcaption", "caption", f"{caption}<br>{credit}")
        if style == 4:
            return m.any("span p div", "credit", credit) + m.any("figcaption p div", "caption", caption)
        if style == 5:
            return m.any("p div figcaption", "caption", caption) + m.any("p div span small cite", "credit", credit)
        if style == 6:
            spans = m.el("span", "caption", caption) + rng.choice((" ", "", " | ")) + m.el("span", "credit", credit)
            return m.any("figcaption div p", "legend", spans)
        if style == 7:
            spans = m.el("span", "credit", credit) + " " + m.el("span", "caption", caption)
            return m.any("figcaption div p", "legend", spans)
        return m.any("figcaption div", "legend", m.el("p", "caption", caption) + m.el("p", "credit", credit))

    def copy(self, photo: Photo, with_credit=True, counter="") -> str:
        """A photo with its legend, in a figure, a box, a table, a list, or nothing."""
        m, rng = self.markup, self.rng
        image = self.image(photo.caption) if rng.random() < 0.9 else ""
        legend = self.legend(photo, with_credit, counter)
        counted = m.any("span div p", "counter", counter) if counter and rng.random() < 0.5 else ""
        parts = image + counted + legend if rng.random() < 0.85 else legend + image
        style = rng.randrange(12)
        if style < 4:
            return m.el("figure", "photo", parts)
        if style < 8:
            return m.boxed("photo", parts.replace("<figcaption", "<p").replace("</figcaption", "</p"))
        parts = parts.replace("<figcaption", "<div").replace("</figcaption", "</div")
        if style == 8:
            return f"<table{m.attrs('photo')}><tr><td>{image}</td></tr><tr><td>{self.legend(photo, with_credit).replace('<td', '<div').replace('</td', '</div')}</td></tr></table>"
        if style == 9:
            return m.el("ul", "gallery", m.el("li", "photo", parts))
        if style == 10:
            hidden = rng.choice(("", "", " hidden", ' style="display:none"', ' aria-hidden="true"'))
            return m.el("noscript", "photo", parts) if rng.random() < 0.4 else f"<div{m.attrs('lightbox')}{hidden}>{parts}</div>"
        return parts

    def gallery(self, counters: list[str]) -> str:
        """A row of photos with their legends: in separate boxes, a table, a list, or a list of legends only."""
        m, rng = self.markup, self.rng
        style = rng.randrange(8)
        if style < 4:
            return m.boxed("gallery", "".join(self.copy(self.photo(), counter=counter) for counter in counters))
        photos = [self.photo() for _ in counters]
        images = [self.image(photo.caption) if rng.random() < 0.8 else "" for photo in photos]
        flat = lambda photo: rng.choice((f"{photo.caption} {photo.credit}", photo.caption, f"{photo.credit} {photo.caption}"))
        legends = [self.legend(photo, True, counter).replace("figcaption", "div").replace("<td", "<div").replace("</td", "</div")
                   if rng.random() < 0.6 else html.escape(flat(photo), quote=False) for photo, counter in zip(photos, counters)]
        pairs = list(zip(images, legends))
        if style == 4:
            rows = "".join(f"<tr><td>{image}</td><td>{legend}</td></tr>" for image, legend in pairs)
            return m.el("table", "gallery", rows)
        if style == 5:
            cells = "".join(f"<td>{image}{legend}</td>" for image, legend in pairs)
            return m.el("table", "gallery", f"<tr>{cells}</tr>")
        if style == 6:
            return m.el("dl", "gallery", "".join(f"<dt>{image}</dt><dd>{legend}</dd>" for image, legend in pairs))
        tag = rng.choice(("ul", "ol"))
        return m.el(tag, "gallery", "".join(m.el("li", "photo", image + legend) for image, legend in pairs))

    def photos(self) -> list[tuple[str, str]]:
        """The copies of one to three photos or of a gallery: (place, HTML); places are top, middle, end."""
        rng, m = self.rng, self.markup
        out = []
        if rng.random() < 0.12:
            n = rng.randint(4, 9)
            total = rng.randint(n, 40)
            counters = [f"{k + 1}/{total}" if rng.random() < 0.7 else "" for k in range(n)]
            return [(rng.choice(("top", "top", "middle", "end")), self.gallery(counters))]
        for k in range(rng.choice((1, 1, 1, 2, 2, 3))):
            photo = self.photo()
            n_copies = rng.choice((1, 2, 2, 2, 2, 3))
            copies = [self.copy(photo, with_credit=c == 0 or rng.random() < 0.75) for c in range(n_copies)]
            first = "top" if k == 0 and rng.random() < 0.8 else "middle"
            together = rng.random() < 0.6
            if together:
                joined = "".join(copies)
                out.append((first, m.boxed("photos", joined) if rng.random() < 0.3 else joined))
            else:
                out.append((first, copies[0]))
                out += [(rng.choice(("middle", "end", "end", "top")), copy) for copy in copies[1:]]
        return out
