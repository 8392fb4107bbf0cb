#!/usr/bin/env python3
"""The weights file of dehusk: JSON whose long arrays are base64 of little-endian numbers.

    export.py MODEL.json

empties the forests of a file. Run it after features are renamed or removed, so that dehusk with the new features accepts the file
and can write the rows for training.
"""

import sys
from base64 import b64encode
from pathlib import Path

import numpy as np
import orjson

import errors
from first_stage import Table
from judge import Forest

FORMAT = "dehusk-model"
VERSION = 2


def _packed(numbers, kind: str) -> str:
    return b64encode(np.asarray(numbers, kind).tobytes()).decode()


def packed_table(table: Table) -> dict:
    packed = {"hashes": _packed(table.hashes, "<u4")} | _weights(table)
    if table.inner:
        packed["inner"] = _weights(table.inner)
    return packed


def _weights(table: Table) -> dict:
    return {"bias": table.bias, "scale": table.scale, "weights": _packed(table.weights, "i1")}


def _forest(forest: Forest) -> dict:
    return {
        "features": forest.features,
        # The shortest decimal that parses back to the same 32-bit float.
        "edges": [[float(str(edge)) for edge in edges.astype(np.float32)] for edges in forest.edges],
        "n_leaves": forest.n_leaves,
        "feature": _packed(forest.feature, "<u2"),
        "edge": _packed(forest.edge, "u1"),
        "missing_left": _packed(forest.missing_left, "u1"),
        "left": _packed(forest.left, "<i2"),
        "right": _packed(forest.right, "<i2"),
        "leaves": _packed(forest.leaves, "<i2"),
        "scale": forest.scale,
        "bias": forest.bias,
    }


NO_TREES = Forest([], [])


def write(path: Path, tables: dict[str, Table], content: Forest = NO_TREES, **more) -> int:
    """Writes a model; returns its size in bytes. `more` are parts such as `page_type`, `confidence`, `passport`."""
    model = {"format": FORMAT, "version": VERSION}
    model["passport"] = more.pop("passport", {})
    model |= {side: packed_table(table) for side, table in tables.items()}
    model["content"] = _forest(content)
    if page_type := more.pop("page_type", None):
        labels, forest = page_type
        model["page_type"] = {"labels": labels, "forest": _forest(forest)}
    for name in ("caption", "stacked"):
        if forest := more.pop(name, None):
            model[name] = _forest(forest)
    model |= more
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(orjson.dumps(model, option=orjson.OPT_APPEND_NEWLINE))


def main() -> None:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        raise errors.InputError(f"expected the path of a weights file\n\n{__doc__.strip()}")
    path = Path(sys.argv[1])
    model = orjson.loads(path.read_bytes())
    model.pop("page_type", None)
    model.pop("caption", None)
    model.pop("stacked", None)
    model["content"] = _forest(NO_TREES)
    path.write_bytes(orjson.dumps(model, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    errors.run(main)
