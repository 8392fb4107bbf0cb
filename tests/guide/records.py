"""Checks JSON records: docs/record.schema.json against the records of all samples, and the table of docs/RECORD.md."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MORE = ["--no-config", "--with-evidence", "--with-blocks", "--include", "markdown,html"]


def check(root: Path, folder: Path, binary: Path, python: Path, has_jsonschema: bool) -> list[str]:
    """What is wrong. `folder` has samples/ and report.pdf."""
    schema = root / "docs" / "record.schema.json"
    keys = list(json.loads(schema.read_text(encoding="utf-8"))["properties"])
    table = (root / "docs" / "RECORD.md").read_text(encoding="utf-8").split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    problems = [] if listed == keys else [f"docs/RECORD.md lists {listed}; docs/record.schema.json has {keys}"]
    if not has_jsonschema:
        print("SKIPPED the schema of the records: jsonschema cannot be installed")
        return problems
    records = folder / "records.jsonl"
    records.write_text("".join(line + "\n" for line in _records(folder, binary)), encoding="utf-8")
    done = subprocess.run([python, __file__, schema, records], capture_output=True, text=True)
    print(done.stdout, end="")
    return problems + ([f"records: {done.stderr}"] if done.returncode else [])


def _records(folder: Path, binary: Path) -> list[str]:
    """The records of all samples, of an empty page, a truncated page, a PDF and a page that cannot be read."""
    pages = folder / "odd"
    pages.mkdir()
    (pages / "empty.html").write_bytes(b"")
    (pages / "menu.html").write_text("<nav><a href=/>Home</a> <a href=/a>About us</a></nav>")
    (pages / "broken.html.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    (pages / "pdf.html").write_bytes((folder / "report.pdf").read_bytes())
    samples = sorted(path for path in (folder / "samples").iterdir() if path.suffix != ".md")

    def lines(*arguments: object) -> list[str]:
        done = subprocess.run([binary, *map(str, arguments)], cwd=folder, capture_output=True, text=True, encoding="utf-8")
        return done.stdout.splitlines()

    found = lines("batch", *samples, "odd", "-o", "-", *MORE) + lines("batch", "samples", "odd", "-o", "-", "--no-config")
    found += lines("batch", "samples/docs--api-reference.html", "-o", "-", "--max-bytes", "3000", "--no-config")
    alone = [*samples, pages / "empty.html", pages / "menu.html", pages / "pdf.html"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for own in pool.map(lambda page: lines(page, "-f", "json", *MORE), alone):
            found += own
    with (folder / "page.html").open("rb") as page:
        found.append(subprocess.check_output([binary, "--no-config", "-f", "json"], stdin=page, text=True, encoding="utf-8").strip())
    return found


def _validate(schema: Path, records: Path) -> None:
    """Validates each line; runs in the environment that has jsonschema."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    validator.check_schema(validator.schema)
    seen, kinds, wrong = set(), {}, []
    for line in records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        seen |= record.keys()
        kinds[record["status"]] = kinds.get(record["status"], 0) + 1
        wrong += [f"{record.get('source')}: {error.json_path}: {error.message}" for error in validator.iter_errors(record)]
    unseen = validator.schema["properties"].keys() - seen
    missing = {"ok", "truncated", "empty", "unsupported", "failed"} - kinds.keys()
    wrong += [f"no record has the keys {sorted(unseen)}"] if unseen else []
    wrong += [f"no record has the statuses {sorted(missing)}"] if missing else []
    print("records: " + ", ".join(f"{count} {status}" for status, count in sorted(kinds.items())))
    if wrong:
        sys.exit("\n".join(wrong[:20]))


if __name__ == "__main__":
    _validate(Path(sys.argv[1]), Path(sys.argv[2]))
