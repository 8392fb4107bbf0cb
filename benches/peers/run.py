#!/usr/bin/env python3.11
"""Measures dehusk and its peers on the same folder of pages, `.html` and `.html.gz`. See README.md."""

import argparse
import gzip
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "peers"
PYTHON = WORK / "venv" / "bin" / "python"
IN_RUST = ("dehusk", "rs-trafilatura", "dom_smoothie")
IN_PYTHON = ("resiliparse", "turbohtml", "trafilatura")
WITHOUT_METADATA = ("resiliparse", "trafilatura")
MAX_SECONDS = 10  # What a page may take.
CHUNK = 20  # Pages between one tool and the next: enough to be warm, too few for the machine's load to change much.
WORD = re.compile(r"\w+")


def make_environment() -> None:
    """The Python peers, in the versions pinned by `requirements.txt`."""
    wanted, installed = HERE / "requirements.txt", WORK / "venv" / "installed.txt"
    if installed.exists() and installed.read_text() == wanted.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", WORK / "venv"], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "-r", wanted], check=True)
    shutil.copy(wanted, installed)


def build_runner() -> Path:
    """dehusk and the Rust peers. Shared dependencies have the versions in the package's lock file."""
    lock, ours = ROOT / "Cargo.lock", HERE / "rust" / "Cargo.lock"
    if not ours.exists() or ours.stat().st_mtime < lock.stat().st_mtime:
        shutil.copyfile(lock, ours)
    manifest = HERE / "rust" / "Cargo.toml"
    subprocess.run(
        ["cargo", "build", "--release", "--manifest-path", manifest, "--target-dir", WORK / "rust"], check=True
    )
    return WORK / "rust" / "release" / "dehusk-peers"


def versions() -> str:
    pinned = dict(line.split("==") for line in (HERE / "requirements.txt").read_text().lower().split())
    pinned |= tomllib.loads((HERE / "rust" / "Cargo.toml").read_text())["dependencies"]
    git = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True)
    pinned["dehusk"] = git.stdout.strip() or "?"
    return ", ".join(f"{tool} {pinned[tool].lstrip('=')}" for tool in IN_RUST + IN_PYTHON)


class Tool:
    """A tool in a separate process, which is restarted after a crash."""

    def __init__(self, name: str, runner: Path):
        self.name = name
        self.command = [runner, name] if name in IN_RUST else [PYTHON, HERE / "worker.py", name]
        self.process = None

    def __call__(self, page: bytes) -> dict:
        """The answer to a page: `wall`, `cpu` and `text`, or `error`."""
        if self.process is None:
            self._start()
        is_late = threading.Event()

        def stop(process=self.process) -> None:
            is_late.set()
            process.kill()

        watchdog = threading.Timer(MAX_SECONDS, stop)
        watchdog.start()
        try:
            self.process.stdin.write(b"%d\n%b" % (len(page), page))
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = b""
        finally:
            watchdog.cancel()
        if line and not is_late.is_set():
            return json.loads(line)
        code = self.close()
        return {"error": f"over {MAX_SECONDS} s" if is_late.is_set() else f"process ended with {code}"}

    def _start(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        if not self.process.stdout.readline():
            sys.exit(f"{self.name} does not start: {' '.join(map(str, self.command))}")

    def close(self) -> int | None:
        process, self.process = self.process, None
        if process is None:
            return None
        try:
            process.communicate()
        except BrokenPipeError:
            pass
        return process.wait()


@dataclass
class Results:
    """The results of each page, by its index in the list of pages. A time is the best of all rounds."""

    wall: dict[int, int] = field(default_factory=dict)
    cpu: dict[int, int] = field(default_factory=dict)
    f1: dict[int, float] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)

    def take(self, page: int, answer: dict, truth: str | None) -> None:
        if "error" in answer:
            self.errors[page] = answer["error"]
            self.wall.pop(page, None)
            self.cpu.pop(page, None)
        else:
            for times, time in ((self.wall, answer["wall"]), (self.cpu, answer["cpu"])):
                times[page] = min(time, times.get(page, time))
        if truth is not None and (page not in self.f1 or "error" in answer):
            self.f1[page] = word_f1(answer.get("text", ""), truth)


def word_f1(text: str, truth: str) -> float:
    """F1 of the multisets of lower-cased words."""
    got, wanted = Counter(WORD.findall(text.lower())), Counter(WORD.findall(truth.lower()))
    if not got or not wanted:
        return float(not got and not wanted)
    return 2 * (got & wanted).total() / (got.total() + wanted.total())


