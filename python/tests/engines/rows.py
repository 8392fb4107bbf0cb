"""Rows of tables as records."""

from __future__ import annotations

from typing import Any

LISTS = ("authors", "categories", "tags", "captions", "truncated")


def without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table as a record: without the keys that have no value."""
    row = {key: value for key, value in row.items() if value is not None and not (key in LISTS and len(value) == 0)}
    captions = row.get("captions")
    if captions is not None:
        row["captions"] = [{k: v for k, v in dict(c).items() if v is not None} for c in captions]
    return row
