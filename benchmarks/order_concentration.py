"""
Concentrated orders at scale: our detector on DuckDB beside the plain window query on DuckDB, and polars where it is installed.

    python benchmarks/order_concentration.py [--orders 10000000] [--repeats 3]

Every peer answers which shops have a window of one hour with three orders a buyer. Only ours also sees windows that begin between two orders,
counts all orders of such windows, names buyers and writes reasons; the peers look at windows that end at an order, so they may find fewer shops.
"""

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine

THREADS = 2
PLAIN = """
SELECT count(DISTINCT shop_id) FROM (
  SELECT shop_id, count(*) OVER w AS orders, count(DISTINCT buyer_id) OVER w AS buyers FROM read_parquet('{path}')
  WINDOW w AS (PARTITION BY platform, shop_id ORDER BY paid_at RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW)) AS x
WHERE orders >= 3 * buyers
"""


def market(n: int, path: Path) -> int:
    """Write n orders of 30 days: shops by (rank + 10)^-0.8, n / 5 buyers, and one shop in fifty brushed by 5 buyers with 20 orders each in an hour."""
    draw = np.random.default_rng(5)
    shops = max(100, n // 1000)
    weight = (np.arange(shops) + 10.0) ** -0.8
    brushed = draw.choice(shops, shops // 50, replace=False)
    shop = np.r_[draw.choice(shops, n, p=weight / weight.sum()), np.repeat(brushed, 100)]
    fresh = n // 5 + np.arange(len(brushed))[:, None] * 5 + np.tile(np.arange(5), 20)
    buyer = np.r_[draw.integers(0, n // 5, n), fresh.ravel()]
    start = draw.integers(0, 29 * 86400, len(brushed))
    at = np.r_[draw.integers(0, 30 * 86400, n), (start[:, None] + draw.integers(0, 3600, (len(brushed), 100))).ravel()]
    order = np.argsort(at, kind="stable")
    table = pa.table(
        {
            "order_id": pa.array(np.arange(len(order))).cast(pa.string()),
            "platform": pa.repeat("p", len(order)),
            "shop_id": pa.array(shop[order]).cast(pa.string()),
            "buyer_id": pa.array(buyer[order]).cast(pa.string()),
            "paid_at": pa.array((1_790_000_000 + at[order]) * 1_000_000, pa.timestamp("us")),
        }
    )
    pq.write_table(table, path, store_schema=False)
    return table.num_rows


def ours(path: Path) -> int:
    with DuckEngine(threads=THREADS) as engine:
        return run("order_concentration", engine, {"order": engine.read_parquet(str(path))}).num_rows


def plain_duckdb(path: Path) -> int:
    with duckdb.connect(config={"threads": THREADS}) as con:
        row = con.execute(PLAIN.format(path=path)).fetchone()
        return row[0] if row else 0


def polars_rolling(path: Path) -> int:
    import polars as pl

    frame = pl.read_parquet(path).sort("shop_id", "paid_at")
    rolled = frame.rolling("paid_at", period="1h", closed="both", group_by="shop_id").agg(
        pl.len().alias("orders"), pl.col("buyer_id").n_unique().alias("buyers")
    )
    return rolled.filter(pl.col("orders") >= 3 * pl.col("buyers"))["shop_id"].n_unique()


def timed(peers: dict[str, Callable[[Path], int]], path: Path, orders: int, repeats: int) -> None:
    """Run the peers in turn, so that a busy moment does not fall on one of them alone."""
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    shops: dict[str, int] = {}
    for _ in range(repeats):
        for name, peer in peers.items():
            begun = time.perf_counter()
            shops[name] = peer(path)
            seconds[name].append(time.perf_counter() - begun)
    for name, took in seconds.items():
        print(f"| {orders:,} | {name} | {min(took):.2f} / {sorted(took)[len(took) // 2]:.2f} | {orders / min(took) / 1e6:.1f} M | {shops[name]:,} |")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--orders", type=int, nargs="*", default=[1_000_000, 10_000_000])
    words.add_argument("--repeats", type=int, default=3)
    given = words.parse_args()
    peers: dict[str, Callable[[Path], int]] = {"mingjian": ours, "DuckDB, plain window": plain_duckdb}
    try:
        import polars

        peers[f"polars {polars.__version__} rolling"] = polars_rolling
    except ImportError:
        print("polars is absent: not compared.")
    print(f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores, {sys.platform}; {THREADS} threads; from Parquet")
    print("| orders | what | s, least / median | orders/s | shops found |\n|---|---|---|---|---|")
    for orders in given.orders:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "order.parquet"
            timed(peers, path, market(orders, path), given.repeats)
    print(f"Peak memory of this process, peers included: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")


if __name__ == "__main__":
    main()
