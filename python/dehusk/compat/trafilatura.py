"""trafilatura's functions, done by dehusk.

>>> from dehusk.compat.trafilatura import extract
>>> page = "<html><title>Rain</title><body><nav>Home</nav><article><p>" + "It rained on Monday. " * 9 + "</article>"
>>> extract(page)[:20]
'It rained on Monday.'

The signatures are those of trafilatura 2.3. What differs:

- Links, images and formatting in `txt` are written as Markdown, as trafilatura does, but by dehusk's own writer.
- Readers' comments stand in the text, and `comments` is None: dehusk does not part them.
- `xmltei` is dehusk's own document of TEI P5, and is not validated. `xml` and trees of lxml are not made: `body` and
  `commentsbody` are None.
- `fast`, `no_fallback`, `deduplicate`, `date_extraction_params`, `tei_validation`, `settingsfile` and `config` have no
  effect and warn. `prune_xpath` is applied where a CSS selector says the same, and else raises `OptionsError`.
- Nothing is downloaded: `fetch_url` says which packages do.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from typing import Any

from dehusk import Article, Extractor, OptionsError
from dehusk.compat._input import ignored, page

__all__ = ["Document", "bare_extraction", "extract", "extract_with_metadata", "fetch_response", "fetch_url"]

LOGGER = logging.getLogger(__name__)

_FORMATS = ("csv", "html", "json", "markdown", "python", "txt", "xmltei")
_YAML_FIELDS = (
    "title",
    "author",
    "url",
    "hostname",
    "description",
    "sitename",
    "date",
    "categories",
    "tags",
    "fingerprint",
    "id",
    "license",
)
_YAML_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "~"})


class Document:
    """What trafilatura's `Document` is: the text and the metadata of a page, None where nothing is known."""

    __slots__ = (
        "title",
        "author",
        "url",
        "hostname",
        "description",
        "sitename",
        "date",
        "categories",
        "tags",
        "fingerprint",
        "id",
        "license",
        "body",
        "comments",
        "commentsbody",
        "raw_text",
        "text",
        "language",
        "image",
        "pagetype",
        "filedate",
    )
    title: str | None
    author: str | None
    url: str | None
    hostname: str | None
    description: str | None
    sitename: str | None
    date: str | None
    categories: list[str] | None
    tags: list[str] | None
    fingerprint: str | None
    id: str | None
    license: str | None
    body: None
    comments: str | None
    commentsbody: None
    raw_text: str | None
    text: str | None
    language: str | None
    image: str | None
    pagetype: str | None
    filedate: str | None

    def __init__(self, **values: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def as_dict(self) -> dict[str, Any]:
        """The same as a `dict`."""
        return {name: getattr(self, name) for name in self.__slots__}


class _Asked:
    """The options of a call, as trafilatura's `Extractor` has them."""

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)
        self.with_metadata: bool = bool(
            given["with_metadata"] or given["only_with_metadata"] or given["url_blacklist"] or given["author_blacklist"]
        )

    format: str
    focus: str
    comments: bool
    formatting: bool
    links: bool
    images: bool
    tables: bool
    lang: str | None
    url: str | None
    only_with_metadata: bool
    author_blacklist: set[str]
    url_blacklist: set[str]
    prune: tuple[str, ...]

    @property
    def is_markdown(self) -> bool:
        is_plain = self.format in ("csv", "python", "txt")
        return self.format == "markdown" or (is_plain and (self.formatting or self.links or self.images))


