"""
Rings in order graphs: quality by shape, speed and memory by size, beside the peers in the same run.

    python benchmarks/sham_ring.py [--seeds 10] [--first-seed 1000] [--huge] [--write]
    python benchmarks/sham_ring.py --heavy 3000000 10000000 100000000 [--write]

Markets come from `perf/prototypes/rings_gen.py` and `perf/gen_graph.py` of the shared folder (MINGJIAN_SHARED, by default `../shared`). FRAUDAR (Hooi et
al., KDD 2016; the authors' algorithm in rgmining-fraudar) is told the true number of rings, one seed a shape: it needs seconds a round. Corenesses find no
rings; they are the cheapest pass over the same graph that the libraries offer. Times are the least of several; memory is the peak above the input, in a
process of its own. `--huge` adds 10^8 orders and FRAUDAR at 10^7. `--write` puts the tables between the markers `sham_ring` of docs/reference/performance.md.
`--heavy` measures the detector itself instead, from a Parquet file of orders to its findings, on markets of heavy tails with a ring of accounts that buy
nowhere else; its table goes between the markers `sham_ring_heavy`. The peer is given the distinct pairs ready in memory, and told that there is one ring.
"""

import argparse
import importlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.detectors import run
from mingjian.core.engines.duckdb import DuckEngine
from mingjian.core.graph.rings import find_rings
from mingjian.core.records import kind

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("MINGJIAN_SHARED", ROOT.parent / "shared")) / "perf"
SIZES = [(30_000, 9_000, 1), (300_000, 9_000, 1), (3_000_000, 9_000, 10), (300_000, 100_000, 1), (3_000_000, 100_000, 10)]
HUGE = [(30_000_000, 9_000, 10), (30_000_000, 100_000, 10)]
QUOTED = (
    "Java peers, quoted from an earlier run on two cores (not on PyPI): D-Cube, three blocks, 0.25 s at 10^6 and 2.46 s at 10^7 (0.8 and 5.1 s with reading), "
    "F1 .970 and .980; M-Zoom 0.62 and 13.4 s, F1 .952 and .978. FRAUDAR at 10^7 there: 96.7 s a block, 5.0 GB."
)


def load(name: str, path: Path) -> ModuleType:
    """Import a generator from the shared folder."""
    if not path.exists():
        sys.exit(f"{path.name} is not there: set MINGJIAN_SHARED to the folder that holds perf/.")
    sys.path.append(str(SHARED))  # gen_graph imports its neighbour `common`
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def together(rings: list[Any], side: int) -> Any:
    return np.unique(np.concatenate([np.zeros(0, np.int64), *(np.asarray(ring[side], np.int64) for ring in rings)]))


def agreement(true: list[Any], named: list[Any]) -> float:
    """Give F1 over all buyers and shops; 1 where there is nothing to name and nothing is named."""
    sets = [(together(true, side), together(named, side)) for side in (0, 1)]
    both = sum(len(np.intersect1d(a, b)) for a, b in sets)
    total = sum(len(a) + len(b) for a, b in sets)
    return 2 * both / total if total else 1.0


def timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Give the least time of several runs, and what the last gave."""
    least, result = float("inf"), None
    for _ in range(repeats):
        begun = time.perf_counter()
        result = work()
        least = min(least, time.perf_counter() - begun)
    return least, result


def fraudar(buyers: Any, shops: Any, n_buyers: int, n_shops: int, rounds: int) -> list[tuple[Any, Any]]:
    """Peel block after block, as the authors' detectMultiple does, with a faster removal of the pairs named."""
    peel = importlib.import_module("fraudar").logWeightedAveDegree
    sparse = importlib.import_module("scipy.sparse")

    blocks = []
    for _ in range(rounds):
        matrix = sparse.coo_matrix((np.ones(len(buyers), int), (buyers, shops)), shape=(n_buyers, n_shops)).tocsc()
        matrix.data[:] = 1
        with redirect_stdout(StringIO()):  # it speaks of every stage
            (rows, columns), _ = peel(matrix)
        block = np.array(sorted(rows), int), np.array(sorted(columns), int)
        blocks.append(block)
        rest = ~(np.isin(buyers, block[0]) & np.isin(shops, block[1]))
        buyers, shops = buyers[rest], shops[rest]
    return blocks


