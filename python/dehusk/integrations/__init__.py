"""dehusk in the engines that people run it in. Each module imports its engine, and only that.

| module | engine | extra |
|---|---|---|
| `arrow` | pyarrow; the others that work on tables are built on it | `dehusk[arrow]` |
| `frames` | pandas and polars | `dehusk[pandas]`, `dehusk[polars]` |
| `spark` | Apache Spark 4 | `dehusk[spark]` |
| `ray` | Ray Data | `dehusk[ray]` |
| `datatrove` | datatrove | `dehusk[datatrove]` |
| `nemo` | NeMo Curator | `dehusk[nemo]` |
| `langchain` | LangChain | `dehusk[langchain]` |
| `llamaindex` | LlamaIndex | `dehusk[llamaindex]` |
| `haystack` | Haystack | `dehusk[haystack]` |
"""
