"""LlamaIndex: a reader of files and a transformation of nodes.

For example:

    from dehusk.integrations.llamaindex import DehuskReader
    documents = DehuskReader(format="markdown").load_data(["page.html"])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from llama_index.core.bridge.pydantic import Field, PrivateAttr
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import BaseNode, Document, TextNode, TransformComponent

from dehusk.integrations._record import address, check_format, content, extractor, flat_metadata

__all__ = ["DehuskReader", "DehuskTransform"]


class DehuskReader(BaseReader):  # type: ignore[misc]
    """Files to documents, one each, also where nothing is content: `status` in the metadata says so.

    Lists in the metadata are joined by semicolons, since stores take only strings and numbers. It can be given to
    `SimpleDirectoryReader(file_extractor={".html": DehuskReader()})`.

    Args:
        format: What the text is: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    def __init__(self, format: str = "text", **options: Any) -> None:
        self.format = format
        self.extractor = extractor(format, options)

    def lazy_load_data(
        self,
        file: str | PathLike[str] | Iterable[str | PathLike[str]],
        extra_info: dict[str, Any] | None = None,
        **_: Any,
    ) -> Iterator[Document]:
        """The documents of a file or of several."""
        paths = [file] if isinstance(file, str | PathLike) else file
        for path in paths:
            article = self.extractor.extract(Path(path))
            found = {**flat_metadata(article), "source": fspath(path), **(extra_info or {})}
            yield Document(text=content(article, self.format), metadata=found)


class DehuskTransform(TransformComponent):  # type: ignore[misc]
    """Nodes whose text is HTML to nodes of articles, in an ingestion pipeline. `url` in their metadata is the address.

    Args:
        format: What the text becomes: `text`, `markdown` or `html`.
        options: Those of `dehusk.extract`.
    """

    format: str = "text"
    options: dict[str, Any] = Field(default_factory=dict)
    _extractor: Any = PrivateAttr()

    def __init__(self, format: str = "text", **options: Any) -> None:
        check_format(format)
        options = options.pop("options", options)
        super().__init__(format=format, options=options)
        self._extractor = extractor(format, options)

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        """The nodes, one for each, with the metadata and the relationships that they had."""
        return [self._transformed(node) for node in nodes]

    def _transformed(self, node: BaseNode) -> BaseNode:
        article = self._extractor.extract(node.get_content(), url=address(node.metadata.get("url")))
        return TextNode(
            id_=node.node_id,
            text=content(article, self.format),
            metadata={**flat_metadata(article), **node.metadata},
            relationships=node.relationships,
        )