def present(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def quality(generator: ModuleType, seeds: range) -> list[str]:
    """Name the rings of every shape, plain and with tenfold camouflage."""
    lines = ["| market | F1, median | F1, worst | rings named (true) | wrong number in | ms | FRAUDAR F1 | FRAUDAR s |", "|---|---|---|---|---|---|---|---|"]
    for camouflage in (1, 10):
        for shape in generator.SHAPES:
            if camouflage > 1 and not generator.PLAN[shape]:
                continue
            lines.append(_shape(generator, shape, camouflage, seeds))
            print(lines[-1], flush=True)
    return lines


def _shape(generator: ModuleType, shape: str, camouflage: int, seeds: range) -> str:
    scores, numbers, wrong, times, peer = [], [], 0, [], "absent | "
    for seed in seeds:
        made = generator.market(shape, seed, camouflage=camouflage)
        taken, rings = timed(partial(find_rings, made["u"], made["v"], made["nu"], made["nv"]), 1)
        scores.append(agreement(made["rings"], rings))
        numbers.append(len(rings))
        wrong += len(rings) != len(made["rings"])
        times.append(taken)
        if seed == seeds[0] and present("fraudar"):
            rounds = max(1, len(made["rings"]))
            peer_time, blocks = timed(partial(fraudar, made["u"], made["v"], made["nu"], made["nv"], rounds), 1)
            named = f"{agreement(made['rings'], blocks):.3f}" if made["rings"] else f"names {len(together(blocks, 0))} buyers"
            peer = f"{named} | {peer_time:.1f}"
    name = shape if camouflage == 1 else f"{shape}, camouflage x{camouflage}"
    span = f"{min(numbers)}-{max(numbers)} ({len(made['rings'])})"
    return f"| {name} | {np.median(scores):.4f} | {min(scores):.4f} | {span} | {wrong} of {len(seeds)} | {1e3 * np.median(times):.0f} | {peer} |"


def resident(key: str) -> float:
    """Read the resident memory (VmRSS) or its peak (VmHWM) of this process, MiB."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(key)) / 1024


def measure(path: str, repeats: int) -> None:
    """Run in a process of its own: find the rings of one saved market, and print time, memory and how many rings as JSON."""
    rng = np.random.default_rng(1)
    busy = [np.r_[rng.integers(0, 5000, 20_000), np.repeat(np.arange(30), 12)], np.r_[rng.integers(0, 500, 20_000), np.tile(np.arange(12), 30)]]
    find_rings(busy[0].astype(np.int32), busy[1].astype(np.int32), 5000, 500)  # compile
    with np.load(path) as saved:
        buyers, shops, sizes = saved["u"], saved["v"], saved["sizes"].tolist()
    before = resident("VmRSS")
    taken, rings = timed(lambda: find_rings(buyers, shops, *sizes), repeats)
    named = [[ring.buyers.tolist(), ring.shops.tolist()] for ring in rings]
    print(json.dumps({"seconds": taken, "peak": resident("VmHWM") - before, "rings": named, "orders": len(buyers)}))


def apart(folder: Path, buyers: Any, shops: Any, sizes: tuple[int, int], repeats: int) -> dict[str, Any]:
    path = folder / "market.npz"
    np.savez(path, u=buyers, v=shops, sizes=np.array(sizes))
    command = [sys.executable, __file__, "--measure", str(path), str(repeats)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    path.unlink()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def scale(generator: ModuleType, sizes: list[tuple[int, int, int]], seed: int, folder: Path) -> list[str]:
    """Measure speed and memory on mixed shapes."""
    lines = ["| orders | buyers x shops | F1 | rings named (true) | s, least | million orders/s | MiB above the input |", "|---|---|---|---|---|---|---|"]
    for n_buyers, n_shops, copies in sizes:
        made = generator.market("mixed", seed, buyers=n_buyers, shops=n_shops, copies=copies)
        answer = apart(folder, made["u"], made["v"], (n_buyers, n_shops), 2 if n_buyers > 10**7 else 7)
        speed, true = answer["orders"] / answer["seconds"] / 1e6, made["rings"]
        score = agreement(true, answer["rings"])
        lines.append(
            f"| {answer['orders']:,} | {n_buyers:,} x {n_shops:,} | {score:.4f} | {len(answer['rings'])} ({len(true)}) "
            f"| {answer['seconds']:.3f} | {speed:.1f} | {answer['peak']:.0f} |"
        )
        print(lines[-1], flush=True)
    return lines


def coreness(package: str) -> Callable[[Any, Any, int, int], float] | None:
    """Give how one library is timed on the coreness of every node, the graph already built; None where it is absent."""

    def igraph(b: Any, s: Any, n: int, m: int) -> float:
        igraph: Any = importlib.import_module("igraph")
        graph = igraph.Graph(n=n + m, edges=np.column_stack([b, s + n]))
        return timed(graph.coreness, 1)[0]

    def networkit(b: Any, s: Any, n: int, m: int) -> float:
        networkit: Any = importlib.import_module("networkit")
        graph = networkit.GraphFromCoo((np.ones(len(b)), (b, s + n)), n=n + m)
        return timed(networkit.centrality.CoreDecomposition(graph).run, 1)[0]

    def rustworkx(b: Any, s: Any, n: int, m: int) -> float:
        rustworkx: Any = importlib.import_module("rustworkx")
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(n + m))
        graph.add_edges_from_no_data(list(zip(b.tolist(), (s + n).tolist(), strict=True)))
        return timed(lambda: rustworkx.core_number(graph), 1)[0]

    def networkx(b: Any, s: Any, n: int, m: int) -> float:
        networkx: Any = importlib.import_module("networkx")
        graph = networkx.Graph(list(zip(b.tolist(), (s + n).tolist(), strict=True)))
        return timed(lambda: networkx.core_number(graph), 1)[0]

    known = {"igraph": igraph, "networkit": networkit, "rustworkx": rustworkx, "networkx": networkx}
    return known[package] if present(package) else None


def peers(folder: Path, huge: bool) -> list[str]:
    """Measure the peers' own workload: three blocks among power laws."""
    os.environ["PERF_DATA"] = str(folder)
    generator = load("gen_graph", SHARED / "gen_graph.py")
    sizes = [10**5, 10**6, 10**7]
    table: dict[str, list[str]] = {
        "mingjian, all rings: s": [],
        "mingjian: F1, rings (3)": [],
        "mingjian: MiB above the input": [],
        "FRAUDAR, one block: s": [],
    }
    for size in sizes:
        generator.gen(size)
        with np.load(folder / f"g{size}.npz") as saved:
            buyers, shops, n, m, fb, fs = (saved[key] for key in ("u", "v", "nb", "ns", "fb", "fs"))
        n, m = int(n), int(m)
        true = [(fb[fb[:, 1] == i, 0], fs[fs[:, 1] == i, 0]) for i in range(3)]
        answer = apart(folder, buyers, shops, (n, m), 7)
        table["mingjian, all rings: s"].append(f"{answer['seconds']:.4f}")
        table["mingjian: F1, rings (3)"].append(f"{agreement(true, answer['rings']):.4f}, {len(answer['rings'])}")
        table["mingjian: MiB above the input"].append(f"{answer['peak']:.0f}")
        may = size < 10**7 or huge
        peeled = f"{timed(partial(fraudar, buyers, shops, n, m, 1), 1)[0]:.2f}" if may and present("fraudar") else "–" if present("fraudar") else "absent"
        table["FRAUDAR, one block: s"].append(peeled)
        for package in ("igraph", "networkit", "rustworkx", "networkx"):
            core = coreness(package)
            slow = size > 10**6 and package in ("rustworkx", "networkx") and not huge
            table.setdefault(f"{package}, coreness: s", []).append("absent" if core is None else "–" if slow else f"{core(buyers, shops, n, m):.3f}")
    lines = ["| | 10^5 | 10^6 | 10^7 |", "|---|---|---|---|", *(f"| {name} | {' | '.join(cells)} |" for name, cells in table.items()), "", QUOTED]
    print("\n".join(lines), flush=True)
    return lines


class Plan(NamedTuple):
    """Sizes of a market of heavy tails, and its ring: 400 buyers who each buy once at each of 100 shops."""

    orders: int

    @property
    def n_buyers(self) -> int:
        return max(1_000_000, 3 * self.orders // 10)

    @property
    def n_shops(self) -> int:
        return max(50_000, self.orders // 200)

    @property
    def ring(self) -> tuple[Any, Any]:
        return np.arange(self.n_buyers - 500, self.n_buyers - 100), np.arange(self.n_shops - 200, self.n_shops - 100)


def heavy_market(plan: Plan, path: Path, seed: int) -> None:
    """Write orders whose buyers and shops follow Zipf's law (1.6 and 1.5, wrapped round), the ring's first; ids are texts, in pieces of five million."""
    rng, step, kinds = np.random.default_rng(seed), 5_000_000, ("order_id", "platform", "shop_id", "buyer_id")
    schema = pa.schema([*((name, pa.string()) for name in kinds), ("paid_at", pa.timestamp("us"))])
    members, stores = (side.ravel() for side in np.meshgrid(*plan.ring, indexing="ij"))
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, plan.orders, step):
            n = min(step, plan.orders - first)
            buyers, shops = rng.zipf(1.6, n) % plan.n_buyers, rng.zipf(1.5, n) % plan.n_shops
            if first == 0:
                buyers[: len(members)], shops[: len(stores)] = members, stores
            at = pa.array(rng.integers(0, 30 * 86_400, n) * 1_000_000 + 1_772_323_200_000_000).cast(schema.field("paid_at").type)
            columns = (np.arange(first, first + n), np.ones(n, np.int64), shops, buyers)
            writer.write_table(pa.table([*(pa.array(column).cast(pa.string()) for column in columns), at], schema=schema))


def detect(path: str) -> None:
    """Run in a process of its own: the detector over one file of orders; print wall and processor seconds, peak memory, and whom it names, as JSON."""
    columns = {field.name: field.type for field in kind("order").schema}
    bare = ", ".join(
        f"CAST(NULL AS {'VARCHAR' if of == pa.string() else 'DOUBLE' if of == pa.float64() else 'TIMESTAMP'}) AS {name}"
        for name, of in columns.items()
        if name not in pq.read_schema(path).names
    )
    begun, busy = time.perf_counter(), time.process_time()
    with DuckEngine() as engine:
        order = engine.sql(f"SELECT *, {bare} FROM rows", rows=engine.read_parquet(path))  # noqa: S608 - names of ours
        found = [json.loads(row["evidence"]) for row in run("sham_ring", engine, {"order": order}).to_pylist()]
    seconds = time.perf_counter() - begun, time.process_time() - busy
    rings = [[[int(name) for name in each[side]] for side in ("buyers", "shops")] for each in found]
    print(json.dumps({"seconds": seconds, "peak": resident("VmHWM"), "rings": rings, "seen": sum(each["orders_counted"] for each in found)}))


def peel(path: str) -> None:
    """Run in a process of its own: FRAUDAR's one block of one file's distinct pairs; the seconds are those of the peeling alone."""
    with DuckEngine() as engine:
        query = "SELECT DISTINCT CAST(buyer_id AS INTEGER) AS b, CAST(shop_id AS INTEGER) AS s FROM rows"
        pairs = engine.to_arrow(engine.sql(query, rows=engine.read_parquet(path)))
    names, (b, s) = zip(*(np.unique(pairs[name].to_numpy(), return_inverse=True) for name in ("b", "s")), strict=True)
    begun, busy = time.perf_counter(), time.process_time()
    ((rows, columns),) = fraudar(b, s, len(names[0]), len(names[1]), 1)
    seconds = time.perf_counter() - begun, time.process_time() - busy
    rings = [[names[0][rows].tolist(), names[1][columns].tolist()]]
    print(json.dumps({"seconds": seconds, "peak": resident("VmHWM"), "rings": rings, "seen": len(pairs)}))


def heavy(sizes: list[int], seed: int, folder: Path) -> list[str]:
    """Measure the detector, and the peer beside it, on markets of heavy tails."""
    lines = ["| orders | | F1 of buyers, of shops | named | s | processor s | peak, GiB |", "|---|---|---|---|---|---|---|"]
    for orders in sizes:
        plan, path = Plan(orders), folder / "orders.parquet"
        heavy_market(plan, path, seed)
        for name, how in (("sham_ring, file to findings", "--detect"), *([("FRAUDAR, one block of the pairs", "--peel")] if present("fraudar") else [])):
            answer = json.loads(subprocess.run([sys.executable, __file__, how, str(path)], check=True, capture_output=True, text=True).stdout)
            named = [together(answer["rings"], side) for side in (0, 1)]
            both = [2 * len(np.intersect1d(named[side], plan.ring[side])) / (len(named[side]) + len(plan.ring[side])) for side in (0, 1)]
            lines.append(
                f"| {orders:,} | {name} | {both[0]:.4f}, {both[1]:.4f} | {len(named[0])} x {len(named[1])} "
                f"| {answer['seconds'][0]:.1f} | {answer['seconds'][1]:.1f} | {answer['peak'] / 1024:.2f} |"
            )
            print(lines[-1], flush=True)
    return lines


def machine() -> str:
    names = ("numba", "numpy", "rgmining-fraudar", "igraph", "networkit", "rustworkx", "networkx")
    installed = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in importlib.metadata.distributions()}
    versions = ", ".join(f"{name} {installed.get(name, 'absent')}" for name in names)
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), "unknown")
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}; {versions}."


