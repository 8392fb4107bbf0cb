#!/usr/bin/env python3
"""Copies of the pages of a corpus that imitate unknown sites.

    copies.py OUT_DIR CORPUS_DIR... [--parts renamed,spliced]

`OUT_DIR/CORPUS-renamed` has a copy of every page without meaningful names: half of the copies have no classes, ids and similar
attributes, the other half has hashes in them. Half of the copies have no JSON-LD. A quarter is enciphered, so that no word is
known. `OUT_DIR/CORPUS-spliced` has a third of the pages with our own boilerplate between their paragraphs. Half of the
renamed copies also have such boilerplate. The page's id seeds the variations, so the output is deterministic.
"""

import argparse
import gzip
import hashlib
import html
import json
import random
import re
from pathlib import Path

import errors
from corpus import KNOWN, domain_of, fold_of, read_truths
from fragments import number, places
from husk import KINDS, Husk, Markup, cipher, languages, texts
from tree import decode

ABOUT = {
    "renamed": {"source": "copies of {} with unknown names, by training/copies.py", "weight": 0.5, "is_copy": True},
    "spliced": {"source": "copies of {} with boilerplate of our own, by training/copies.py", "weight": 0.25, "is_copy": True},
}
NAMING = re.compile(r"""\s(class|id|itemprop|role|data-[\w-]+|aria-[\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
OPAQUE = re.compile(r"(<(script|style|textarea)\b.*?</\2\s*>|<!--.*?-->|<[^<>]*>)", re.IGNORECASE | re.DOTALL)
SHOWN = re.compile(r"""\s(alt|title|content)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
JSON_LD = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
SPLICED_ONE_IN = 3
MIN_PLACES = 2
COMMON = {
    "de": "der die und das ist nicht", "fr": "les des est dans pour une", "es": "los las una del con para", "pl": "się nie jest na oraz że",
    "it": "della che per una sono gli", "pt": "uma para não dos com são", "nl": "het een van niet voor zijn", "tr": "bir ve için bu ile olarak", "en": "the of and to in that",
}
SCRIPTS = {"ja": r"[\u3041-\u30ff]", "zh": r"[\u4e00-\u9fff]", "ru": r"[\u0430-\u044f]", "ar": r"[\u0627-\u064a]"}


def rename(page: str, seed: str, is_hashed: bool) -> str:
    """The page without names, or with each name hashed with a per-page salt."""
    salt = hashlib.sha256(seed.encode()).hexdigest()

    def hashed(match: re.Match) -> str:
        if match[1].lower() not in ("class", "id"):
            return ""
        words = [hashlib.sha256((salt + word).encode()).hexdigest()[:7] for word in match[2].strip("\"'").split()]
        return f' {match[1]}="{" ".join("c" + word for word in words)}"'

    change = hashed if is_hashed else ""
    return TAG.sub(lambda tag: NAMING.sub(change, tag[0]), page)


def encode(page: str, table: dict[int, int]) -> str:
    """The page with all visible text enciphered; tags, scripts and URLs are unchanged."""
    value = lambda match: f" {match[1]}={html.escape(html.unescape(match[2][1:-1]).translate(table)).join(chr(34) * 2)}"
    out, at = [], 0
    text = lambda part: html.escape(html.unescape(part).translate(table), quote=False) if part else ""
    for match in OPAQUE.finditer(page):
        out.append(text(page[at : match.start()]))
        tag = match[0]
        out.append(SHOWN.sub(value, tag) if match[2] is None and not tag.startswith("<!") and "charset" not in tag else tag)
        at = match.end()
    return "".join(out) + text(page[at:])


def language_of(truth: dict) -> str | None:
    """The language of a truth, by its script or by common words; only languages that have texts in `husk/`."""
    text = (truth.get("text") or " ".join(truth.get("with") or ()))[:5000]
    for language, script in SCRIPTS.items():
        if len(re.findall(script, text)) > len(text) / 10:
            return language
    words = text.lower().split()
    counts = {language: sum(words.count(word) for word in common.split()) for language, common in COMMON.items()}
    best = max(counts, key=counts.get)
    return best if counts[best] * 25 > len(words) else None


def splice(truth: dict, page: str, rng: random.Random, husk: Husk) -> str | None:
    """The page with pieces between its paragraphs; None if too few paragraphs are found."""
    source = page.encode("utf-8", "replace")
    keys = truth["text"] if truth.get("text") is not None else "\n".join(truth.get("with") or ())
    found = sorted(places(source, keys))
    if len(found) < MIN_PLACES:
        return None
    inside = (husk.newsletter, husk.related, husk.ad, husk.pitch, husk.media, husk.syndication)
    behind = (husk.policy, husk.policy, husk.syndication, husk.related, husk.tags, husk.share, husk.newsletter)
    pieces = [(rng.choice(found[:-1]), rng.choice(inside)()) for _ in range(rng.randint(0, 3))]
    pieces += [(found[-1], rng.choice(behind)()) for _ in range(rng.randint(0, 2))]
    if rng.random() < 0.6:
        pieces += [(found[0] if place == "top" else rng.choice(found), piece) for place, piece in husk.photos()]
    for at, piece in sorted(pieces, key=lambda pair: -pair[0]):
        source = source[:at] + piece.encode() + source[at:]
    return source.decode("utf-8", "replace")


def coded(value, table: dict[int, int]):
    """A text, or the texts of a list, enciphered."""
    if isinstance(value, str):
        return value.translate(table)
    return [coded(one, table) for one in value] if isinstance(value, list) else value


class Copier:
    """Makes the copies of one page."""

    def __init__(self, corpus: str, truth: dict, page: str):
        self.truth, self.page = truth, page
        self.seed = f"copy {corpus} {truth['id']}"
        self.rng = random.Random(self.seed)
        self.language = language_of(truth) or "en"
        self.fold = fold_of(domain_of(truth, corpus))

    def renamed(self) -> tuple[str, dict]:
        rng, page, truth = self.rng, self.page, dict(self.truth)
        page = rename(page, self.seed, rng.random() < 0.5)
        if rng.random() < 0.5:
            page = JSON_LD.sub("", page)
        if rng.random() < 0.5:
            page, truth = self._spliced(page, truth, rng.choice(("hashed", "none"))) or (page, truth)
        if rng.random() < 0.25:
            table = cipher(self.seed)
            page = encode(JSON_LD.sub("", page), table)
            truth |= {key: coded(truth.get(key), table) for key in ("text", "with", "without", "captions") if truth.get(key)}
        return page, truth

    def spliced(self) -> tuple[str, dict] | None:
        if number(self.seed, SPLICED_ONE_IN):
            return None
        return self._spliced(self.page, dict(self.truth), self.rng.choice(KINDS))

    def _spliced(self, page: str, truth: dict, kind: str) -> tuple[str, dict] | None:
        if self.language not in languages():
            return None
        husk = Husk(self.rng, texts(self.language, self.fold), Markup(self.rng, kind))
        new = splice(truth, page, self.rng, husk)
        if new is None:
            return None
        truth["captions"] = husk.captions()
        if truth.get("text") is None:
            truth["without"] = [*(truth.get("without") or ()), *_lines(husk)]
        return new, truth


def _lines(husk: Husk) -> list[str]:
    """Forbidden texts, for pages whose truth is snippets."""
    captions = [photo.caption for photo in husk.photos_shown]
    long = [entry for entry in husk.used if len(entry) > 15 and "{" not in entry and "[" not in entry]
    return sorted({*captions, *long})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--parts", default="renamed,spliced")
    args = parser.parse_args()
    for folder in args.folders:
        for part in args.parts.split(","):
            out = args.out / f"{folder.name}-{part}"
            (out / "pages").mkdir(parents=True, exist_ok=True)
            about = ABOUT[part] | {"licence": f"as {folder.name}", "pages_of": folder.name}
            base = KNOWN.get(folder.name, {})
            about |= {"weight": about["weight"] * base.get("weight", 1), "trees": base.get("trees", 1)}
            about["source"] = about["source"].format(folder.name)
            (out / "corpus.json").write_text(json.dumps(about))
            truths = []
            for truth in read_truths(folder):
                page = decode(gzip.decompress((folder / "pages" / f"{truth['id']}.html.gz").read_bytes()))
                made = getattr(Copier(folder.name, truth, page), part)()
                if made:
                    (out / "pages" / f"{truth['id']}.html.gz").write_bytes(gzip.compress(made[0].encode("utf-8", "replace"), 1, mtime=0))
                    truths.append(made[1])
            with gzip.open(out / "truth.jsonl.gz", "wt") as file:
                file.writelines(json.dumps(truth, ensure_ascii=False) + "\n" for truth in truths)
            print(f"{len(truths)} pages in {out}")


if __name__ == "__main__":
    errors.run(main)
