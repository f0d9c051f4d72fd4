"""
How much an office does from a first word to a closed case: requests, clicks and typed characters of four chains, walked over HTTP on a demo node.

    mingjian demo --home /tmp/chains --shops 300 --port 9200
    python benchmarks/chains.py http://127.0.0.1:9200 [--only counterfeit] [--papers FOLDER] [--write]

Each chain has its own made-up facts and types whole sentences, as an officer would: a shop of counterfeit weedkiller with 60 orders; a ring of three firms and
a person who buy from each other; cosmetics made and sold over WeChat without a licence, whose seller is heard and pays less; shoes that reach the line of a
crime, go to the police, come back without a case and are fined. The clock of the demo is moved forward where a period has to run.
`--papers` keeps every paper as Word; `--write` puts the table between the markers `chains` of docs/reference/chains.md.
"""

import argparse
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chain_cosmetics
import chain_counterfeit
import chain_police
import chain_ring
from chain_desk import Chain
from desk_hand import Refused

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "chains.md"
CHAINS: dict[str, tuple[str, str, Callable[[Chain, str], Any]]] = {
    "counterfeit": ("网店销售假冒农药，60 笔订单", "counterfeit weedkiller, 60 orders", chain_counterfeit.walk),
    "ring": ("三家企业、一名自然人互相刷单", "a ring of three firms and a person", chain_ring.walk),
    "cosmetics": ("微信无证制售化妆品，听证后减轻", "cosmetics over WeChat, heard, fined less", chain_cosmetics.walk),
    "police": ("达追诉标准移送，不予立案后处罚", "to the police, not filed, then fined", chain_police.walk),
}


def table(walked: dict[str, Chain]) -> str:
    """Return the table of what was counted."""
    lines = ["| 办案过程 chain | requests | clicks | typed characters | typed twice | papers |", "|---|--:|--:|--:|--:|--:|"]
    for name, chain in walked.items():
        zh, en, _ = CHAINS[name]
        told = chain.tally
        lines.append(f"| {zh} · {en} | {told.requests} | {told.clicks} | {told.characters:,} | {len(told.typed_twice)} | {len(chain.papers)} |")
    return "\n".join(lines)


def main() -> int:
    """Walk the chains that are asked for."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    asked.add_argument("node", help="address of a demo, as http://127.0.0.1:9200")
    asked.add_argument("--only", choices=CHAINS, action="append")
    asked.add_argument("--papers", type=Path)
    asked.add_argument("--clicks", action="store_true", help="say each click: who, on which page, what for")
    asked.add_argument("--write", action="store_true")
    told = asked.parse_args()
    if told.write and told.only:
        asked.error("--write puts the whole table: leave --only out")
    walked: dict[str, Chain] = {}
    for name in told.only or CHAINS:
        chain = Chain(told.node)
        try:
            CHAINS[name][2](chain, f"{secrets.randbelow(10**5):05d}")
        except Refused as error:
            print(f"{name} {chain.numbers}: {error}", file=sys.stderr)
            return 1
        finally:
            keep(chain, told.papers)
        walked[name] = chain
        if told.clicks:
            print(*("\t".join(map(str, one)) for one in chain.tally.clicked), sep="\n")
        print(name, chain.numbers, chain.tally.clicks, chain.tally.characters, chain.tally.typed_twice)
    print(table(walked))
    if told.write:
        text = PAGE.read_text(encoding="utf-8")
        text = re.sub(r"(<!-- chains -->\n).*?(\n<!-- /chains -->)", lambda found: found[1] + table(walked) + found[2], text, flags=re.DOTALL)
        PAGE.write_text(text, encoding="utf-8")
    return 0


def keep(chain: Chain, folder: Path | None) -> None:
    """Write the papers of a chain into a folder."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in chain.papers.items():
            (folder / f"{name}.docx").write_bytes(raw)


if __name__ == "__main__":
    sys.exit(main())
