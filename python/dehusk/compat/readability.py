"""readability-lxml's `Document`, done by dehusk.

>>> from dehusk.compat.readability import Document
>>> page = "<title>Rain - The Daily</title><nav>Home</nav><h1>Rain</h1><p>" + "It rained on Monday. " * 9
>>> document = Document(page)
>>> document.title(), document.short_title()
('Rain - The Daily', 'Rain')
>>> document.summary()[:50]
'<html><body><div><p>It rained on Monday. It rained'

`summary` is dehusk's clean HTML, with the addresses of links and images. `positive_keywords`, `negative_keywords`,
`min_text_length`, `retry_length`, `xpath` and `handle_failures` have no effect and warn.
"""

from __future__ import annotations

from typing import Any

from dehusk import Article, Extractor
from dehusk.compat._input import ignored, page

__all__ = ["Document", "Unparseable"]

_EXTRACTOR = Extractor(links=True, images=True, formats=("html", "evidence"))


class Unparseable(ValueError):
    """What readability-lxml raises on pages that lxml cannot read. dehusk never does."""


class Document:
    """A page, of which the methods give the article and its title."""

    def __init__(
        self,
        input: Any,
        positive_keywords: Any = None,
        negative_keywords: Any = None,
        url: str | None = None,
        min_text_length: int = 25,
        retry_length: int = 250,
        xpath: bool = False,
        handle_failures: str | None = "discard",
    ) -> None:
        learned = "weights that were learned from many pages judge instead"
        if positive_keywords:
            ignored("readability", "positive_keywords", learned)
        if negative_keywords:
            ignored("readability", "negative_keywords", learned)
        if min_text_length != 25:
            ignored("readability", "min_text_length", learned)
        if retry_length != 250:
            ignored("readability", "retry_length", learned)
        if xpath:
            ignored("readability", "xpath", "clean HTML has no such attributes")
        if handle_failures != "discard":
            ignored("readability", "handle_failures", "addresses that are none are left out")
        self.input = input
        self.url = url
        self._article: Article | None = None

    def _extracted(self) -> Article:
        if self._article is None:
            self._article = _EXTRACTOR.extract(page(self.input), url=self.url)
        return self._article

    def summary(self, html_partial: bool = False, keep_all_images: bool = False) -> str:
        """The article as clean HTML, a whole document or, with `html_partial`, one `div`. All images are kept."""
        div = f"<div>{self._extracted().html}</div>"
        return div if html_partial else f"<html><body>{div}</body></html>"

    def get_clean_html(self) -> str:
        """The same as `summary()`: the page without its boilerplate."""
        return self.summary()

    def content(self) -> str:
        """The article as the body of a document."""
        return f"<body>{self._extracted().html}</body>"

    def title(self) -> str:
        """The whole title of the page, with the name of the site, or `[no-title]`."""
        article = self._extracted()
        whole = next((e.value for e in article.evidence if e.field == "title" and e.source == "title"), None)
        return whole or article.metadata.title or "[no-title]"

    def short_title(self) -> str:
        """The title without the name of the site, or nothing."""
        return self._extracted().metadata.title or ""

    def author(self) -> str:
        """The authors, or `[no-author]`."""
        return ", ".join(self._extracted().metadata.authors) or "[no-author]"
