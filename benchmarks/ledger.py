"""
What the ledger costs: commits a second with it and without, beside how fast it is verified and proven.

`python benchmarks/ledger.py` measures all and writes the table into docs/reference/performance.md; `only PostgreSQL` measures the databases
whose names begin so, and writes their rows alone; `rates NAME` measures one database in this process and prints JSON. The row without the
ledger is the same row in the same table, its text and hash computed beforehand: written by Django's ORM, and, as the bare database, by a ready statement with
ready values.
"""

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mingjian.core.ledger.checkpoint import Signer

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATABASES = ("SQLite, synchronous=NORMAL", "SQLite, synchronous=FULL", "PostgreSQL, fsync off", "PostgreSQL, fsync on")
COMMITS = 20  # in a block; blocks with and without alternate
TURNS = 120
WRITERS = 4
TURN = 150  # commits of each of several writers at a time


def body(number: int) -> dict[str, object]:
    """A step as the office records it, about 600 bytes."""
    return {
        "dossier": f"MJ-2026-{number:06}", "by": "wang.fang", "for": 17, "state_before": "received", "state": "measures_in_force",
        "ground": ["ecl/42", "ecl/44"],
        "department": 17, "given": {"capture": "c4f1" * 16, "measure": "删除并断开链接", "reason": "权利人提供初步证据，商品与注册商标近似", "number": number},
        "opened": [{"name": "counter_statement", "due": "2026-12-09T16:00:00+00:00"}], "closed": ["acknowledge"], "note": "已电话告知平台内经营者。" * 4,
    }  # fmt: skip


