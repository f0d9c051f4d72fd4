"""Run by a test under on_postgresql.py: a node on PostgreSQL is backed up, brought back into another database, and has the same ledger."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

COMMAND = str(Path(sys.executable).parent / "mingjian")


def run(words: str, home: Path, url: str, code: int = 0) -> str:
    environment = os.environ | {"MINGJIAN_HOME": str(home), "DATABASE_URL": url}
    done = subprocess.run([COMMAND, *words.split()], env=environment, cwd=home.parent, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def main(folder: Path, server: str) -> None:
    with psycopg.connect(server, autocommit=True) as database:
        for name in ("one", "two"):
            database.execute(f"CREATE DATABASE {name}")
    one, two = (server.replace("/postgres", f"/{name}", 1) if "/postgres?" in server else server.rsplit("/", 1)[0] + f"/{name}" for name in ("one", "two"))
    home, back = folder / "home", folder / "back"
    run("officer first --node 甲 --region 330122 --level county", home, one)
    run("backup kept", home, one)
    run("restore kept", back, one, 1)  # has tables: nothing is changed
    assert list(back.iterdir()) == []
    run("restore kept", back, two)
    run("ledger export home.jsonl", home, one)
    run("ledger export back.jsonl", back, two)
    run("ledger verify home.jsonl --checkpoint back.jsonl", home, one)
    run("audit", back, two)
    sys.stdout.write("same ledger\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["DATABASE_URL"])
