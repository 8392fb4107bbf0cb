#!/usr/bin/env python3
"""Measures the package on a corpus: threads, import, memory, and pages through Spark, Ray and datatrove.

    python/bench_engines.py CORPUS [--pages N] [--calls N] [--only threads,import,memory,spark,ray,datatrove]

CORPUS has `pages/ID.html.gz`. Each part runs in a process of its own. An engine runs first with a step that returns the
length of each page, then with dehusk; both include the start of the workers, not of the engine. Times are wall times
in seconds, the best of three runs. An engine that is not installed is named and left out:

    pip install 'dehusk[spark,ray,datatrove]' python-magic faust-cchardet
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

# The package that is installed, not the sources beside this file, which have no extension module.
sys.path[:] = [path for path in sys.path if Path(path).resolve() != Path(__file__).resolve().parent]
os.environ["PYTHONPATH"] = ""

RUNS = 3


def corpus(folder: Path, n: int | None) -> list[bytes]:
    """Pages from all over the corpus."""
    paths = sorted((folder / "pages").glob("*.html.gz"))
    step = max(1, len(paths) // n) if n else 1
    return [gzip.decompress(path.read_bytes()) for path in paths[::step][:n]]


def best(run: Callable[[], object]) -> float:
    """The shortest wall time of some runs."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return min(times)


def threads(pages: list[bytes], _: int) -> None:
    import dehusk

    extractor = dehusk.Extractor()

    def work(own: list[bytes]) -> None:
        for page in own:
            _ = extractor.extract(page).text

    def divided() -> None:
        running = [threading.Thread(target=work, args=(pages[k::2],)) for k in range(2)]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()

    def many(n: int) -> None:
        for _ in dehusk.extract_many(pages, threads=n):
            pass

    work(pages[:20])
    one, two = best(lambda: work(pages)), best(divided)
    print(f"one thread {one:.2f} s, two {two:.2f} s: {one / two:.2f} times")
    many_one, many_two = best(lambda: many(1)), best(lambda: many(2))
    print(f"extract_many, one thread {many_one:.2f} s, two {many_two:.2f} s: {many_one / many_two:.2f} times")
    print(f"extract_many with two threads over a loop: {one / many_two:.2f} times")


def imports(pages: list[bytes], _: int) -> None:
    program = (
        "import sys, time\n"
        "begin = time.perf_counter()\nimport dehusk\nimported = time.perf_counter()\n"
        "dehusk.extract(sys.stdin.buffer.read())\nextracted = time.perf_counter()\n"
        "print(imported - begin, extracted - imported)"
    )
    command = [sys.executable, "-c", program]
    found = []
    for _ in range(20):
        done = subprocess.run(command, input=pages[0], capture_output=True, check=True)  # noqa: S603
        found.append([1e3 * float(part) for part in done.stdout.split()])
    imported, extracted = zip(*found, strict=True)
    print(f"import {min(imported):.1f} ms, the first extract {min(extracted):.1f} ms (least of 20)")