def rates(name: str) -> None:
    """Measure one database, and print what came out as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _set_synchronous(name)
    single = _alternated()
    several = _several(name)
    print(json.dumps({"name": name, "single": single, "several": several}))


def _set_synchronous(name: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA synchronous={name.rpartition('=')[2]}")


def _writers() -> tuple[Callable[[int], None], ...]:
    """Give what commits one step with the ledger, and what commits the same row without it: by the ORM, and by bare SQL."""
    from django.db import connection, transaction

    from mingjian.core.ledger.leaf import canonical, leaf_hash
    from mingjian.office.models import Entry
    from mingjian.office.record import ledger

    ready = canonical({**body(0), "kind": "take_measures", "at": NOON.isoformat()})
    text, leaf = ready.decode(), leaf_hash(ready)

    def with_ledger(number: int) -> None:
        with transaction.atomic():
            ledger.append(body(number), kind="take_measures", at=NOON)

    row = Entry(index=0, at=NOON, kind="take_measures", body=text, leaf=leaf)
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join("%s" for _ in fields)
    insert = f"INSERT INTO office_entry ({columns}) VALUES ({places})"  # noqa: S608 - names of our own columns
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]

    def by_orm(number: int) -> None:
        with transaction.atomic():
            Entry.objects.create(index=number, at=NOON, kind="take_measures", body=text, leaf=leaf)

    def bare(number: int) -> None:
        values[0] = number
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, values)

    assert fields[0].name == "index"
    return with_ledger, by_orm, bare


def _alternated() -> dict[str, float]:
    """Give commits a second of one writer, in turns with the ledger, by the ORM, and bare."""
    number, found = 0, []
    writers = _writers()
    for turn in range(TURNS):
        times = [0.0, 0.0, 0.0]
        for which in sorted(range(3), key=lambda which: (which + turn) % 3):
            started = time.perf_counter()
            for n in range(number, number + COMMITS):
                writers[which](n)
            times[which] = time.perf_counter() - started
            number += COMMITS
        found.append(tuple(COMMITS / taken for taken in times))
    return _summed(found[10:])  # the first ones warm up


def _summed(found: list[tuple[float, ...]]) -> dict[str, float]:
    """Give the median rates, and the median shares of neighbouring turns."""
    rates = [statistics.median(column) for column in zip(*found, strict=True)]
    shares = [statistics.median(row[0] / row[other] for row in found) for other in (1, 2)]
    return {"with": rates[0], "orm": rates[1], "bare": rates[2], "share": shares[0], "share_of_bare": shares[1]}


def _several(name: str) -> dict[str, float]:
    """The same for several writers at once, each a process of its own."""
    from django.db import connection

    from mingjian.office.models import Entry

    connection.close()
    found = []
    for turn in range(9):
        taken = [0.0, 0.0, 0.0]
        for which in sorted(range(3), key=lambda which: (which + turn) % 3):
            first = Entry.objects.count() + 10
            connection.close()
            barrier = multiprocessing.Barrier(WRITERS + 1)
            processes = [multiprocessing.Process(target=_write, args=(name, which, first + w * TURN, barrier)) for w in range(WRITERS)]
            for process in processes:
                process.start()
            barrier.wait()
            started = time.perf_counter()
            for process in processes:
                process.join()
            taken[which] = WRITERS * TURN / (time.perf_counter() - started)
            assert all(process.exitcode == 0 for process in processes)
        found.append(tuple(taken))
    return _summed(found[1:])


def _write(name: str, which: int, first: int, barrier: Barrier) -> None:
    from django.db import connection

    connection.ensure_connection()
    _set_synchronous(name)
    write = _writers()[which]
    barrier.wait()
    for number in range(first, first + TURN):
        write(number)
    connection.close()


def _export(size: int) -> tuple["Signer", list[bytes]]:
    """Make an export of so many entries with a checkpoint at every 1024. Its seals are not real: a sound ledger's are not looked at."""
    from mingjian.core.ledger.bundle import bundle
    from mingjian.core.ledger.checkpoint import Signer
    from mingjian.core.ledger.leaf import canonical, leaf_hash
    from mingjian.core.ledger.tree import Frontier

    signer, frontier, entries, checkpoints = Signer.new("node.example/ledger"), Frontier(), [], []
    for index in range(size):
        leaf = canonical(body(index))
        entries.append((index, leaf, leaf_hash(leaf)))
        frontier.append(entries[-1][2])
        if frontier.size % 1024 == 0 or frontier.size == size:
            seals = bytes(64 * ((frontier.size - 1) % 1024 + 1))
            checkpoints.append((frontier.size, signer.sign(frontier.size, frontier.root(), seals), seals))
    return signer, list(bundle(signer.verifier, entries, checkpoints))


def verification(size: int = 1_000_000) -> dict[str, float]:
    """Give how fast an export is audited, and what the file takes a line."""
    from mingjian.core.ledger.audit import audit

    signer, lines = _export(size)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        assert audit(iter(lines), key=signer.verifier).is_sound
        times.append(time.perf_counter() - started)
    return {"entries": size, "seconds": min(times), "megabytes": sum(map(len, lines)) / 1e6}


