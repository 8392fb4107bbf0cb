"""Errors of the input, as one line instead of a traceback."""

import sys
from collections.abc import Callable
from pathlib import Path


class InputError(Exception):
    """The input is wrong. The message says where, what is wrong, and what is expected."""


def run(main: Callable[[], None]) -> None:
    """Runs a program. An error of its input is printed, with exit code 2."""
    try:
        main()
    except InputError as error:
        sys.exit(_told(error))
    except KeyboardInterrupt:
        sys.exit(130)


def paths(usage: str, *arguments: str) -> list[Path]:
    """The arguments of a program that takes an output folder and corpora, all of which are there."""
    if len(arguments) < 2 or any(argument.startswith("-") for argument in arguments):
        raise InputError(f"expected an output folder and the folders of corpora\n\n{usage.strip()}")
    out, *folders = map(Path, arguments)
    for folder in folders:
        if not (folder / "truth.jsonl.gz").is_file():
            raise InputError(f"{folder}: no truth.jsonl.gz; expected a corpus, see training/README.md")
    return [out, *folders]


def _told(error: InputError) -> int:
    print(f"error: {error}", file=sys.stderr)
    return 2