def extract(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> str | None:
    """The text of a page in the format that is asked for, or None if nothing on it is content."""
    asked = _asked(**locals())
    document = _extracted(filecontent, asked)
    if document is None:
        return None
    document.id = record_id
    return _written(document, asked)


def bare_extraction(
    filecontent: Any,
    url: str | None = None,
    fast: bool = False,
    no_fallback: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "python",
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    with_metadata: bool = False,
    only_with_metadata: bool = False,
    max_tree_size: int | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    as_dict: bool = False,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> Document | dict[str, Any] | None:
    """The text and, with `with_metadata`, the metadata of a page, or None if nothing on it is content."""
    asked = _asked(**locals())
    document = _extracted(filecontent, asked)
    return document.as_dict() if as_dict and document is not None else document


def extract_with_metadata(
    filecontent: Any,
    url: str | None = None,
    record_id: str | None = None,
    fast: bool = False,
    favor_precision: bool = False,
    favor_recall: bool = False,
    include_comments: bool = True,
    output_format: str = "txt",
    tei_validation: bool = False,
    target_language: str | None = None,
    include_tables: bool = True,
    include_images: bool = False,
    include_formatting: bool | None = None,
    include_links: bool = False,
    deduplicate: Any = False,
    date_extraction_params: dict[str, Any] | None = None,
    url_blacklist: set[str] | None = None,
    author_blacklist: set[str] | None = None,
    settingsfile: str | None = None,
    prune_xpath: str | list[str] | None = None,
    config: Any = None,
    options: Any = None,
) -> Document | None:
    """The metadata of a page with, as `text`, its text in the format that is asked for, or None."""
    asked = _asked(**locals() | {"with_metadata": True})
    document = _extracted(filecontent, asked)
    if document is not None:
        document.id = record_id
        document.text = _written(document, asked)
    return document


def fetch_url(url: str, no_ssl: bool = False, config: Any = None, options: Any = None) -> str | None:
    """Is left out: dehusk downloads nothing."""
    raise NotImplementedError(_NO_FETCHING)


def fetch_response(
    url: str,
    *,
    decode: bool = False,
    no_ssl: bool = False,
    with_headers: bool = False,
    config: Any = None,
) -> Any:
    """Is left out: dehusk downloads nothing."""
    raise NotImplementedError(_NO_FETCHING)


_NO_FETCHING = (
    "dehusk downloads nothing; expected: from trafilatura import fetch_url, "
    "or httpx.get(url).content, and what it returns goes to extract()"
)


def _asked(**given: Any) -> _Asked:
    """The options of a call; warns of those that have no effect."""
    get = given.get
    if get("no_fallback"):
        warnings.warn('"no_fallback" will be removed, use "fast" instead', DeprecationWarning, stacklevel=3)
    if get("as_dict"):
        warnings.warn('"as_dict" will be removed, use the .as_dict() method instead', DeprecationWarning, stacklevel=3)
    if get("max_tree_size"):
        raise ValueError('"max_tree_size" will be removed, use settings.cfg instead')
    reasons = {
        "fast": "there is one way of extracting, and it is fast",
        "tei_validation": "documents of TEI are not validated",
        "deduplicate": "nothing is remembered from page to page; fingerprints tell copies",
        "date_extraction_params": "dates are found in one way",
        "settingsfile": "dehusk has no such settings",
        "config": "dehusk has no such settings",
    }
    for option, why in reasons.items():
        if get(option):
            ignored("trafilatura", option, why)
    asked = _of_options(get("options"), given) if get("options") is not None else _of_arguments(given)
    if asked.format not in _FORMATS:
        raise OptionsError(f"output_format: {asked.format!r} is not made; expected: {', '.join(_FORMATS)}")
    return asked


def _of_arguments(given: dict[str, Any]) -> _Asked:
    if given["favor_precision"] and given["favor_recall"]:
        LOGGER.warning("'precision' and 'recall' are mutually exclusive, 'recall' takes precedence")
    formatting = given["include_formatting"]
    return _Asked(
        format=given["output_format"],
        focus="recall" if given["favor_recall"] else "precision" if given["favor_precision"] else "balanced",
        comments=given["include_comments"],
        formatting=given["output_format"] == "markdown" if formatting is None else formatting,
        links=given["include_links"],
        images=given["include_images"],
        tables=given["include_tables"],
        lang=given["target_language"],
        url=given["url"],
        with_metadata=given.get("with_metadata", False),
        only_with_metadata=given.get("only_with_metadata", False),
        author_blacklist=given["author_blacklist"] or set(),
        url_blacklist=given["url_blacklist"] or set(),
        prune=_selectors(given["prune_xpath"]),
    )


def _of_options(options: Any, given: dict[str, Any]) -> _Asked:
    """What an `Extractor` of trafilatura says."""
    names = ["format", "focus", "comments", "formatting", "links", "images", "tables", "lang", "url", "with_metadata"]
    names += ["only_with_metadata", "author_blacklist", "url_blacklist"]
    try:
        values = {name: getattr(options, name) for name in names}
    except AttributeError as error:
        raise OptionsError(f"options: {error}; expected a trafilatura.settings.Extractor") from None
    return _Asked(prune=_selectors(given["prune_xpath"]), **values)


_XPATH = re.compile(
    r"""\.?//(?P<tag>[a-zA-Z][\w-]*|\*)(?:\[(?:
        @(?P<name>[\w-]+)\s*=\s*(?P<q1>['"])(?P<value>[^'"]*)(?P=q1) |
        contains\(\s*@(?P<part_name>[\w-]+)\s*,\s*(?P<q2>['"])(?P<part>[^'"]*)(?P=q2)\s*\) |
        @(?P<only>[\w-]+)
    )\])?""",
    re.VERBOSE,
)


def _selectors(xpaths: str | list[str] | None) -> tuple[str, ...]:
    """CSS selectors that match what XPath expressions of the usual kinds do."""
    if xpaths is None:
        return ()
    listed = [xpaths] if isinstance(xpaths, str) else xpaths
    return tuple(_selector(part.strip()) for xpath in listed for part in xpath.split("|"))


def _selector(xpath: str) -> str:
    match = _XPATH.fullmatch(xpath)
    if match is None:
        right = (
            "//tag, //tag[@name='value'], //tag[contains(@name, 'value')], or extract(..., drop=CSS) of dehusk itself"
        )
        raise OptionsError(f"prune_xpath: {xpath!r} has no CSS selector here; expected {right}")
    tag = match["tag"]
    if match["name"]:
        return f'{tag}[{match["name"]}="{match["value"]}"]'
    if match["part_name"]:
        return f'{tag}[{match["part_name"]}*="{match["part"]}"]'
    return f"{tag}[{match['only']}]" if match["only"] else tag


def _extracted(filecontent: Any, asked: _Asked) -> Document | None:
    formats = ["text"]
    if asked.is_markdown:
        formats.append("markdown")
    formats += {"html": ["html"], "xmltei": ["tei"]}.get(asked.format, [])
    extractor = Extractor(
        focus=asked.focus,  # type: ignore[arg-type]
        comments=asked.comments,
        tables=asked.tables,
        links=asked.links,
        images=asked.images,
        drop=asked.prune,
        formats=formats,  # type: ignore[arg-type]
    )
    article = extractor.extract(page(filecontent), url=asked.url)
    if not article.text:
        LOGGER.warning("discarding data: %s", asked.url)
        return None
    language = (article.language or "").partition("-")[0]
    if asked.lang and language and language != asked.lang.lower():
        LOGGER.warning("discarding data: %s", asked.url)
        return None
    return _document(article, asked)


def _text(article: Article, asked: _Asked) -> str:
    if asked.is_markdown:
        return article.markdown
    return {"html": lambda: article.html, "xmltei": lambda: article.tei}.get(asked.format, lambda: article.text)()


def _document(article: Article, asked: _Asked) -> Document | None:
    record = article.to_dict()
    document = Document(text=_text(article, asked).strip(), raw_text=article.text)
    if not asked.with_metadata:
        return document
    metadata = article.metadata
    url = metadata.url or asked.url
    authors = [name for name in metadata.authors if name not in asked.author_blacklist]
    document.title, document.url, document.hostname = metadata.title, url, metadata.hostname
    document.author = "; ".join(authors) or None
    document.description, document.sitename = metadata.description, metadata.site_name
    # trafilatura's dates are days.
    document.date = metadata.published[:10] if metadata.published else None
    document.categories, document.tags = list(metadata.categories), list(metadata.tags)
    document.fingerprint, document.license = record.get("fingerprint"), metadata.license
    document.language = article.language if asked.lang else None
    document.image, document.pagetype = metadata.image, metadata.page_type
    is_known = document.date and document.title and document.url
    if document.url in asked.url_blacklist or (asked.only_with_metadata and not is_known):
        LOGGER.warning("discarding data: %s", asked.url)
        return None
    return document


def _written(document: Document, asked: _Asked) -> str:
    text = document.text or ""
    if asked.format == "json":
        return _json(document, asked)
    if asked.format == "csv":
        return _csv(document)
    if asked.format == "html":
        return _html(document, asked)
    if asked.format == "xmltei" or not asked.with_metadata:
        return text
    fields = ((name, getattr(document, name)) for name in _YAML_FIELDS)
    lines = (f"{name}: {_yaml(value) if isinstance(value, str) else value}\n" for name, value in fields if value)
    return f"---\n{''.join(lines)}---\n{text}"


def _json(document: Document, asked: _Asked) -> str:
    text = document.raw_text or ""
    if not asked.with_metadata:
        return json.dumps({"text": text, "comments": ""}, ensure_ascii=False)
    record = document.as_dict()
    del record["body"], record["commentsbody"]
    record["source"] = record.pop("url")
    record["source-hostname"] = record.pop("sitename")
    record["excerpt"] = record.pop("description")
    record["categories"] = ";".join(record.pop("categories") or [])
    record["tags"] = ";".join(record.pop("tags") or [])
    record["text"], record["comments"] = text, ""
    return json.dumps(record, ensure_ascii=False)


def _csv(document: Document) -> str:
    import csv
    import io

    d = document
    row = (d.url, d.id, d.fingerprint, d.hostname, d.title, d.image, d.date, d.text, None, d.license, d.pagetype)
    output = io.StringIO()
    csv.writer(output, delimiter="\t", quoting=csv.QUOTE_MINIMAL).writerow([value or "null" for value in row])
    return output.getvalue()


def _html(document: Document, asked: _Asked) -> str:
    from html import escape

    head = ""
    if asked.with_metadata:
        fields = ((name, getattr(document, name)) for name in (*_YAML_FIELDS, "language", "image", "pagetype"))
        fields = ((name, ";".join(value) if isinstance(value, list) else value) for name, value in fields if value)
        metas = (f'<meta name="{escape(name)}" content="{escape(str(value))}">' for name, value in fields)
        head = f"<head>{''.join(metas)}</head>\n"
    return f"<html>\n{head}<body>\n{document.text}\n</body>\n</html>"


def _yaml(value: str) -> str:
    is_plain = (
        value == value.strip()
        and value[0].isalpha()
        and ": " not in value
        and " #" not in value
        and not value.endswith(":")
        and value.lower() not in _YAML_RESERVED
        and value.isprintable()
    )
    return value if is_plain else json.dumps(value, ensure_ascii=False)
