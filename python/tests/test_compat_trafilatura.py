"""Beside the real trafilatura, which has to be installed."""

from __future__ import annotations

import csv
import inspect
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

trafilatura = pytest.importorskip("trafilatura", reason="trafilatura is not installed")
from trafilatura.settings import Document as RealDocument
from trafilatura.settings import Extractor as RealExtractor

from dehusk import OptionsError
from dehusk.compat import trafilatura as ours

SAMPLE = Path(__file__).parents[2] / "samples/news--weather-strip-and-most-read.html"
URL = "https://www.example.org/night-clinic/"


@pytest.fixture(scope="module")
def page() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["extract", "bare_extraction", "extract_with_metadata", "fetch_url", "fetch_response"])
def test_signatures_are_the_real_ones(name: str) -> None:
    def told(function: Any) -> list[tuple[str, Any, Any]]:
        parameters = inspect.signature(function).parameters.values()
        # A parser of configurations is the real default, for which we take none.
        return [(p.name, p.kind, None if p.name == "config" else p.default) for p in parameters]

    assert told(getattr(ours, name)) == told(getattr(trafilatura, name, None) or getattr(trafilatura.downloads, name))


def test_documents_have_the_same_fields(page: str) -> None:
    assert list(ours.Document.__slots__) == list(RealDocument.__slots__)
    theirs = trafilatura.bare_extraction(page, url=URL, with_metadata=True)
    document = ours.bare_extraction(page, url=URL, with_metadata=True)
    assert isinstance(document, ours.Document)
    for name in RealDocument.__slots__:
        if name in ("body", "commentsbody"):
            continue
        real, own = getattr(theirs, name), getattr(document, name)
        assert own is None or real is None or type(own) is type(real), name
    assert document.as_dict().keys() == theirs.as_dict().keys()
    assert document.sitename == "The Sable Valley Ledger"
    assert document.date == "2024-04-19"


def test_metadata_are_none_unless_asked_for(page: str) -> None:
    document = ours.bare_extraction(page)
    assert isinstance(document, ours.Document)
    theirs = trafilatura.bare_extraction(page)
    for name in ("title", "author", "date", "url", "sitename", "categories", "tags", "language"):
        assert getattr(document, name) is None
        assert getattr(theirs, name) is None


def test_json_has_the_same_keys(page: str) -> None:
    for with_metadata in (False, True):
        options: dict[str, Any] = {
            "output_format": "json",
            "with_metadata": with_metadata,
            "url": URL,
            "record_id": "7",
        }
        own, real = ours.extract(page, **options), trafilatura.extract(page, **options)
        assert own is not None
        assert json.loads(own).keys() == json.loads(real).keys()
    record = json.loads(own)
    assert (record["id"], record["source-hostname"]) == ("7", "The Sable Valley Ledger")
    assert isinstance(record["categories"], str)


def test_each_format(page: str) -> None:
    text = ours.extract(page)
    assert text is not None
    assert text.count("\n\n") > 3
    assert "---\ntitle: " in (ours.extract(page, with_metadata=True) or "")
    linked = "<article>" + "<p>It rained on Monday, and on <a href=b>Tuesday</a>, too.</p>" * 5 + "</article>"
    for given in ("txt", "markdown"):
        found = ours.extract(linked, output_format=given, include_links=True, url="https://x.example/")
        assert "[Tuesday](https://x.example/b)" in (found or "")
    html = ours.extract(page, output_format="html", with_metadata=True) or ""
    assert html.startswith("<html>\n<head><meta name=")
    assert html.count("<p>") > 3
    row = next(csv.reader(io.StringIO(ours.extract(page, output_format="csv", url=URL) or ""), delimiter="\t"))
    real = next(csv.reader(io.StringIO(trafilatura.extract(page, output_format="csv", url=URL)), delimiter="\t"))
    assert len(row) == len(real)
    linked_html = ours.extract(linked, output_format="html", include_links=True, url="https://x.example/") or ""
    assert '<a href="https://x.example/b">Tuesday</a>' in linked_html
    tei = ElementTree.fromstring(ours.extract(page, output_format="xmltei") or "")
    assert tei.tag == "{http://www.tei-c.org/ns/1.0}TEI"
    title = tei.find(".//{*}titleStmt/{*}title")
    document = ours.extract_with_metadata(page)
    assert title is not None
    assert document is not None
    assert title.text == document.title
    for given in ("xml", "pdf"):
        with pytest.raises(OptionsError, match=f"output_format: '{given}' is not made"):
            ours.extract(page, output_format=given)


