from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import SparkSession
from rows import without_nothing

from dehusk import OptionsError
from dehusk.integrations.arrow import SCHEMA
from dehusk.integrations.spark import extract_df

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def spark() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    yield session
    session.stop()


def test_rows_are_the_records_of_the_command_line(
    spark: SparkSession, page_bytes: list[bytes], records: list[dict[str, Any]]
) -> None:
    df = spark.createDataFrame([(n, page) for n, page in enumerate(page_bytes)], "id int, html binary").repartition(3)
    articles = extract_df(df, carry=["id"])
    assert articles.columns == ["id", *SCHEMA.names]
    rows = sorted((row.asDict(recursive=True) for row in articles.collect()), key=lambda row: row["id"])
    assert [row.pop("id") for row in rows] == list(range(len(page_bytes)))
    assert [without_nothing(row) for row in rows] == records


def test_addresses_and_sql(spark: SparkSession) -> None:
    df = spark.createDataFrame([("<main><a href=b>c</a></main>", "https://x.example/")], ["page", "url"])
    articles = extract_df(df, html="page", carry={"url": "fetched"}, keep="main", links=True, formats="markdown")
    row = articles.where("status = 'ok'").select("markdown", "fetched").first()
    assert row is not None
    assert (row.markdown.strip(), row.fetched) == ("[c](https://x.example/b)", "https://x.example/")


def test_what_is_wrong_is_said_before_anything_runs(spark: SparkSession) -> None:
    df = spark.createDataFrame([("<p>a",)], ["html"])
    with pytest.raises(OptionsError, match="focus"):
        extract_df(df, focus="best")
    with pytest.raises(OptionsError, match="there is no column 'page'; there are html"):
        extract_df(df, html="page")
