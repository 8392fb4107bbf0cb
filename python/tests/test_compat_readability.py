"""Beside the real readability-lxml, which has to be installed."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

readability = pytest.importorskip("readability", reason="readability-lxml is not installed")

from dehusk.compat.readability import Document

SAMPLE = Path(__file__).parents[2] / "samples/news--harbor-courier.html"
METHODS = ("__init__", "summary", "title", "short_title", "content", "author", "get_clean_html")


@pytest.mark.parametrize("name", METHODS)
def test_signatures_are_the_real_ones(name: str) -> None:
    def told(kind: type) -> list[tuple[str, object, object]]:
        parameters = inspect.signature(getattr(kind, name)).parameters.values()
        return [(p.name, p.kind, p.default) for p in parameters]

    assert told(Document) == told(readability.Document)


def test_titles_are_the_real_ones() -> None:
    page = SAMPLE.read_bytes()
    own, real = Document(page), readability.Document(page)
    assert own.title() == real.title()
    assert own.short_title()
    assert own.short_title() in own.title()


def test_the_examples_of_its_documentation() -> None:
    page = (
        b"<html><head><title>Example Domain</title></head><body><div><h1>Example Domain</h1>"
        b"<p>This domain is established to be used for illustrative examples in documents. You may use this domain in "
        b"examples without prior coordination or asking for permission.</p>"
        b'<p><a href="http://www.iana.org/domains/example">More information...</a></p></div></body></html>'
    )
    doc = Document(page)
    assert doc.title() == "Example Domain"
    assert doc.short_title() == "Example Domain"
    assert doc.summary().startswith("<html><body><div>")
    assert doc.summary().endswith("</div></body></html>")
    assert "<p>This domain is established" in doc.summary()
    assert doc.summary(html_partial=True).startswith("<div>")
    assert doc.content().startswith("<body>")
    assert doc.get_clean_html() == doc.summary()
    assert doc.author() == "[no-author]"


def test_nothing_has_a_summary_too() -> None:
    for page in ("", b"", "<p>", "a"):
        doc = Document(page)
        assert doc.summary().startswith("<html><body><div>")
        assert doc.title() == "[no-title]"
        assert doc.short_title() == ""


def test_addresses_become_absolute() -> None:
    page = "<article>" + "<p>It rained on Monday, and on <a href=b>Tuesday</a> too.</p>" * 5 + "</article>"
    assert 'href="https://x.example/y/b"' in Document(page, url="https://x.example/y/").summary()


@pytest.mark.parametrize(
    "options",
    [
        {"positive_keywords": ["a"]},
        {"negative_keywords": "a,b"},
        {"min_text_length": 1},
        {"retry_length": 1},
        {"xpath": True},
        {"handle_failures": "ignore"},
    ],
)
def test_what_has_no_effect_is_warned_of(options: dict[str, object]) -> None:
    with pytest.warns(UserWarning, match=f"{next(iter(options))} has no effect"):
        Document("<p>a", **options)  # type: ignore[arg-type]
