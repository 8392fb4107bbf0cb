"""A step of a datatrove pipeline that makes the text of documents their article and keeps its metadata.

For example:

    from datatrove.pipeline.readers import WarcReader
    from dehusk.integrations.datatrove import DehuskExtractor
    pipeline = [WarcReader("crawl/"), DehuskExtractor(focus="precision"), JsonlWriter("articles/")]
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from datatrove.pipeline.extractors.base import BaseExtractor, ExtractorSandbox
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from dehusk.integrations._record import address, content, extractor, metadata

__all__ = ["DehuskExtractor"]


class DehuskExtractor(BaseExtractor):  # type: ignore[misc]
    """Documents whose text is HTML become documents whose text is the article.

    What is known of the article (`title`, `authors`, `published`, `language`, `confidence` and the other keys of the
    command line's JSON) is added to `metadata`; the address that the page calls its own becomes `canonical_url`, since
    `url` is the one that it was fetched from, by which links become absolute. Documents without content are dropped.

    Args:
        format: What the text becomes: `text`, `markdown` or `html`.
        with_metadata: Whether the metadata are added.
        sandboxed: Whether a process of its own extracts, which is ended after `timeout` seconds. It costs as much as
            the extraction itself; without it the limits of dehusk bound the work that a page may cause.
        timeout: Seconds for a document, if sandboxed.
        options: Those of `dehusk.extract`.
    """

    name = "🌾 dehusk"
    _requires_dependencies = ["dehusk"]  # noqa: RUF012

    def __init__(
        self,
        format: str = "text",
        with_metadata: bool = True,
        sandboxed: bool = False,
        timeout: float = 5,
        **options: Any,
    ) -> None:
        super().__init__(timeout)
        self.format = format
        self.with_metadata = with_metadata
        self.sandboxed = sandboxed
        self.extractor = extractor(format, options)

    def extract(self, text: str) -> str:
        """The article of a page."""
        return self._extracted(text)[0]

    def _extracted(self, text: str, url: str | None = None) -> tuple[str, dict[str, Any]]:
        article = self.extractor.extract(text, url=url)
        return content(article, self.format), metadata(article) if self.with_metadata else {}

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:
        """Extracts from each document."""
        with ExitStack() as stack:
            sandbox = None
            if self.sandboxed:
                sandbox = stack.enter_context(ExtractorSandbox(timeout=self.timeout, warmup_text=""))
            for doc in data:
                self.stat_update(StatHints.total)
                with self.track_time():
                    if not self._fill(doc, sandbox):
                        continue
                if doc.text:
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(doc)
                    yield doc
                else:
                    self.stat_update(StatHints.dropped)

    def _fill(self, doc: Any, sandbox: Any) -> bool:
        """Gives a document its text and metadata; says whether that went well."""
        page = (doc.text, address(doc.metadata.get("url")))
        try:
            text, found = sandbox.process_document(page, self._extracted) if sandbox else self._extracted(*page)
        except TimeoutError:
            self.stat_update("timeout")
            logger.warning(f"{doc.id}: no article after {self.timeout} s; the document is skipped")
            return False
        except Exception as error:
            self.stat_update("broken_process" if isinstance(error, EOFError) else "clean_error")
            logger.warning(f"{doc.id}: {type(error).__name__}: {error}; the document is skipped")
            return False
        self.stat_update("extracted")
        if "url" in found:
            found["canonical_url"] = found.pop("url")
        doc.text = text
        doc.metadata.update(found)
        return True
