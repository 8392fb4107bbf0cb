"""Articles from Spark data frames of pages, by `mapInArrow`: workers get bytes and give columns, nothing is pickled.

    from dehusk.integrations.spark import extract_df
    articles = extract_df(spark.read.parquet("pages"), html="html", url="url", carry=["id"], focus="precision")
    articles.where("status = 'ok'").write.parquet("articles")

dehusk has to be installed where the workers run; they start the `python3` of the PATH unless `PYSPARK_PYTHON` names
another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from dehusk import Extractor, OptionsError
from dehusk.integrations.arrow import SCHEMA, _carried, check_new_name, extract_batches

__all__ = ["extract_df"]


def extract_df(
    df: Any,
    html: str = "html",
    url: str = "url",
    carry: Iterable[str] | Mapping[str, str] = (),
    **options: Any,
) -> Any:
    """A data frame of articles, with the columns of `dehusk.integrations.arrow.SCHEMA`.

    Args:
        df: Pages.
        html: The column of the pages: binary or strings.
        url: The column of their addresses; without such a column addresses stay relative.
        carry: Columns to carry along, or a dict of their names here and in the result.
        options: Those of `dehusk.extract`; wrong ones are told here, not by a worker.
    """
    Extractor(**options)
    carried = _carried(carry)
    needed = list(dict.fromkeys([html, *([url] if url != "url" or url in df.columns else []), *carried]))
    for name in needed:
        if name not in df.columns:
            raise OptionsError(f"there is no column {name!r}; there are {', '.join(df.columns)}")
    fields = []
    for name, new in carried.items():
        check_new_name(name, new)
        field = df.schema[name]
        fields.append(type(field)(new, field.dataType, field.nullable))
    schema = StructType(fields + from_arrow_schema(SCHEMA).fields)
    work = partial(_work, html=html, url=url, carry=carried, options=options)
    return df.select(*needed).mapInArrow(work, schema)


def _work(batches: Iterator[Any], html: str, url: str, carry: dict[str, str], options: dict[str, Any]) -> Iterator[Any]:
    return extract_batches(batches, html, url, carry, **options)
