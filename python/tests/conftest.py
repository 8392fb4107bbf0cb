"""Pages of `samples/`, and the records that the command line gives of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
PAGES = sorted(SAMPLES.glob("*.html"))


def command() -> list[str]:
    """The program that was built from Rust, or else the command of the package."""
    binary = os.environ.get("DEHUSK_BINARY")
    return [binary] if binary else [sys.executable, "-m", "dehusk"]


@pytest.fixture(scope="session")
def pages() -> list[Path]:
    assert len(PAGES) > 20, f"no samples in {SAMPLES}"
    return PAGES


@pytest.fixture(scope="session")
def lines(pages: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What `dehusk batch` writes of the pages, a line each."""
    out = tmp_path_factory.mktemp("records") / "records.jsonl"
    run = subprocess.run([*command(), "batch", "-q", *map(str, pages), "-o", str(out)], check=False)
    assert run.returncode in (0, 1)
    found = out.read_text(encoding="utf-8").splitlines()
    assert len(found) == len(pages)
    return found


@pytest.fixture(scope="session")
def records(lines: list[str]) -> list[dict[str, Any]]:
    """The same as dicts, without `source`, which names the file."""
    found = [json.loads(line) for line in lines]
    return [{key: value for key, value in record.items() if key != "source"} for record in found]


@pytest.fixture(scope="session")
def page_bytes(pages: list[Path]) -> list[bytes]:
    return [page.read_bytes() for page in pages]
