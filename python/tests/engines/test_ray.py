from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import ray
from rows import without_nothing

from dehusk import OptionsError
from dehusk.integrations.ray import extract_dataset

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    # Two readers and the tasks of this size starve each other on two cores, without dehusk, too.
    # Workers give way to everything else, so that on a busy machine they hardly begin.
    os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112
    ray.init(num_cpus=4, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_rows_are_the_records_of_the_command_line(page_bytes: list[bytes], records: list[dict[str, Any]]) -> None:
    table = pa.table({"id": range(len(page_bytes)), "html": page_bytes})
    articles = extract_dataset(ray.data.from_arrow(table), carry=["id"], batch_size=20)
    rows = [row for batch in articles.iter_batches(batch_format="pyarrow") for row in batch.to_pylist()]
    rows.sort(key=lambda row: row["id"])
    assert [row.pop("id") for row in rows] == list(range(len(page_bytes)))
    assert [without_nothing(row) for row in rows] == records


def test_what_is_wrong_is_said_before_anything_runs() -> None:
    with pytest.raises(OptionsError, match="focus"):
        extract_dataset(None, focus="best")
