"""What adaptors put into the metadata of documents."""

from __future__ import annotations

from typing import Any

from dehusk import Article, Extractor, OptionsError

_RENDERINGS = ("text", "markdown", "html", "tei", "blocks", "evidence")


def metadata(article: Article) -> dict[str, Any]:
    """What an article's record says beside its renderings."""
    return {key: value for key, value in article.to_dict().items() if key not in _RENDERINGS}


def flat_metadata(article: Article) -> dict[str, str | int | float]:
    """The same for stores that take only strings and numbers: lists are joined, captions are their texts."""
    return {key: _joined(value) for key, value in metadata(article).items() if key not in ("links", "images")}


def content(article: Article, format: str) -> str:
    """The rendering that becomes the text of a document."""
    return {"text": lambda: article.text, "markdown": lambda: article.markdown, "html": lambda: article.html}[format]()


def check_format(format: str) -> None:
    """Raises `OptionsError` if a document cannot have such a text."""
    if format not in ("text", "markdown", "html"):
        raise OptionsError(f"format: {format!r} is not known; expected: text, markdown, html")


def extractor(format: str, options: dict[str, Any]) -> Extractor:
    """An extractor whose articles have `content(article, format)`. Raises `OptionsError` for another format."""
    check_format(format)
    return Extractor(**options, formats=("text", format))  # type: ignore[arg-type]


def address(url: Any) -> str | None:
    """The value of a metadata key as the URL of a page: anything but a `str` is none."""
    return url if isinstance(url, str) else None


def _joined(value: Any) -> str | int | float:
    if isinstance(value, list):
        return "; ".join(item["caption"] if isinstance(item, dict) else str(item) for item in value)
    return value  # type: ignore[no-any-return]
