from __future__ import annotations

import copy
import json
import pickle
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import dehusk
from dehusk import Article, Block, Caption, Evidence, Image, Link, Metadata

ALL = ("text", "markdown", "html", "tei", "blocks", "evidence")


@pytest.fixture(scope="module")
def article() -> Article:
    page = Path(__file__).parents[2] / "samples/news--weather-strip-and-most-read.html"
    return dehusk.extract(page, url="https://www.example.org/a", links=True, images=True, formats=ALL)


def test_what_it_has(article: Article) -> None:
    assert article.status == "ok"
    assert 0 < article.confidence <= 1
    assert article.page_type == "article"
    assert article.metadata.site_name == "The Sable Valley Ledger"
    assert article.metadata.published == "2024-04-19"
    assert article.language == article.metadata.language
    assert (article.language or "").startswith("en")
    assert article.direction == "ltr"
    assert article.word_count > 100
    assert article.fingerprint is not None
    assert article.captions
    assert all(isinstance(caption, Caption) for caption in article.captions)
    assert article.truncated == ()
    assert article.unsupported is None
    assert str(article) == article.text
    assert "<p>" in article.html
    assert article.markdown.split()[0].strip("*") == article.text.split()[0]


def test_blocks_are_the_text_in_its_order(article: Article) -> None:
    blocks = article.blocks
    assert {"paragraph"} <= {block.kind for block in blocks}
    words = " ".join(block.text for block in blocks).split()
    assert [w for w in words if w != "-"] == [w for w in article.text.split() if w != "-"]


def test_blocks_point_into_the_text_and_the_page() -> None:
    page = "<main><h1>Café</h1><p>Il a plu lundi à <b>Brest</b>, et mardi aussi.</p></main>"
    article = dehusk.extract(page, keep="main", formats="blocks")
    heading, paragraph = article.blocks
    assert (heading.kind, heading.level) == ("heading", 1)
    for block in article.blocks:
        assert block.text_range is not None
        assert article.text.encode()[slice(*block.text_range)].decode() == block.text
    assert paragraph.range is not None
    assert page.encode()[slice(*paragraph.range)].decode() == "Il a plu lundi à <b>Brest</b>, et mardi aussi."
    assert paragraph.line == 1
    assert paragraph == pickle.loads(pickle.dumps(paragraph))


def test_tei_is_a_document_with_the_text(article: Article) -> None:
    tei = ElementTree.fromstring(article.tei)
    assert tei.tag == "{http://www.tei-c.org/ns/1.0}TEI"
    words = "".join(tei.find("{*}text").itertext()).split()  # type: ignore[union-attr]
    assert article.text.split()[-5:] == words[-5:]


def test_evidence_says_what_won(article: Article) -> None:
    won = [e for e in article.evidence if e.field == "title" and e.won]
    assert won
    assert article.metadata.title in {e.value for e in won}


def test_it_is_frozen(article: Article) -> None:
    with pytest.raises(AttributeError, match="frozen"):
        article.text = ""  # type: ignore[misc]
    with pytest.raises(AttributeError, match="frozen"):
        del article.text
    with pytest.raises(AttributeError, match="frozen"):
        article.metadata.title = ""
    with pytest.raises(AttributeError, match="frozen"):
        article.captions[0].caption = ""
    record = article.to_dict()
    record["captions"].clear()
    record["links"].append(7)
    assert article.captions
    assert 7 not in article.to_dict()["links"]


def test_it_is_compared_copied_and_pickled(article: Article) -> None:
    for again in (
        copy.copy(article),
        copy.deepcopy(article),
        *(pickle.loads(pickle.dumps(article, n)) for n in (2, 5)),
    ):
        assert again == article
        assert hash(again) == hash(article)
        assert again.metadata == article.metadata
    assert article != dehusk.extract("")
    assert article != article.text
    assert Article.from_dict(json.loads(article.json())) == article
    values = (Caption("a", "b"), Link("a", "b"), Image("a", "b"), Block("item", None, "a"), article.metadata)
    for value in (*values, article.evidence[0]):
        assert pickle.loads(pickle.dumps(value)) == value
        assert copy.deepcopy(value) == value
        assert hash(value) == hash(copy.copy(value))
    assert Link("a", "b") != Image("a", "b")


def test_what_was_not_asked_for_says_how_to_ask() -> None:
    article = dehusk.extract("<main>a", keep="main")
    for name in ("markdown", "html", "tei", "blocks", "evidence", "links", "images"):
        with pytest.raises(dehusk.NotExtractedError, match=f"this article has no {name}; expected extract"):
            getattr(article, name)
        assert not hasattr(article, name)


def test_it_is_shown_without_anything_that_acts() -> None:
    page = "<title>&lt;img src=x onerror=alert(1)></title><main>&lt;script>alert(1)&lt;/script> <a href=/>b</a></main>"
    article = dehusk.extract(page, keep="main")
    shown = article._repr_html_()
    tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, attrs))

    Reader().feed(shown)
    assert {tag for tag, _ in tags} <= {"div", "h3", "p", "small"}
    assert {name for _, attrs in tags for name, _ in attrs} <= {"style"}
    assert "&lt;script&gt;alert(1)" in shown
    assert repr(article).startswith("<Article ")
    assert "ok" in repr(article)


def test_nothing_is_an_article_too() -> None:
    article = dehusk.extract(b"")
    assert (article.text, article.status, article.captions, article.fingerprint) == ("", "empty", (), None)
    assert article.metadata == Metadata(page_type=article.page_type)
    assert article.metadata.authors == ()
    pdf = dehusk.extract(b"%PDF-1.7 ...")
    assert (pdf.status, pdf.unsupported, pdf.confidence) == ("unsupported", "pdf", 0.0)


def test_values_say_what_they_are() -> None:
    assert repr(Link("a", "b")) == "Link(text='a', url='b')"
    assert Evidence("title", "T", "h1", True).why is None
    with pytest.raises(TypeError, match="metadata have no titel; they have url, title"):
        Metadata(titel="T")
    with pytest.raises(TypeError, match="comes out of extract"):
        Article()
    match Block("heading", 2, "T"):
        case Block("heading", level, text):
            assert (level, text) == (2, "T")
        case _:
            pytest.fail("no match")
