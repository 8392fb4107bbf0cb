#!/usr/bin/env python3
"""Fragments: small training pages from a few true paragraphs and known boilerplate; and unchanged pages with
boilerplate of other pages between their paragraphs.

    fragments.py OUT_DIR CORPUS_DIR...

Crawled pages are large. Users also pass snippets, e-mails or extracted articles, and a model trained
only on large pages classifies these as empty shells. Some fragments have boilerplate snippets of the truth (`without`)
between their paragraphs, so that the model must use words instead of the position. Some pages consist only of boilerplate: shells
to be filled by a script. In some pages, boilerplate lines of other pages are inserted between the content paragraphs,
like advertisements and invitations. OUT_DIR becomes a corpus folder.
"""

import gzip
import hashlib
import html
import json
import sys
from pathlib import Path

import errors
from corpus import read_truths

ONE_IN = 2
SHELL_ONE_IN = 9
MAX_INSERTS = 3
MAX_INSERT_WORDS = 20
MAX_PARAGRAPHS = 7
MIN_WORDS = 6
SPLICE_ONE_IN = 4
SPLICE_KEY_WORDS = 5
MIN_PLACES = 3
ABOUT = {"source": "made from the truths of the other corpora by training/fragments.py", "licence": "as theirs", "weight": 0.2}


def number(seed: str, n: int) -> int:
    """A number below n that depends only on the seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % n


def husk(kind: int, title: str, body: str, host: str) -> str:
    """A small page around the paragraphs, of one of five kinds."""
    head = f"<title>{title}</title>"
    menu = '<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/about">About</a></nav>'
    foot = f"<footer><p>© 2024 {host}</p><a href='/contact'>Contact</a></footer>"
    return [
        body,
        f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>",
        f"<article><h1>{title}</h1>{body}</article>",
        f"<!DOCTYPE html><html><head>{head}</head><body>{menu}<main><h1>{title}</h1>{body}</main>{foot}</body></html>",
        f"<html><head>{head}</head><body><div class='menu'><a href='/'>Home</a></div><div>{body}</div></body></html>",
    ][kind]


def insert(snippet: str, kind: int) -> str:
    """A piece of boilerplate between paragraphs."""
    text = html.escape(snippet.strip())
    return [f"<p>{text}</p>", f"<div>{text}</div>", f"<h3>{text}</h3>", f"<div><p>{text}</p></div>", f"<p><a href='#'>{text}</a></p>"][kind]


def shell(seed: str, title: str, snippets: list[str]) -> str:
    """A page shell to be filled by a script: a menu, a `noscript` message, and no content."""
    wait = ["Loading…", "Please enable JavaScript to continue.", "You need to enable JavaScript to run this app.", "Please wait"]
    items = "".join(f"<li><a href='#'>{html.escape(s)}</a></li>" for s in snippets[:6])
    word = wait[number(seed + "wait", len(wait))]
    inner = [f"<noscript>{word}</noscript><div id='root'></div>", f"<nav><ul>{items}</ul></nav><div id='app'><p>{word}</p></div>"]
    body = inner[number(seed + "inner", 2)]
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}<script src='/app.js'></script></body></html>"


def fragment(truth: dict) -> tuple[str, str] | None:
    """The HTML of a fragment and its text; None for half of the pages, and for those without paragraphs."""
    seed = f"{truth.get('url')} {truth['id']}"
    lines = [line.strip() for line in (truth.get("text") or "").split("\n")]
    lines = [line for line in lines if len(line.split()) >= MIN_WORDS]
    if number(seed, ONE_IN) or not lines:
        return None
    title = html.escape(truth.get("title") or "Untitled")
    snippets = [s for s in truth.get("without") or () if len(s.split()) <= MAX_INSERT_WORDS and s not in truth["text"]]
    if number(seed + "shell", SHELL_ONE_IN) == 0:
        return shell(seed, title, snippets), ""
    start = number(seed + "start", len(lines))
    kept = lines[start : start + 1 + number(seed + "length", MAX_PARAGRAPHS)]
    pieces = [f"<p>{html.escape(line)}</p>" for line in kept]
    for k, snippet in enumerate(snippets[: number(seed + "inserts", MAX_INSERTS + 1)]):
        pieces.insert(number(f"{seed}at{k}", len(pieces) + 1), insert(snippet, number(f"{seed}as{k}", 5)))
    host = html.escape(truth.get("url") or "the authors").removeprefix("https://").split("/")[0]
    return husk(number(seed + "husk", 5), title, "\n".join(pieces), host), "\n\n".join(kept)


def places(page: bytes, text: str) -> list[int]:
    """The ends of content paragraphs in a page's source."""
    found = []
    for line in text.split("\n"):
        words = line.split()
        key = html.escape(" ".join(words[:SPLICE_KEY_WORDS]), quote=False).encode()
        start = page.find(key) if len(words) > SPLICE_KEY_WORDS else -1
        end = page.find(b"</p>", start)
        if start >= 0 and 0 <= end - start <= 20 * len(line.encode()) and end + 4 not in found:
            found.append(end + 4)
    return found


def splice(truth: dict, page: bytes, pool: list[str]) -> bytes | None:
    """A page with boilerplate between its paragraphs; None for most pages, and if no paragraphs are found."""
    seed = f"splice {truth.get('url')} {truth['id']}"
    found = places(page, truth.get("text") or "") if number(seed, SPLICE_ONE_IN) == 0 else []
    if len(found) < MIN_PLACES:
        return None
    for k in range(1 + number(seed + "inserts", MAX_INSERTS)):
        snippet = pool[number(f"{seed}snippet{k}", len(pool))]
        if snippet in truth["text"]:
            continue
        line = insert(snippet, number(f"{seed}as{k}", 5)).encode()
        at = found[number(f"{seed}at{k}", len(found))]
        page = page[:at] + line + page[at:]
        found = [place + len(line) if place >= at else place for place in found]
    return page


def main() -> None:
    out, *folders = errors.paths(__doc__, *sys.argv[1:])
    (out / "pages").mkdir(parents=True, exist_ok=True)
    (out / "corpus.json").write_text(json.dumps(ABOUT))
    corpora = [(folder, read_truths(folder)) for folder in folders]
    short = (s for _, truths in corpora for truth in truths for s in truth.get("without") or ())
    pool = sorted({s for s in short if len(s.split()) <= MAX_INSERT_WORDS})
    truths = []

    def add(name: str, truth: dict, page: bytes, text: str) -> None:
        (out / "pages" / f"{name}.html.gz").write_bytes(gzip.compress(page, mtime=0))
        truths.append({"id": name, "url": truth.get("url"), "text": text})

    for folder, own in corpora:
        for truth in own:
            name = f"{folder.name}-{truth['id']}"
            if made := fragment(truth):
                add(name, truth, made[0].encode(), made[1])
            page = gzip.decompress((folder / "pages" / f"{truth['id']}.html.gz").read_bytes())
            if pool and (spliced := splice(truth, page, pool)):
                add(f"{name}-spliced", truth, spliced, truth["text"])
    with gzip.open(out / "truth.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(truth) + "\n" for truth in truths)
    print(f"{len(truths)} fragments in {out}")


if __name__ == "__main__":
    errors.run(main)