def find_pages(folder: Path, sample: int | None) -> list[Path]:
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))
    if not paths:
        sys.exit(f"no .html or .html.gz in {folder}")
    n = min(sample or len(paths), len(paths))
    return [paths[i * len(paths) // n] for i in range(n)]


def read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def page_id(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".html")


def read_truth(path: Path) -> dict[str, str]:
    """The true texts of the pages that have one, by id."""
    if not path.exists():
        return {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        truth = map(json.loads, lines)
        return {page["id"]: page["text"] for page in truth if page.get("text") is not None}


def measure(tools: list[Tool], paths: list[Path], truth: dict[str, str], n_rounds: int) -> tuple[dict, list[int]]:
    results, sizes, turn = {tool.name: Results() for tool in tools}, [0] * len(paths), 0
    for n_round in range(n_rounds):
        for start in range(0, len(paths), CHUNK):
            if sys.stderr.isatty():
                print(f"\rround {n_round + 1} of {n_rounds}, page {start} ", end="", file=sys.stderr, flush=True)
            pages = {i: read(paths[i]) for i in range(start, min(start + CHUNK, len(paths)))}
            for i, page in pages.items():
                sizes[i] = len(page)
            # The order rotates.
            for tool in tools[turn % len(tools) :] + tools[: turn % len(tools)]:
                result = results[tool.name]
                for i, page in pages.items():
                    if i not in result.errors:
                        result.take(i, tool(page), truth.get(page_id(paths[i])))
            turn += 1
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for tool in tools:
        tool.close()
    return results, sizes


def ratio(dehusk: dict[int, int], peer: dict[int, int]) -> str:
    """dehusk's time divided by the peer's, on the pages that both processed."""
    both = dehusk.keys() & peer.keys()
    return f"{sum(dehusk[i] for i in both) / sum(peer[i] for i in both):.3f}" if both else "-"


def rows(results: dict[str, Results], sizes: list[int], clock: str) -> Iterator[list[str]]:
    dehusk = results.get("dehusk", Results())
    yield ["", "mean ms", "median", "p99", "MB/s", "dehusk/it", "(wall)", "F1", "metadata", "failed"]
    for name, result in results.items():
        times = getattr(result, clock)
        if not times:
            yield [name, *["-"] * 8, str(len(result.errors))]
            continue
        ranked = sorted(time / 1e6 for time in times.values())
        yield [
            name,
            f"{statistics.mean(ranked):.2f}",
            f"{statistics.median(ranked):.2f}",
            f"{ranked[math.ceil(0.99 * len(ranked)) - 1]:.2f}",
            f"{sum(sizes[i] for i in times) * 1e3 / sum(times.values()):.1f}",
            ratio(getattr(dehusk, clock), times),
            ratio(dehusk.wall, result.wall),
            f"{statistics.mean(result.f1.values()):.4f}" if result.f1 else "-",
            "no" if name in WITHOUT_METADATA else "yes",
            str(len(result.errors)),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the pages; ../truth.jsonl.gz beside it brings the accuracy")
    parser.add_argument("--sample", type=int, metavar="N", help="N pages, evenly spread over the folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", default=",".join(IN_RUST + IN_PYTHON), help="only these, with commas between")
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu", help="processor time is the default")
    parser.add_argument("--runner", type=Path, help="a built dehusk-peers, instead of building it")
    args = parser.parse_args()

    names = args.tools.split(",")
    if unknown := set(names) - {*IN_RUST, *IN_PYTHON}:
        parser.error(f"no such tool: {', '.join(unknown)}")
    make_environment()
    runner = args.runner or build_runner()
    paths, truth = find_pages(args.folder, args.sample), read_truth(args.folder / ".." / "truth.jsonl.gz")
    results, sizes = measure([Tool(name, runner) for name in names], paths, truth, args.rounds)

    print(versions())
    what = {"cpu": "processor time", "wall": "wall time"}[args.clock]
    print(f"{len(paths)} pages, {sum(sizes) / 1e6:.1f} MB; {what}, best of {args.rounds}; load {os.getloadavg()[0]:.1f}\n")
    for name, *cells in rows(results, sizes, args.clock):
        print(f"{name:<15}", *(f"{cell:>9}" for cell in cells))
    for name, result in results.items():
        for i, error in sorted(result.errors.items()):
            print(f"{name} fails on {page_id(paths[i])}: {error.splitlines()[0][:160] if error else 'no message'}")


if __name__ == "__main__":
    main()
