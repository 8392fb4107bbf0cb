"""Web pages in, articles out: text, Markdown, clean HTML and metadata.

>>> import dehusk
>>> page = b"<title>Rain</title><nav><a href=/>Home</a></nav><main>It rained on Monday.</main>"
>>> article = dehusk.extract(page, keep="main")
>>> article.metadata.title
'Rain'
>>> article.text
'It rained on Monday.'

`explain` says why each block of a page is kept or dropped.

`Extractor` keeps options for many pages, `extract_many` uses all cores, `dehusk.compat` speaks as trafilatura and
readability-lxml do, and `dehusk.integrations` brings it to pyarrow, Spark, Ray and others.
"""

from dehusk._article import Article, Block, Caption, Evidence, Image, Link, Metadata
from dehusk._dehusk import __version__
from dehusk._errors import DehuskError, NotExtractedError, OptionsError
from dehusk._explanation import ExplainedBlock, Explanation, Reason
from dehusk._extractor import Extractor, explain, extract, extract_many

__all__ = [
    "Article",
    "Block",
    "Caption",
    "DehuskError",
    "Evidence",
    "ExplainedBlock",
    "Explanation",
    "Extractor",
    "Image",
    "Link",
    "Metadata",
    "NotExtractedError",
    "OptionsError",
    "Reason",
    "__version__",
    "explain",
    "extract",
    "extract_many",
]
