"""From arguments of Python to the extension module and back to articles."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike
    from typing import Any, Literal, Self, TypeAlias, TypedDict, Unpack

    from _typeshed import ReadableBuffer

    Html: TypeAlias = ReadableBuffer | str | PathLike[str] | PathLike[bytes]
    """A page: bytes of any kind, in any encoding, plain or gzipped; a `str` of HTML, never a path; or a path."""
    InputKind: TypeAlias = Literal["html", "xhtml", "text", "auto"]
    Focus: TypeAlias = Literal["precision", "balanced", "recall"]
    Format: TypeAlias = Literal["text", "markdown", "html", "tei", "blocks", "evidence"]
    _About: TypeAlias = tuple[str | None, str | None, str, list[str]]
    _Options: TypeAlias = tuple[tuple[str, Any], ...]

    class ExtractOptions(TypedDict, total=False):
        """The options of `Extractor`, for type checkers."""

        input: InputKind | None
        focus: Focus
        links: bool
        images: bool
        tables: bool
        comments: bool
        captions: bool
        title: bool
        keep: str | Iterable[str]
        drop: str | Iterable[str]
        limits: Mapping[str, int] | None
        formats: Iterable[Format] | Format


from os import fsdecode

from dehusk import _dehusk
from dehusk._article import Article
from dehusk._errors import OptionsError
from dehusk._explanation import Explanation

_GZIP = b"\x1f\x8b"
_INPUTS = ("html", "xhtml", "text", "auto")
_FOCUSES = ("precision", "balanced", "recall")
_FORMATS = ("text", "markdown", "html", "tei", "blocks", "evidence")
_MAX_KEPT_EXTRACTORS = 64


class Extractor:
    """Extracts from many pages with the same options. Threads may share it, and it can be pickled.

    >>> import dehusk
    >>> extractor = dehusk.Extractor(keep="main", drop=["aside", ".promo"])
    >>> extractor.extract("<main>It rained on Monday.<aside>Buy now!</aside></main>").text
    'It rained on Monday.'
    >>> extractor
    Extractor(keep=('main',), drop=('aside', '.promo'))
    """

    __slots__ = ("__weakref__", "_input", "_native", "_options")
    _input: str | None
    _native: _dehusk.Extractor
    _options: _Options

    def __init__(
        self,
        *,
        input: InputKind | None = None,
        focus: Focus = "balanced",
        links: bool = False,
        images: bool = False,
        tables: bool = True,
        comments: bool = True,
        captions: bool = False,
        title: bool = False,
        keep: str | Iterable[str] = (),
        drop: str | Iterable[str] = (),
        limits: Mapping[str, int] | None = None,
        formats: Iterable[Format] | Format = ("text",),
    ) -> None:
        """Takes the options of `extract`.

        Raises `OptionsError` if an option has no meaning, such as a CSS selector that does not parse.
        """
        self._set_up(
            _options(input, focus, links, images, tables, comments, captions, title, keep, drop, limits, formats)
        )

    def _set_up(self, options: _Options) -> None:
        values: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in options}
        self._options = options
        self._input = values.pop("input")
        self._native = _dehusk.Extractor(**values)

    @classmethod
    def _of(cls, options: _Options) -> Self:
        extractor = cls.__new__(cls)
        extractor._set_up(options)
        return extractor

    def extract(self, html: Html, *, url: str | None = None, content_type: str | None = None) -> Article:
        """The article of a page; see `dehusk.extract`."""
        page, about = self._prepared(html, url, content_type)
        return Article._of(self._native.extract(page, about))

    def explain(self, html: Html, *, url: str | None = None, content_type: str | None = None) -> Explanation:
        """Why each block of a page is kept or dropped; see `dehusk.explain`."""
        page, about = self._prepared(html, url, content_type)
        return Explanation._of(self._native.explain(page, about))

    def extract_many(
        self, pages: Iterable[Html | tuple[Html, str | None]], threads: int | None = None
    ) -> Iterator[Article]:
        """The articles of many pages, in their order; see `dehusk.extract_many`."""
        if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int)):
            raise OptionsError(f"threads: {threads!r} is no number; expected 2, or None for all cores")
        if threads is not None and not 1 <= threads <= 1024:
            raise OptionsError(f"threads: {threads} is out of range; expected 1 to 1024, or None for all cores")
        return map(Article._of, _dehusk.Many(self._native, map(self._prepared_item, pages), threads))

    def _prepared_item(self, item: Html | tuple[Html, str | None]) -> tuple[bytes, _About]:
        if not isinstance(item, tuple):
            return self._prepared(item, None, None)
        if len(item) != 2:
            raise TypeError(f"a tuple of {len(item)} is no page; expected a page, or (page, url)")
        return self._prepared(item[0], item[1], None)

    def _prepared(self, html: Html, url: str | None, content_type: str | None) -> tuple[bytes, _About]:
        url, content_type = _text("url", url), _text("content_type", content_type)
        kind = self._input or "html"
        cut: list[str] = []
        if isinstance(html, str):
            html = _encoded(html)
            # It is UTF-8 now, whatever it was when its sender named an encoding.
            content_type = content_type and f"{content_type.partition(';')[0]}; charset=utf-8"
        elif not isinstance(html, bytes):
            if hasattr(html, "__fspath__"):
                html, cut, kind_by_name = _read(fsdecode(html), self._native)  # type: ignore[arg-type]
                return html, (url, content_type, self._input or kind_by_name, cut)
            html = _bytes(html)
        if html[:2] == _GZIP:
            try:
                html, cut = _dehusk.unpack(html, self._native)
            except OSError:
                # Damaged: the article says that it is gzip data and no page.
                cut = []
        return html, (url, content_type, kind, cut)

    def __repr__(self) -> str:
        given = (f"{name}={dict(value) if name == 'limits' else value!r}" for name, value in self._given())
        return f"Extractor({', '.join(given)})"

    def _given(self) -> Iterator[tuple[str, Any]]:
        defaults = dict(_DEFAULTS)
        return ((name, value) for name, value in self._options if value != defaults[name])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Extractor):
            return NotImplemented
        return self._options == other._options

    def __hash__(self) -> int:
        return hash(self._options)

    def __reduce__(self) -> tuple[Any, ...]:
        return Extractor._of, (self._options,)


def extract(
    html: Html,
    *,
    url: str | None = None,
    content_type: str | None = None,
    input: InputKind | None = None,
    focus: Focus = "balanced",
    links: bool = False,
    images: bool = False,
    tables: bool = True,
    comments: bool = True,
    captions: bool = False,
    title: bool = False,
    keep: str | Iterable[str] = (),
    drop: str | Iterable[str] = (),
    limits: Mapping[str, int] | None = None,
    formats: Iterable[Format] | Format = ("text",),
) -> Article:
    """The article of a page.

    A hopeless page is no error: it gives an empty article whose `status` says so. Other threads of Python run in the
    meantime.

    Args:
        html: The page. Bytes of any kind are decoded by what they look like and declare, and unpacked if they are
            gzipped; a `str` is HTML, never a path; a `pathlib.Path` is read.
        url: The address of the page, by which relative links become absolute.
        content_type: The `Content-Type` header, or only a charset, where the sender of the bytes gave one.
        input: What the page is: `html`, `xhtml`, `text` that somebody already flattened, or `auto`. `None` is `html`;
            for a path the name decides, as on the command line: `.txt` is text, `.xhtml` is XHTML.
        focus: `precision` rather loses a paragraph than keeps boilerplate, `recall` the other way round.
        links: Whether Markdown and HTML have addresses of links, and the article has `links`.
        images: Whether Markdown and HTML have images, and the article has `images`.
        tables: Whether tables may be content.
        comments: Whether readers' comments may be content.
        captions: Whether the text has captions; `Article.captions` has them anyway.
        title: Whether the title stands before the text as a heading; `Article.metadata` has it anyway.
        keep: CSS selectors; all text of what they match is kept.
        drop: CSS selectors; all text of what they match is dropped.
        limits: Bounds on the work that a page may cause, such as `{"max_bytes": 1_000_000}`.
        formats: What the article has: `text` always, and `markdown`, `html`, `tei`, `blocks` or `evidence` if
            named.

    Raises:
        OptionsError: An option has no meaning.
        OSError: The path cannot be read.
        DehuskError: A bug of dehusk ended the page.

    >>> import dehusk
    >>> page = b"<main><h1>Rain</h1><p>It rained on <a href=/monday>Monday</a>.</main>"
    >>> article = dehusk.extract(page, url="https://a.example/", links=True, keep="main", formats="markdown")
    >>> print(article.markdown)
    # Rain
    <BLANKLINE>
    It rained on [Monday](https://a.example/monday).
    >>> article.links
    (Link(text='Monday', url='https://a.example/monday'),)
    """
    options = _options(input, focus, links, images, tables, comments, captions, title, keep, drop, limits, formats)
    return _kept(options).extract(html, url=url, content_type=content_type)


def explain(
    html: Html, *, url: str | None = None, content_type: str | None = None, **options: Unpack[ExtractOptions]
) -> Explanation:
    """Why each block of a page is kept or dropped. A notebook shows the result as a table.

    Args:
        html: The page, as for `extract`.
        url: The address of the page.
        content_type: The `Content-Type` header, or only a charset.
        options: Those of `extract`. `formats` has no effect.

    >>> import dehusk
    >>> page = "<main><p>It rained on Monday.</p><p class=ad>Buy now!</p></main>"
    >>> for block in dehusk.explain(page, drop=".ad"):
    ...     print(block.line, block.range, block.kept)
    1 (9, 29) True
    1 (45, 53) False
    """
    return Extractor(**options).explain(html, url=url, content_type=content_type)


def extract_many(
    pages: Iterable[Html | tuple[Html, str | None]], threads: int | None = None, **options: Unpack[ExtractOptions]
) -> Iterator[Article]:
    """The articles of many pages, in their order, extracted by several threads at once.

    A page is what `extract` takes, or a pair of that and its address. Pages are read from the iterable only as the
    threads need them, so it may be endless. What it raises is raised again after the articles of the pages before.
    A page on which dehusk fails by a bug of its own raises `DehuskError`; `next()` then goes on with the page after it.

    The threads belong to the process that called this: after a fork, a child calls it anew.

    Args:
        pages: Pages, or pairs `(page, url)`.
        threads: How many; `None` for as many as there are cores.
        options: Those of `extract`.

    >>> import dehusk
    >>> pages = (f"<main>It rained on day {n} of the month.</main>" for n in range(3))
    >>> for article in dehusk.extract_many(pages, keep="main"):
    ...     print(article.text)
    It rained on day 0 of the month.
    It rained on day 1 of the month.
    It rained on day 2 of the month.
    """
    return Extractor(**options).extract_many(pages, threads)


_extractors: dict[_Options, Extractor] = {}


def _kept(options: _Options) -> Extractor:
    """An extractor with these options, which the next call finds again."""
    extractor = _extractors.get(options)
    if extractor is None:
        extractor = Extractor._of(options)
        if len(_extractors) >= _MAX_KEPT_EXTRACTORS:
            _extractors.clear()
        _extractors[options] = extractor
    return extractor


def _options(
    input: object,
    focus: object,
    links: object,
    images: object,
    tables: object,
    comments: object,
    captions: object,
    title: object,
    keep: object,
    drop: object,
    limits: object,
    formats: object,
) -> _Options:
    """The options as a value that can be a key, or `OptionsError`."""
    flags = (
        ("links", links),
        ("images", images),
        ("tables", tables),
        ("comments", comments),
        ("captions", captions),
        ("title", title),
    )
    for name, flag in flags:
        if flag is not True and flag is not False:
            raise OptionsError(f"{name}: {flag!r} is neither True nor False")
    if input is not None:
        _one_of("input", input, _INPUTS)
    _one_of("focus", focus, _FOCUSES)
    names = _names("formats", formats)
    for name in names:
        _one_of("formats", name, _FORMATS)
    return (
        ("input", input),
        ("focus", focus),
        *flags,
        ("keep", _names("keep", keep)),
        ("drop", _names("drop", drop)),
        ("limits", _limits(limits)),
        ("formats", names),
    )


def _one_of(option: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise OptionsError(f"{option}: {value!r} is not known; expected: {', '.join(known)}")


def _names(option: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    try:
        names = tuple(value)
    except TypeError:
        names = (value,)
    for name in names:
        if not isinstance(name, str):
            raise OptionsError(f"{option}: {name!r} is no string")
    return tuple(_clean(name) for name in names)


def _limits(limits: Any) -> tuple[tuple[str, int], ...]:
    if limits is None:
        return ()
    try:
        pairs = tuple(dict(limits).items())
    except (TypeError, ValueError):
        raise OptionsError(f"limits: {limits!r} is no dict; expected {{'max_bytes': 1_000_000}}") from None
    known = _dehusk.limit_names()
    for name, value in pairs:
        if name not in known:
            raise OptionsError(f"limits: {name!r} is not known; expected: {', '.join(known)}")
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 2**63:
            raise OptionsError(f"limits: {name} is {value!r}; expected a number from 1 on")
    return pairs


def _text(name: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} is a {type(value).__name__}; expected a str or None")
    return _clean(value)


def _clean(text: str) -> str:
    """The text without lone surrogates, which no encoding has."""
    return text if text.isascii() else _encoded(text).decode()


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Pairs of surrogates, as some JSON has them, are characters again; lone ones become U+FFFD.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


def _read(path: str, native: _dehusk.Extractor) -> tuple[bytes, list[str], str]:
    try:
        return _dehusk.read_page(path, native)
    except OSError:
        # The system's own error, if it is one, with its number: FileNotFoundError and the like.
        with open(path, "rb"):
            raise


def _bytes(html: object) -> bytes:
    try:
        view = memoryview(html)  # type: ignore[arg-type]
    except TypeError:
        kind = type(html).__name__
        raise TypeError(f"a page is bytes, a str of HTML or a path, and not {kind}") from None
    if view.itemsize != 1:
        raise TypeError(f"a page is bytes, and not items of {view.itemsize} bytes each")
    return view.tobytes()


_DEFAULTS = _options(None, "balanced", False, False, True, True, False, False, (), (), None, ("text",))
