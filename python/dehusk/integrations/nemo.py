"""NeMo Curator: an extractor for its stages of downloading, in place of `CommonCrawlHTMLExtractor`.

    from nemo_curator.stages.text.download import DocumentDownloadExtractStage
    from dehusk.integrations.nemo import DehuskHtmlExtractor
    stage = DocumentDownloadExtractStage(..., extractor=DehuskHtmlExtractor(focus="precision"))

It needs no stop lists, so pages in all languages are extracted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loguru import logger
from nemo_curator.stages.text.download import DocumentExtractor

from dehusk.integrations._record import address, content, extractor

__all__ = ["DehuskHtmlExtractor"]

_METADATA = (
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "description",
    "license",
    "page_type",
    "word_count",
    "fingerprint",
    "confidence",
)


class DehuskHtmlExtractor(DocumentExtractor):
    """Records with HTML to records with `language`, `text` and the metadata of the article.

    Lists are joined by semicolons. A record without content, or with none on its page, is left out, as other extractors
    do.

    Args:
        html: The key of the HTML.
        carry: Keys that are carried along; `url`, if it is one, makes links absolute.
        format: What `text` is: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    def __init__(
        self,
        html: str = "content",
        carry: Iterable[str] = ("url", "warc_id", "source_id"),
        format: str = "text",
        **options: Any,
    ) -> None:
        super().__init__()
        self.html = html
        self.carry = list(carry)
        self.format = format
        self.extractor = extractor(format, options)

    def extract(self, record: dict[str, Any]) -> dict[str, Any] | None:
        """The record of an article, or None."""
        page = record.get(self.html)
        if not page:
            return None
        try:
            article = self.extractor.extract(page, url=address(record.get("url")))
        except Exception as error:
            # Raised, it would end the whole file.
            logger.error(f"{record.get('url')}: {type(error).__name__}: {error}; the record is left out")
            return None
        text = content(article, self.format)
        if not text:
            return None
        found = article.to_dict()
        values = {name: found.get(name) for name in _METADATA}
        values["authors"] = "; ".join(found.get("authors", [])) or None
        return {**{name: record[name] for name in self.carry}, "language": article.language, "text": text, **values}

    def input_columns(self) -> list[str]:
        """The keys that a record needs."""
        return [*self.carry, self.html]

    def output_columns(self) -> list[str]:
        """The keys that a record has."""
        return [*self.carry, "language", "text", *_METADATA]