def resident() -> float:
    """The memory of this process in MB."""
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def memory(pages: list[bytes], calls: int) -> None:
    import dehusk

    # The smaller pages, so that the calls take minutes, not hours.
    small = sorted(pages, key=len)[: max(1, len(pages) // 4)]
    print(f"{len(small)} pages, {sum(map(len, small)) / len(small) / 1e3:.0f} KB in the mean")
    for call in range(calls):
        _ = dehusk.extract(small[call % len(small)], formats=("text", "markdown", "html", "blocks")).metadata
        if (call + 1) % max(1, calls // 10) == 0:
            print(f"after {call + 1} calls: {resident():.1f} MB")


def spark(pages: list[bytes], _: int) -> None:
    import pyarrow as pa
    from pyspark.sql import SparkSession

    from dehusk.integrations.spark import extract_df

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.config("spark.driver.memory", "4g").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(pages, Path(folder))
        df = session.read.parquet(folder)

        def lengths(batches: Iterator[Any]) -> Iterator[Any]:
            for batch in batches:
                rows = [len(page) for page in batch.column("html").to_pylist()]
                yield pa.record_batch({"bytes": pa.array(rows, pa.int64())})

        report(
            "Spark, local[2]",
            lambda: df.mapInArrow(lengths, "bytes long").agg({"bytes": "sum"}).collect(),
            lambda: extract_df(df).selectExpr("sum(length(text))", "count(title)").collect(),
        )
    session.stop()


def ray(pages: list[bytes], _: int) -> None:
    import pyarrow as pa
    import ray

    from dehusk.integrations.ray import extract_dataset

    # Two readers and two tasks of this size starve each other on two processors, without dehusk, too. By default
    # the workers have a low priority.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False, logging_level="error")
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(pages, Path(folder))
        ds = ray.data.read_parquet(folder)

        def lengths(table: Any) -> Any:
            return pa.table({"bytes": pa.array([len(page) for page in table.column("html").to_pylist()], pa.int64())})

        def count(made: Any) -> int:
            return sum(batch.num_rows for batch in made.iter_batches(batch_format="pyarrow"))

        report(
            "Ray Data",
            lambda: count(ds.map_batches(lengths, batch_format="pyarrow", batch_size=64)),
            lambda: count(extract_dataset(ds)),
        )
    ray.shutdown()


def datatrove(pages: list[bytes], _: int) -> None:
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from dehusk.integrations.datatrove import DehuskExtractor

    # Its workers write a log to standard error; a failed worker still ends the run.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in"
        source.mkdir()
        for part in range(2):
            texts = (page.decode("utf-8", "replace") for page in pages[part::2])
            lines = (json.dumps({"text": text, "id": f"{part}-{n}"}) for n, text in enumerate(texts))
            (source / f"{part}.jsonl").write_text("\n".join(lines))
        n = 0

        def run(steps: list[Any]) -> None:
            nonlocal n
            n += 1
            out = Path(folder) / f"out-{n}"
            pipeline = [JsonlReader(str(source)), *steps, JsonlWriter(str(out / "pages"), compression=None)]
            LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(out / "logs")).run()

        report("datatrove, two workers", lambda: run([]), lambda: run([DehuskExtractor()]))


def write_parquet(pages: list[bytes], folder: Path) -> None:
    """Pages in four files of Parquet, with a group of rows for each 64 pages."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in range(4):
        table = pa.table({"html": pa.array(pages[part::4], pa.binary())})
        pq.write_table(table, folder / f"{part}.parquet", row_group_size=64)


def report(name: str, passed: Callable[[], object], extracted: Callable[[], object]) -> None:
    """Prints the time of a run with dehusk beside one without it."""
    without, with_dehusk = best(passed), best(extracted)
    print(f"{name}: pass-through {without:.2f} s, extracting {with_dehusk:.2f} s")


PARTS: dict[str, Callable[[list[bytes], int], None]] = {
    "threads": threads,
    "import": imports,
    "memory": memory,
    "spark": spark,
    "ray": ray,
    "datatrove": datatrove,
}


def part(name: str, folder: Path, n: int | None, calls: int) -> None:
    """One part, in a process of its own."""
    try:
        PARTS[name](corpus(folder, n), calls)
    except ImportError as error:
        print(f"{name}: left out, {error}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--calls", type=int, default=100_000, help="calls of the memory part")
    parser.add_argument("--only")
    asked = parser.parse_args()
    names = asked.only.split(",") if asked.only else list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"{', '.join(unknown)}: expected {', '.join(PARTS)}")
    code = 0
    for name in names:
        child = multiprocessing.get_context("spawn").Process(
            target=part, args=(name, asked.corpus, asked.pages, asked.calls)
        )
        child.start()
        child.join()
        code = code or abs(child.exitcode or 0)
    return code


if __name__ == "__main__":
    sys.exit(main())
