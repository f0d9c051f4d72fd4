"""Splink on the Spark Connect API, served by Spark or by Sail."""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
from splink.backends.spark import SparkAPI

from mingjian.core.engines import Engine
from mingjian.core.engines.spark import SparkEngine
from mingjian.core.errors import BadInput

_KEPT = re.compile(r"__splink__(?:df_(?:concat_with_tf|predict|tf_.+|comparison_vectors|blocked.*)|blocked_id_pairs|marginal_exploded_ids.*)")


class _FileAPI(SparkAPI):
    """
    Keeps what Splink wants kept as files: Sail takes `persist` and computes again all the same, and Splink's own files need a JVM.

    A method that is Splink's own is put in its place, which is why pyproject pins Splink below 5.1.
    """

    def __init__(self, session: Any, folder: Path) -> None:
        self._folder = folder
        super().__init__(spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=2, register_udfs_automatically=False)

    def _break_lineage_and_repartition(self, frame: Any, templated: str, physical: str) -> Any:
        if not _KEPT.fullmatch(templated):
            return frame
        path = str(self._folder / physical)
        frame.write.mode("overwrite").parquet(path)
        return self.spark.read.schema(frame.schema).parquet(path)


def registered(table: pa.Table, engine: Engine, folder: Path) -> Any:
    """Return the records as Splink's own on an engine of many machines; `folder` must be seen by all of them."""
    if not isinstance(engine, SparkEngine):
        raise BadInput("该引擎不能用于关联；可用：duckdb、sail、spark。", "This engine cannot link; there are: duckdb, sail, spark.")
    frame = engine.session.table(engine.from_arrow(table).name)
    return _FileAPI(engine.session, folder).register(frame)
