"""Runs one Python tool for `run.py`: `worker.py TOOL`. The protocol is that of `rust/src/main.rs`."""

import json
import sys
import time
from collections.abc import Callable


def resiliparse() -> Callable[[bytes], str]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def extract(page: bytes) -> str:
        tree = HTMLTree.parse_from_bytes(page, detect_encoding(page, from_html_meta=True))
        return extract_plain_text(tree, main_content=True)

    return extract


def turbohtml() -> Callable[[bytes], str]:
    from turbohtml import parse

    # Its article includes the metadata.
    return lambda page: parse(page, positions=False).article().text


def trafilatura() -> Callable[[bytes], str]:
    from trafilatura import extract

    return lambda page: extract(page) or ""


def answer(extract: Callable[[bytes], str], page: bytes) -> dict:
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    try:
        text = extract(page)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"wall": time.perf_counter_ns() - wall, "cpu": time.process_time_ns() - cpu, "text": text}


def main() -> None:
    tools = {"resiliparse": resiliparse, "turbohtml": turbohtml, "trafilatura": trafilatura}
    extract = tools[sys.argv[1]]()
    print("{}", flush=True)  # Ready.
    while size := sys.stdin.buffer.readline():
        print(json.dumps(answer(extract, sys.stdin.buffer.read(int(size)))), flush=True)


if __name__ == "__main__":
    main()