def test_nothing_is_none() -> None:
    for given in ("", "<html></html>", b"%PDF-1.7", "<p>"):
        assert ours.extract(given) is None
        assert ours.bare_extraction(given) is None


def test_filters(page: str) -> None:
    assert ours.extract(page, target_language="en") is not None
    assert ours.extract(page, target_language="de") is None
    assert ours.extract("<main>" + "It rained on Monday. " * 20, only_with_metadata=True) is None
    document = ours.bare_extraction(page, url=URL, with_metadata=True)
    assert isinstance(document, ours.Document)
    assert ours.extract(page, url=URL, url_blacklist={document.url or ""}) is None
    assert document.author
    without = ours.bare_extraction(page, author_blacklist=set(document.author.split("; ")))
    assert isinstance(without, ours.Document)
    assert without.author is None


@pytest.mark.parametrize(
    ("xpath", "css"),
    [
        ("//nav", "nav"),
        (".//div[@class='a b']", 'div[class="a b"]'),
        ('//*[contains(@class, "ad")]', '*[class*="ad"]'),
        ("//img[@alt]", "img[alt]"),
    ],
)
def test_pruning_is_translated(xpath: str, css: str) -> None:
    assert ours._selectors(xpath) == (css,)
    page = "<main>" + "<p>It rained on Monday, and on Tuesday too.</p>" * 5 + "<h2 class=x>Gone</h2><p>And more rain."
    assert "Gone" not in (ours.extract(page, prune_xpath=["//h2[@class='x']", "//nav | //aside"]) or "Gone")


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(OptionsError, match="prune_xpath: .*has no CSS selector here"):
        ours.extract("<p>a", prune_xpath="//p[position() > 3]")
    with pytest.raises(NotImplementedError, match="from trafilatura import fetch_url"):
        ours.fetch_url("https://a.example/")
    with pytest.raises(TypeError, match="a page is bytes"):
        ours.extract(7)
    with pytest.raises(ValueError, match="max_tree_size"):
        ours.extract("<p>a", max_tree_size=7)


@pytest.mark.parametrize(
    "option", ["fast", "tei_validation", "deduplicate", "date_extraction_params", "settingsfile", "config"]
)
def test_what_has_no_effect_is_warned_of(option: str) -> None:
    with pytest.warns(UserWarning, match=f"{option} has no effect"):
        ours.extract("<p>a", **{option: {"a": "b"}})  # type: ignore[arg-type]
    with pytest.warns(DeprecationWarning, match="no_fallback"):
        ours.extract("<p>a", no_fallback=True)


def test_the_options_of_an_extractor_count(page: str) -> None:
    options = RealExtractor(output_format="json", with_metadata=True, url=URL, precision=True)
    own = ours.extract(page, options=options)
    assert own is not None
    assert json.loads(own)["source-hostname"] == "The Sable Valley Ledger"
    with pytest.raises(OptionsError, match="trafilatura.settings.Extractor"):
        ours.extract(page, options=7)


def test_trees_and_responses_are_pages(page: str) -> None:
    from lxml.html import fromstring

    assert (ours.extract(fromstring(page)) or "")[:50] == (ours.extract(page) or "")[:50]

    class Response:
        data = page.encode()

    assert ours.extract(Response()) == ours.extract(page)
    assert trafilatura.load_html(page) is not None


def test_the_examples_of_its_documentation(page: str) -> None:
    """usage-python.rst, with the import changed; the downloads are a file."""
    extract, bare_extraction = ours.extract, ours.bare_extraction
    downloaded = page
    result = extract(downloaded)
    assert result
    assert extract(downloaded, include_comments=False)
    assert extract(downloaded, output_format="json", include_comments=False)
    assert extract(downloaded, include_formatting=True)
    assert extract(downloaded, include_links=True, output_format="markdown")
    assert extract(downloaded, include_comments=False, include_tables=False, favor_precision=True)
    assert extract(downloaded, favor_recall=True)
    assert extract(downloaded, target_language="de") is None
    assert extract(downloaded, url=URL, with_metadata=True)
    assert bare_extraction(downloaded)
    with pytest.warns(DeprecationWarning):
        as_dict = bare_extraction(downloaded, as_dict=True)
    assert isinstance(as_dict, dict)
    assert as_dict["text"] == result
    assert extract(downloaded, output_format="json", with_metadata=True, url=URL)
