"""
Import a million orders beside the libraries that only read them: `python benchmarks/import.py [--large GIGABYTES]`.

`mingjian` checks every row, finds repeats, writes Parquet to disk and a report; `read` is its reading and checking alone. DuckDB, pandas and
openpyxl read the same file into memory in the same run, all columns as text (the ids must not be rounded), with the times parsed. Each line
is the least of three runs in a process of its own, with the peak of its resident memory (without that of the process which
unpacks a workbook, held to 2 GiB). `--large` writes a CSV of that size, imports it,
and shows that memory does not grow with the file.
"""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROWS = 1_000_000
SHEET_ROWS = 100_000
HEADING = "订单编号,店铺ID,买家会员名,商品ID,买家实际支付金额,订单付款时间,运单号"
RUNS = 3


def lines(count: int, seed: int) -> list[str]:
    """Make the lines of so many orders."""
    draw = np.random.default_rng(seed)
    paid = np.datetime_as_string(np.datetime64("2026-11-01T00:00:00") + draw.integers(0, 20 * 86400, count))
    columns = (draw.integers(0, 9000, count), draw.integers(0, 400_000, count), draw.integers(0, 99_999, count), np.round(draw.gamma(2, 40, count), 2), paid)
    return [
        f"{seed:04}{n:09},店铺{shop},买家{buyer},{item},{amount},{at.replace('T', ' ')},SF{seed:04}{n:09}"
        for n, (shop, buyer, item, amount, at) in enumerate(zip(*(column.tolist() for column in columns), strict=True))
    ]


def mingjian(path: Path) -> int:
    """Load the file into a lake."""
    from datetime import UTC, datetime

    from mingjian.core.records import kind
    from mingjian.core.records.lake import Lake

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        return Lake(Path(folder)).load(kind("order"), path, source="benchmark", at=datetime.now(UTC)).rows


def read(path: Path) -> int:
    """Read and check the file, keeping nothing."""
    from mingjian.core.records import kind
    from mingjian.core.records.reading import read

    return sum(batch.num_rows for batch in read(path, kind("order"), source="benchmark"))


def by_duckdb(path: Path) -> int:
    """Read the file with DuckDB into a table in memory."""
    import duckdb

    con = duckdb.connect(config={"threads": 2})
    source = f"read_parquet('{path}')" if path.suffix == ".parquet" else f"read_csv('{path}', all_varchar = true)"
    casts = "CAST(订单付款时间 AS TIMESTAMP) AS 订单付款时间, CAST(买家实际支付金额 AS DOUBLE) AS 买家实际支付金额"
    con.execute(f"CREATE TABLE o AS SELECT * REPLACE ({casts}) FROM {source}")  # noqa: S608 - paths of ours
    row = con.execute("SELECT count(*) FROM o").fetchone()
    return int(row[0]) if row else 0


def by_pandas(path: Path) -> int:
    """Read the file with pandas into memory."""
    import pandas as pd

    if path.suffix == ".parquet":
        return len(pd.read_parquet(path))
    text = dict.fromkeys(HEADING.split(","), str) | {"买家实际支付金额": float}
    return len(pd.read_csv(path, dtype=text, parse_dates=["订单付款时间"], encoding="gb18030" if path.stem.endswith("gb18030") else "utf-8"))


def by_openpyxl(path: Path) -> int:
    """Read the workbook with openpyxl, as pandas does by default."""
    import openpyxl

    return sum(1 for _ in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)) - 1


PEERS: dict[str, tuple[Callable[[Path], int], ...]] = {
    "orders.csv": (mingjian, read, by_duckdb, by_pandas),
    "orders_gb18030.csv": (mingjian, read, by_pandas),
    "orders.xlsx": (mingjian, read, by_openpyxl),
    "orders.parquet": (mingjian, read, by_duckdb, by_pandas),
    "large.csv": (mingjian,),
}


def write_files(folder: Path) -> None:
    """Write the same orders in every format."""
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = lines(ROWS, 1)
    text = "\n".join([HEADING, *made]) + "\n"
    (folder / "orders.csv").write_text(text)
    (folder / "orders_gb18030.csv").write_text(text, encoding="gb18030")
    columns = zip(*(line.split(",") for line in made), strict=True)
    pq.write_table(pa.table({name: pa.array(column) for name, column in zip(HEADING.split(","), columns, strict=True)}), folder / "orders.parquet")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in [HEADING, *made[:SHEET_ROWS]]:
        sheet.append(line.split(","))
    book.save(folder / "orders.xlsx")


def write_large(path: Path, gigabytes: float) -> None:
    """Write a CSV of the size, with no id twice."""
    with path.open("w") as out:
        out.write(HEADING + "\n")
        seed = 1
        while out.tell() < gigabytes * 1e9:
            out.write("\n".join(lines(ROWS, seed)) + "\n")
            seed += 1


def measured(name: str, path: Path, runs: int) -> tuple[float, int, int]:
    """Give the least seconds of some runs, the peak of memory in MB, and the rows."""
    found = []
    for _ in range(runs):
        said = subprocess.run([sys.executable, __file__, "--one", name, str(path)], capture_output=True, text=True, check=True).stdout
        found.append(json.loads(said.splitlines()[-1]))
    return min(one["seconds"] for one in found), max(one["megabytes"] for one in found), found[0]["rows"]


def one(name: str, path: Path) -> None:
    """Run one reader in this process and say what it took. Compiling and imports are not counted: a second run would not have them."""
    function = globals()[name]
    if name in {"mingjian", "read"}:
        with tempfile.TemporaryDirectory() as folder:
            small = Path(folder) / "orders.csv"
            small.write_text(HEADING + "\n1,a,b,c,1,2026-11-01 10:00:00,d\n")
            function(small)
    begun = time.perf_counter()
    rows = function(path)
    seconds = time.perf_counter() - begun
    # Not getrusage: its peak begins with that of the process that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"seconds": seconds, "megabytes": int(peak.split()[1]) // 1024, "rows": rows}))


def main() -> None:
    """Write the files, measure every reader, print the table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs=2)
    parser.add_argument("--large", type=float, default=0.0, help="also import a CSV of so many gigabytes")
    given = parser.parse_args()
    if given.one:
        return one(given.one[0], Path(given.one[1]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        if given.large:
            write_large(folder / "large.csv", given.large)
        print("| file | MB | reader | rows | seconds | rows/s | peak MB |\n|---|---|---|---|---|---|---|")
        for file in sorted(folder.iterdir()):
            for function in PEERS[file.name]:
                seconds, megabytes, rows = measured(function.__name__, file, 1 if file.name == "large.csv" else RUNS)
                print(
                    f"| {file.name} | {file.stat().st_size / 1e6:.0f} | {function.__name__} | {rows:,} | {seconds:.2f} | {rows / seconds:,.0f} | {megabytes} |",
                    flush=True,
                )
    return None


if __name__ == "__main__":
    main()
