from collections.abc import Iterator
from os import PathLike
from typing import Any, Self, final

__all__ = ["Extractor", "Many", "__version__", "limit_names", "main", "panic_caught", "read_page", "unpack"]

__version__: str

@final
class Extractor:
    def __new__(
        cls,
        *,
        focus: str,
        links: bool,
        images: bool,
        tables: bool,
        comments: bool,
        captions: bool,
        title: bool,
        keep: list[str],
        drop: list[str],
        limits: list[tuple[str, int]],
        formats: list[str],
    ) -> Self: ...
    def extract(self, html: bytes, about: tuple[str | None, str | None, str, list[str]]) -> dict[str, Any]: ...
    def explain(self, html: bytes, about: tuple[str | None, str | None, str, list[str]]) -> dict[str, Any]: ...

@final
class Many:
    def __new__(cls, extractor: Extractor, pages: Iterator[object], threads: int | None) -> Self: ...
    def __iter__(self) -> Self: ...
    def __next__(self) -> dict[str, Any]: ...

def main(arguments: list[str]) -> int: ...
def read_page(path: str | PathLike[str], extractor: Extractor) -> tuple[bytes, list[str], str]: ...
def unpack(packed: bytes, extractor: Extractor) -> tuple[bytes, list[str]]: ...
def limit_names() -> list[str]: ...
def panic_caught(message: str) -> None: ...
