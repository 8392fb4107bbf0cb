from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dehusk

HERE = Path(__file__).parents[1]
HEAVY = ("typing", "dataclasses", "inspect", "json", "re", "collections", "concurrent.futures", "enum")


def test_importing_it_imports_little() -> None:
    program = (
        "import sys; old = set(sys.modules); import dehusk; "
        f"print([name for name in {HEAVY!r} if name in sys.modules and name not in old])"
    )
    told = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_the_engines_are_not_imported() -> None:
    program = (
        "import sys, dehusk, dehusk.integrations, dehusk.compat; print('pyarrow' in sys.modules, 'lxml' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False False\n"


def test_the_version_is_that_of_the_library() -> None:
    for manifest in (HERE / "Cargo.toml", HERE.parent / "Cargo.toml"):
        assert tomllib.loads(manifest.read_text())["package"]["version"] == dehusk.__version__


def test_the_licences_are_those_of_the_library() -> None:
    for name in ("LICENSE", "LICENSE-MIT", "LICENSE-APACHE"):
        assert (HERE / "licenses" / name).read_bytes() == (HERE.parent / name).read_bytes()


def test_every_public_name_is_there_and_documented() -> None:
    for name in dehusk.__all__:
        value = getattr(dehusk, name)
        assert name.startswith("__") or value.__doc__, name
    for kind in (dehusk.Article, dehusk.Extractor, dehusk.Metadata):
        public = [
            name for name in vars(kind) if not name.startswith("_") and name not in getattr(kind, "__slots__", ())
        ]
        assert [name for name in public if not getattr(kind, name).__doc__] == []


def test_every_extra_has_its_module_and_its_test() -> None:
    extras = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    modules = {path.stem for path in (HERE / "dehusk/integrations").glob("[a-z]*.py")}
    tests = {path.stem.removeprefix("test_") for path in (HERE / "tests/engines").glob("test_*.py")}
    assert set(extras) - {"pandas", "polars"} | {"frames"} == modules == tests


@pytest.mark.parametrize(
    "module",
    [
        "dehusk",
        "dehusk._article",
        "dehusk._explanation",
        "dehusk._extractor",
        "dehusk.compat.trafilatura",
        "dehusk.compat.readability",
    ],
)
def test_examples_in_docstrings(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_examples_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE.parent)
    result = doctest.testfile(str(HERE / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def test_the_record_is_plain_json() -> None:
    article = dehusk.extract("<main>a", keep="main", links=True, images=True, formats=("blocks", "evidence"))
    assert json.loads(article.json()) == article.to_dict()
