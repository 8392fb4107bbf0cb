from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import dehusk

MODULE = [sys.executable, "-m", "dehusk"]
SCRIPT = [str(Path(sysconfig.get_path("scripts")) / "dehusk")]
PAGE = "<title>Rain</title><main><p>It rained on Monday.</main>"


def run(*arguments: str, page: str = "", command: list[str] = MODULE) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*command, *arguments], input=page, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [MODULE, SCRIPT], ids=["python -m dehusk", "dehusk"])
def test_the_whole_command_line_is_there(command: list[str], tmp_path: Path) -> None:
    done = run("--keep", "main", page=PAGE, command=command)
    assert (done.returncode, done.stdout, done.stderr) == (0, "It rained on Monday.\n", "")
    assert run("-p", "title", page=PAGE, command=command).stdout == "Rain\n"
    version = run("--version", command=command)
    assert (version.returncode, version.stdout) == (0, f"dehusk {dehusk.__version__}\n")
    assert "dehusk batch" in run("--help", command=command).stdout
    assert "dehusk" in run("completions", "bash", command=command).stdout
    (tmp_path / "a.html").write_text(PAGE)
    batch = run("batch", str(tmp_path), "-o", "-", command=command)
    assert batch.returncode == 0
    assert '"title":"Rain"' in batch.stdout


def test_exit_codes() -> None:
    usage = run("--no-such-flag")
    assert usage.returncode == 2
    assert "--no-such-flag" in usage.stderr
    assert run("--keep", "p..q", page=PAGE).returncode == 2
    assert run("no such file.html").returncode == 3
    assert run(page="").returncode == 1


def test_names_need_not_be_unicode(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.html")
    Path(os.fsdecode(path)).write_text(PAGE)
    assert run("--keep", "main", os.fsdecode(path)).stdout == "It rained on Monday.\n"


def test_it_is_the_program_that_cargo_builds() -> None:
    binary = os.environ.get("DEHUSK_BINARY")
    if binary is None:
        pytest.skip("DEHUSK_BINARY names no program")
    for arguments in (["--help"], ["batch", "--help"], ["--version"], ["man"]):
        assert run(*arguments).stdout == run(*arguments, command=[binary]).stdout


def test_a_closed_pipe_is_no_error() -> None:
    command = " ".join(MODULE)
    done = subprocess.run(f"{command} man | head -n 1", shell=True, capture_output=True, text=True, check=False)
    assert re.search(r"\S", done.stdout)
    assert done.stderr == ""