def write(text: str, mark: str = "sham_ring") -> None:
    """Put the tables between the markers of the page on performance."""
    page = ROOT / "docs/reference/performance.md"
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    old = page.read_text() if page.exists() else "# Performance\n"
    if begin not in old:
        old = f"{old.rstrip()}\n\n## Sham rings\n\n{begin}\n{end}\n"
    head, _, rest = old.partition(begin)
    page.write_text(f"{head}{begin}\n{text}\n{end}{rest.partition(end)[2]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1000)
    parser.add_argument("--huge", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--heavy", nargs="+", type=int, metavar="ORDERS")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--detect", help=argparse.SUPPRESS)
    parser.add_argument("--peel", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        return measure(given.measure[0], int(given.measure[1]))
    if given.detect or given.peel:
        return detect(given.detect) if given.detect else peel(given.peel)
    if given.heavy:
        with tempfile.TemporaryDirectory() as folder:
            table = "\n".join(heavy(given.heavy, given.first_seed, Path(folder)))
        return write(f"`python benchmarks/sham_ring.py --heavy`: {machine()}\n\n{table}", "sham_ring_heavy") if given.write else None
    generator = load("rings_gen", SHARED / "prototypes" / "rings_gen.py")
    find_rings(*(generator.market("tight", 0, 5000, 500)[key] for key in ("u", "v", "nu", "nv")))  # compile
    with tempfile.TemporaryDirectory() as folder:
        by_shape = quality(generator, range(given.first_seed, given.first_seed + given.seeds))
        by_size = scale(generator, SIZES + (HUGE if given.huge else []), given.first_seed, Path(folder))
        beside = peers(Path(folder), given.huge)
    about = f"`python benchmarks/sham_ring.py{' --huge' if given.huge else ''}`: {machine()} {given.seeds} seeds from {given.first_seed}."
    text = "\n\n".join([about, "\n".join(by_shape), "\n".join(by_size), "\n".join(beside)])
    if given.write:
        write(text)
    return None


if __name__ == "__main__":
    main()