def proofs(size: int = 1_000_000, count: int = 20_000) -> dict[str, float]:
    """Give proofs a second over a tree in memory, and how fast they are checked by us and by sigstore."""
    from sigstore._internal.merkle import verify_merkle_inclusion

    from mingjian.core.ledger.leaf import leaf_hash
    from mingjian.core.ledger.tree import Levels, inclusion_path, root_at, verify_inclusion

    bodies = [b"%d" % number for number in range(size)]
    leaves = [leaf_hash(body) for body in bodies]
    node = Levels(b"".join(leaves)).node
    root, indexes = root_at(size, node), range(0, size, size // count)
    started = time.perf_counter()
    paths = [inclusion_path(index, size, node) for index in indexes]
    made = time.perf_counter()
    for index, path in zip(indexes, paths, strict=True):
        verify_inclusion(leaves[index], index, size, path, root)
    ours = time.perf_counter()
    entries = [
        SimpleNamespace(
            _inner=SimpleNamespace(canonicalized_body=bodies[i], inclusion_proof=SimpleNamespace(log_index=i, tree_size=size, hashes=p, root_hash=root))
        )
        for i, p in zip(indexes, paths, strict=True)
    ]
    begun = time.perf_counter()
    for entry in entries:
        verify_merkle_inclusion(entry)
    theirs = time.perf_counter()
    return {"made": len(paths) / (made - started), "checked": len(paths) / (ours - made), "sigstore": len(paths) / (theirs - begun), "hashes": len(paths[0])}


def _measured(name: str) -> dict[str, dict[str, float]]:
    """Measure one database in a process and a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, __file__, "rates", name]
        environment = {**os.environ, "MINGJIAN_HOME": home, "POSTGRESQL_FSYNC": name.rpartition(" ")[2]}
        if name.startswith("PostgreSQL"):
            command = [sys.executable, str(HERE.parent / "tests" / "on_postgresql.py"), *command]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
        return found


def _rows(name: str) -> list[str]:
    """Measure one database, and give its rows of the table."""
    measured, rows = _measured(name), []
    for writers, key in ((1, "single"), (WRITERS, "several")):
        f = measured[key]
        rows.append(f"| {name} | {writers} | {f['with']:,.0f} | {f['orm']:,.0f} | **{f['share']:.2f}** | {f['bare']:,.0f} | {f['share_of_bare']:.2f} |")
        print(rows[-1], flush=True)
    return rows


def only(beginning: str) -> None:
    """Measure some databases, and put their rows in place of those on the page."""
    page = PAGE.read_text(encoding="utf-8").splitlines()
    for name in DATABASES:
        if name.startswith(beginning):
            old = [number for number, line in enumerate(page) if line.startswith(f"| {name} | ")]
            page[old[0] : old[-1] + 1] = _rows(name)
    PAGE.write_text("\n".join([*page, ""]), encoding="utf-8")


def main() -> None:
    """Measure everything and write it between the markers of the page on performance."""
    rows = [
        "| commits a second | writers | with the ledger | the same row by the ORM | share | bare SQL | share of bare |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in DATABASES:
        rows += _rows(name)
    audited, proven = verification(), proofs()
    rows += [
        "",
        f"`mingjian ledger verify` reads {audited['entries']:,} entries ({audited['megabytes']:,.0f} MB, a checkpoint at every 1,024) in "
        f"{audited['seconds']:.1f} s, "
        f"{audited['entries'] / audited['seconds']:,.0f} a second. Inclusion proofs over a million entries ({proven['hashes']:.0f} hashes each): "
        f"{proven['made']:,.0f} made a second, {proven['checked']:,.0f} checked; sigstore's own check of the same proofs does {proven['sigstore']:,.0f}.",
        "",
        f'`benchmarks/ledger.py`, Python {sys.version.split()[0]}, {os.cpu_count()} cores. A row is a step of about 700 bytes. "By the ORM": the '
        'same row in the same table by `Entry.objects.create`, its text and hash ready beforehand. "Bare SQL": a ready INSERT with ready values, which '
        f"no program that has something to say can reach. Medians of {TURNS - 10} turns of {COMMITS} commits, in rotation; of several writers, each "
        "a process, 8 turns of "
        f"{WRITERS} times {TURN}. Shares are medians over neighbouring turns.",
    ]
    print("\n".join(rows[-3:]))
    _write_down(rows)


def _write_down(rows: list[str]) -> None:
    mark = "<!-- ledger -->"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Performance\n\n## The ledger\n\n{mark}\n{mark}\n"
    if page.count(mark) != 2:
        page += f"\n## The ledger\n\n{mark}\n{mark}\n"
    before, _, after = page.split(mark)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join([f"{before}{mark}", *rows, f"{mark}{after}"]), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["rates"]:
        rates(sys.argv[2])
    elif sys.argv[1:2] == ["only"]:
        only(sys.argv[2])
    else:
        main()
