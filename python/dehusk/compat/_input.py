"""What the other packages take as a page, as dehusk takes it."""

from __future__ import annotations

import warnings
from typing import Any


def page(content: Any) -> Any:
    """Bytes or a `str`, of those, of a response, or of a tree of lxml."""
    if isinstance(content, str | bytes | bytearray | memoryview):
        return content
    if type(content).__module__.partition(".")[0] == "lxml":
        from lxml.etree import tostring

        return tostring(content, method="html", encoding="unicode")
    data = getattr(content, "data", None)
    if isinstance(data, bytes | str):
        return data
    kind = type(content).__name__
    raise TypeError(f"a page is bytes, a str of HTML, a tree of lxml or a response with data, and not {kind}")


def ignored(package: str, option: str, why: str) -> None:
    """Warns that an option has no effect."""
    warnings.warn(f"dehusk.compat.{package}: {option} has no effect: {why}", UserWarning, stacklevel=4)
