"""Write the market's tables as files named after their kinds."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from mingjian.core.errors import BadInput

FORMATS = ("parquet", "csv")


def write_table(table: pa.Table, folder: Path, name: str, file_format: str) -> Path:
    """Write one table as `name.parquet` or `name.csv`; instants in a CSV end with Z, since they are UTC."""
    path = folder / f"{name}.{file_format}"
    if file_format == "parquet":
        pq.write_table(table, path, compression="zstd")
    elif file_format == "csv":
        pa.csv.write_csv(_in_words(table), path)
    else:
        raise BadInput(f"格式须为 {' 或 '.join(FORMATS)}，不能是 {file_format}。", f"The format must be {' or '.join(FORMATS)}, not {file_format}.")
    return path


def _in_words(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            whole = table.column(place).cast(pa.timestamp("s"))
            table = table.set_column(place, field.name, pc.strftime(whole, format="%Y-%m-%dT%H:%M:%SZ"))
    return table
