"""What comes out of a page: plain data that nothing changes any more."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final, Self

from dehusk._errors import NotExtractedError

_HOW: Final = {
    "markdown": 'formats=("text", "markdown")',
    "html": 'formats=("text", "html")',
    "tei": 'formats=("text", "tei")',
    "blocks": 'formats=("text", "blocks")',
    "evidence": 'formats=("text", "evidence")',
    "links": "links=True",
    "images": "images=True",
}
"""How each part is asked for that not every article has."""

_FIELDS: Final = (
    "url",
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "hostname",
    "section",
    "categories",
    "tags",
    "description",
    "language",
    "image",
    "license",
    "page_type",
)
_LISTS: Final = ("authors", "categories", "tags")
_SHOWN_CHARACTERS: Final = 4000


class _Value:
    """A few named values: frozen, compared by what they hold, pickled by it."""

    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen: {name!r} cannot be deleted")

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._values()))

    def __repr__(self) -> str:
        pairs = zip(self.__slots__, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

    def __reduce__(self) -> tuple[Callable[..., Self], tuple[object, ...]]:
        return type(self), self._values()


class Caption(_Value):
    """The caption of a picture, and the credit of its photographer or agency if the page has one."""

    __slots__ = ("caption", "credit")
    __match_args__ = ("caption", "credit")
    caption: str
    credit: str | None

    def __init__(self, caption: str, credit: str | None = None) -> None:
        self._set(caption=caption, credit=credit)


class Link(_Value):
    """A link in the content: its text, and the address it leads to, absolute if the page's own is known."""

    __slots__ = ("text", "url")
    __match_args__ = ("text", "url")
    text: str
    url: str

    def __init__(self, text: str, url: str) -> None:
        self._set(text=text, url=url)


class Image(_Value):
    """An image in the content: its address, and the text that stands for it, which may be empty."""

    __slots__ = ("url", "alt")
    __match_args__ = ("url", "alt")
    url: str
    alt: str

    def __init__(self, url: str, alt: str = "") -> None:
        self._set(url=url, alt=alt)


class Block(_Value):
    """A block of the content.

    `kind` is one of heading, paragraph, item, quote, code, row, term, definition and caption; `level` is that of a
    heading, from 1 to 6. The cells of a row are parted by tabs. `text_range` is where it stands in the article's text
    as UTF-8: `article.text.encode()[start:end]`. `range` are the start and the end in the bytes of the page,
    decompressed; a `str` counts as UTF-8. It is `None` if the text does not stand in one piece in the page, and `line`
    is then the line on which it begins, if any.
    """

    __slots__ = ("kind", "level", "text", "text_range", "range", "line")
    __match_args__ = ("kind", "level", "text")
    kind: str
    level: int | None
    text: str
    text_range: tuple[int, int] | None
    range: tuple[int, int] | None
    line: int | None

    def __init__(
        self,
        kind: str,
        level: int | None,
        text: str,
        text_range: tuple[int, int] | None = None,
        range: tuple[int, int] | None = None,
        line: int | None = None,
    ) -> None:
        self._set(kind=kind, level=level, text=text, text_range=text_range, range=range, line=line)


class Evidence(_Value):
    """A value that the page offers for a field of the metadata: where it stands, whether it won, and why or why not."""

    __slots__ = ("field", "value", "source", "won", "place", "why")
    __match_args__ = ("field", "value", "source", "won")
    field: str
    value: str
    source: str
    won: bool
    place: str | None
    why: str | None

    def __init__(
        self, field: str, value: str, source: str, won: bool, place: str | None = None, why: str | None = None
    ) -> None:
        self._set(field=field, value=value, source=source, won=won, place=place, why=why)


