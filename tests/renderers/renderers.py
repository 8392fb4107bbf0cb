"""Renders Markdown with all installed renderers."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = HERE.parent.parent / "target" / "renderers"


def lines_of(command):
    """The output of a program, split at line feeds only."""
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout.split("\n")[:-1]


def rendered(sources):
    """The file of the sources, each with `id` and `markdown`, and the files of rendered results, each line with
    `renderer`, `id` and `html`."""
    source = WORK / "sources.jsonl"
    source.write_text("".join(json.dumps(page) + "\n" for page in sources), encoding="utf-8")
    files = []
    for name, command in [
        ("javascript", ["node", HERE / "javascript.mjs", "render", source]),
        ("python", [WORK / "py/bin/python", HERE / "python.py", source]),
    ]:
        file = WORK / f"{name}.jsonl"
        file.write_text("".join(line + "\n" for line in lines_of(command)), encoding="utf-8")
        files.append(file)
    return source, files


def problems(source, files):
    """The parts of the results that are not allowed in clean HTML, each with `renderer`, `id` and `problem`."""
    return [json.loads(line) for line in lines_of(["node", HERE / "javascript.mjs", "check", source, *files])]
