"""LangChain: a loader, a parser of blobs and a transformer of documents.

For example:

    from dehusk.integrations.langchain import DehuskLoader
    documents = DehuskLoader(["page.html", "other.html"], format="markdown").load()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from langchain_core.document_loaders import BaseBlobParser, BaseLoader
from langchain_core.documents import BaseDocumentTransformer, Document
from langchain_core.documents.base import Blob

from dehusk import Article
from dehusk.integrations._record import content, extractor, metadata

__all__ = ["DehuskLoader", "DehuskParser", "DehuskTransformer"]


def _address(source: Any) -> str | None:
    return source if isinstance(source, str) and "://" in source else None


class _Making:
    def __init__(self, format: str, options: dict[str, Any]) -> None:
        self.format = format
        self.extractor = extractor(format, options)

    def document(self, article: Article, given: dict[str, Any]) -> Document:
        return Document(page_content=content(article, self.format), metadata={**metadata(article), **given})


class DehuskParser(BaseBlobParser):
    """Blobs of HTML to documents, one each, also where nothing is content: `status` says so.

    Args:
        format: What `page_content` is: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    def __init__(self, format: str = "text", **options: Any) -> None:
        self._making = _Making(format, options)

    def lazy_parse(self, blob: Blob) -> Iterator[Document]:
        """The document of a blob. `source` in its metadata, or else its path, is the address of the page."""
        source = blob.source
        article = self._making.extractor.extract(blob.as_bytes(), url=_address(source))
        given = {**blob.metadata, **({"source": source} if source else {})}
        yield self._making.document(article, given)


class DehuskLoader(BaseLoader):
    """Files to documents, one each.

    Args:
        paths: A file, or several.
        format: What `page_content` is: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    def __init__(
        self, paths: str | PathLike[str] | Iterable[str | PathLike[str]], format: str = "text", **options: Any
    ) -> None:
        self.paths = [paths] if isinstance(paths, str | PathLike) else list(paths)
        self._making = _Making(format, options)

    def lazy_load(self) -> Iterator[Document]:
        """The documents, read one after the other."""
        for path in self.paths:
            article = self._making.extractor.extract(Path(path))
            yield self._making.document(article, {"source": fspath(path)})


class DehuskTransformer(BaseDocumentTransformer):
    """Documents whose content is HTML, as web loaders return them, to documents of articles.

    Args:
        format: What `page_content` becomes: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    def __init__(self, format: str = "text", **options: Any) -> None:
        self._making = _Making(format, options)

    def transform_documents(self, documents: Sequence[Document], **kwargs: Any) -> Sequence[Document]:
        """The documents, one for each, with the metadata that they had."""
        return [self._transformed(document) for document in documents]

    def _transformed(self, document: Document) -> Document:
        url = _address(document.metadata.get("source"))
        article = self._making.extractor.extract(document.page_content, url=url)
        return self._making.document(article, document.metadata)