class Metadata(_Value):
    """What the page says about itself. What is not known is `None`, or an empty tuple for lists.

    `published` and `modified` are ISO 8601, no more precise than the page: `2024`, `2024-01`, `2024-01-05` or a full
    time. `language` is a BCP 47 tag, checked against the text.
    """

    __slots__ = _FIELDS
    url: str | None
    title: str | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    site_name: str | None
    hostname: str | None
    section: str | None
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    description: str | None
    language: str | None
    image: str | None
    license: str | None
    page_type: str | None

    def __init__(self, **values: Any) -> None:
        unknown = sorted(set(values) - set(_FIELDS))
        if unknown:
            raise TypeError(f"metadata have no {', '.join(unknown)}; they have {', '.join(_FIELDS)}")
        for name in _FIELDS:
            value = values.get(name)
            object.__setattr__(self, name, tuple(value or ()) if name in _LISTS else value)

    def __reduce__(self) -> tuple[Any, ...]:
        return _metadata, (self.to_dict(),)

    def to_dict(self) -> dict[str, Any]:
        """The fields that have a value."""
        pairs = zip(_FIELDS, self._values(), strict=True)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in pairs if value}


def _metadata(values: dict[str, Any]) -> Metadata:
    return Metadata(**values)


class Article:
    """The content of a page, with what is known about it.

    An article is plain data: equal articles compare equal, it can be pickled, and it keeps nothing of the page. That is
    why Markdown, HTML, TEI, blocks, links, images and evidence are there only if they were asked for; without that they
    raise `NotExtractedError`, which says how to ask.

    >>> import dehusk
    >>> page = "<title>Rain</title><nav><a href=/>Home</a></nav><p>It rained on Monday, and on Tuesday too."
    >>> article = dehusk.extract(page, formats=("text", "markdown"), keep="p")
    >>> article.text
    'It rained on Monday, and on Tuesday too.'
    >>> article.metadata.title, article.status
    ('Rain', 'ok')
    >>> article.html
    Traceback (most recent call last):
    ...
    dehusk._errors.NotExtractedError: this article has no html; expected extract(..., formats=("text", "html"))
    """

    __slots__ = ("__weakref__", "_record")
    _record: dict[str, Any]

    def __init__(self) -> None:
        raise TypeError("an Article comes out of extract(), extract_many(), an Extractor or Article.from_dict()")

    @classmethod
    def _of(cls, record: dict[str, Any]) -> Self:
        article = cls.__new__(cls)
        object.__setattr__(article, "_record", record)
        return article

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """The article that `to_dict()`, `json()` or a line of `dehusk batch` describes.

        >>> Article.from_dict({"status": "ok", "text": "It rained."}).text
        'It rained.'
        """
        return cls._of(_copied(record))

    @property
    def text(self) -> str:
        """Plain text: one paragraph a line, a blank line between paragraphs. Empty if nothing is content."""
        return self._record.get("text", "")

    @property
    def markdown(self) -> str:
        """CommonMark with tables, if `formats` had "markdown"."""
        return self._part("markdown")

    @property
    def html(self) -> str:
        """Clean HTML, if `formats` had "html": known elements, attributes only where they are safe and needed."""
        return self._part("html")

    @property
    def tei(self) -> str:
        """A document of TEI P5 with text and metadata, if `formats` had "tei"."""
        return self._part("tei")

    @property
    def metadata(self) -> Metadata:
        """Title, authors, dates and the like."""
        get = self._record.get
        return Metadata(**{name: get(name) for name in _FIELDS})

    @property
    def captions(self) -> tuple[Caption, ...]:
        """The captions of the pictures in the content, each once."""
        return tuple(Caption(c["caption"], c.get("credit")) for c in self._record.get("captions", ()))

    @property
    def links(self) -> tuple[Link, ...]:
        """The links in the content in their order, if `links` was true."""
        return tuple(Link(**link) for link in self._part("links"))

    @property
    def images(self) -> tuple[Image, ...]:
        """The images in the content in their order, if `images` was true."""
        return tuple(Image(**image) for image in self._part("images"))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the content in their order, if `formats` had "blocks"."""
        return tuple(map(_block, self._part("blocks")))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All that the page offers for the fields of the metadata, if `formats` had "evidence"."""
        fields: dict[str, list[dict[str, Any]]] = self._part("evidence")
        return tuple(_evidence(field, c) for field, candidates in fields.items() for c in candidates)

    @property
    def status(self) -> str:
        """How it went: `ok`; `truncated` if a limit cut something; `empty` if nothing on the page is content;
        `unsupported` if it is no page; `failed` if a batch could not read it."""
        return self._record["status"]

    @property
    def confidence(self) -> float:
        """How sure the choice is, from 0 to 1: the expected F1 score of the text; of an empty article the probability
        that the page has no content; 0 if it is no page."""
        return self._record.get("confidence", 0.0)

    @property
    def page_type(self) -> str | None:
        """The kind of page, such as `article`, `forum` or `product`."""
        return self._record.get("page_type")

    @property
    def language(self) -> str | None:
        """The language of the text as a BCP 47 tag."""
        return self._record.get("language")

    @property
    def direction(self) -> str | None:
        """Which way the text is read: `ltr` or `rtl`; `None` if it has no letters."""
        return self._record.get("direction")

    @property
    def word_count(self) -> int:
        """The number of words; two characters of a script written without spaces count as one."""
        return self._record.get("word_count", 0)

    @property
    def fingerprint(self) -> int | None:
        """The SimHash of the text. Texts are nearly the same if few bits differ: `(a ^ b).bit_count() <= 3`."""
        bits = self._record.get("fingerprint")
        return None if bits is None else int(bits, 16)

    @property
    def unsupported(self) -> str | None:
        """What was given instead of a page, such as `pdf`; `None` if it is a page."""
        return self._record.get("kind")

    @property
    def truncated(self) -> tuple[str, ...]:
        """The limits that cut something, by their names without `max_`, such as `depth`."""
        return tuple(self._record.get("truncated", ()))

    def to_dict(self) -> dict[str, Any]:
        """All of it as a new `dict`, with the keys that the command line gives; keys without a value are absent."""
        return _copied(self._record)

    def json(self) -> str:
        """The same as one JSON object on one line, character for character what the command line writes."""
        from json import dumps

        return dumps(self._record, ensure_ascii=False, separators=(",", ":"))

    def _part(self, name: str) -> Any:
        try:
            return self._record[name]
        except KeyError:
            message = f"this article has no {name}; expected extract(..., {_HOW[name]})"
            raise NotExtractedError(message) from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Article is frozen: {name!r} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Article is frozen: {name!r} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Article):
            return NotImplemented
        return self._record == other._record

    def __hash__(self) -> int:
        return hash((self.status, self.text, self._record.get("url")))

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Article], tuple[dict[str, Any]]]:
        return Article._of, (self._record,)

    def __repr__(self) -> str:
        title = self._record.get("title")
        named = "" if title is None else f" {title!r}"
        return f"<Article{named}: {self.status}, {self.word_count} words, confidence {self.confidence:.2f}>"

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        """What a notebook shows: escaped text, with nothing that could be clicked, loaded or run."""
        from html import escape

        text = self.text
        rest = "…" if len(text) > _SHOWN_CHARACTERS else ""
        paragraphs = (text[:_SHOWN_CHARACTERS] + rest).split("\n\n")
        title = escape(self._record.get("title") or "untitled")
        told = escape(f"{self.status}, {self.word_count} words, confidence {self.confidence:.2f}")
        body = "".join(f'<p style="white-space: pre-wrap">{escape(p)}</p>' for p in paragraphs if p)
        return f"<div><h3>{title}</h3><p><small>{told}</small></p>{body}</div>"


def _evidence(field: str, candidate: dict[str, Any]) -> Evidence:
    get = candidate.get
    return Evidence(field, candidate["value"], candidate["source"], candidate["won"], get("place"), get("why"))


def _block(values: dict[str, Any]) -> Block:
    ranges = {name: tuple(values[name]) for name in ("text_range", "range") if name in values}
    return Block(values["kind"], values.get("level"), values["text"], **ranges, line=values.get("line"))


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
