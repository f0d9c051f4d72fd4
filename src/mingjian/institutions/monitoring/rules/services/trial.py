"""Runs rules over the lake's listings and posts, file by file and batch by batch; keeps a fair sample of the hits, and counts what was and was not seen."""

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjian.core.records.lake import Lake, Load
from mingjian.core.redaction import masked
from mingjian.core.rules import Coverage, Hit, Rule, Rules

BATCH = 8192
THREADS = 2
SHOWN = 2000  # characters of a field that a sample keeps
MOST_PLATFORMS = 20  # the commonest, that a run tells
BESIDE = ("platform", "shop_id", "account_id", "channel", "brand", "category", "price", "ships_from", "url")

#: Hears how many rows are done, and how many there are.
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Caught:
    """One hit with what a person needs to judge it."""

    kind: str
    subject: str
    texts: dict[str, str]
    spans: list[list[Any]]
    beside: dict[str, Any]
    shop: str


@dataclass
class RuleTrial:
    """What one rule came to: hits in all, how many each word had, a fair sample of `size` hits (Vitter's algorithm R), and all subjects where asked for."""

    rule: Rule
    size: int
    draw: random.Random
    hits: int = 0
    words: Counter[str] = field(default_factory=Counter)
    sample: list[Caught] = field(default_factory=list)

    def add(self, hit: Hit, caught: Caught) -> None:
        """Count a hit, and let it into the sample by chance."""
        self.hits += 1
        self.words.update({span.word for span in hit.spans})
        if len(self.sample) < self.size:
            self.sample.append(caught)
        elif (place := self.draw.randrange(self.hits)) < self.size:
            self.sample[place] = caught


@dataclass
class Round:
    """One round of rules over some loads."""

    outcomes: dict[str, RuleTrial]
    coverage: Coverage
    sources: dict[str, int]
    loads: list[str]

    def told(self) -> dict[str, Any]:
        """Describe the coverage as plain JSON: the commonest platforms, the span of days, rows that lacked something, rows that were spared."""
        days = sorted(day for day in self.coverage.days if day)
        return {
            "rows": self.coverage.rows,
            "spared": self.coverage.spared,
            "lacking": dict(self.coverage.lacking),
            "platforms": dict(self.coverage.platforms.most_common(MOST_PLATFORMS)),
            "first_day": days[0] if days else "",
            "last_day": days[-1] if days else "",
            "sources": self.sources,
            "loads": self.loads,
        }


def go_round(
    lake: Lake,
    rules: Mapping[str, Rule],
    *,
    spared: Collection[str],
    sample: int,
    seed: str,
    seen: Collection[str] = (),
    told: Told = lambda done, total: None,
) -> Round:
    """
    Run rules over every load of the kinds that they ask for, those `seen` before left out.

    `sample` hits of each rule are kept, drawn by chance from `seed` so that the same run draws the same. `told` hears of rows done and rows in all.
    """
    outcomes = {key: RuleTrial(rule, sample, random.Random(f"{seed}/{key}")) for key, rule in rules.items()}  # noqa: S311 - a sample, no secret
    ready, kinds = Rules(rules), {kind for rule in rules.values() for kind in rule.kinds}
    whole = Round(outcomes, Coverage(), {}, [])
    loads = [load for load in lake.loads() if load.kind in kinds and load.digest not in seen]
    total = sum(load.rows for load in loads)
    for load in loads:
        whole.loads.append(load.digest)
        for batch in _batches(load):
            hits, covered = ready.run(batch, load.kind, spared=spared, threads=THREADS)
            whole.coverage.add(covered)
            whole.sources[load.source] = whole.sources.get(load.source, 0) + batch.num_rows
            for hit in hits:
                outcomes[hit.rule].add(hit, _caught(hit, batch, load.kind))
            told(whole.coverage.rows, total)
    return whole


def _batches(load: Load) -> Iterator[pa.RecordBatch]:
    yield from pq.ParquetFile(load.rows_path).iter_batches(BATCH)


def _caught(hit: Hit, batch: pa.RecordBatch, kind: str) -> Caught:
    def value(name: str) -> Any:
        return batch.column(name)[hit.row].as_py() if name in batch.schema.names else None

    texts = {span.field: masked(str(value(span.field) or "")[:SHOWN]) for span in hit.spans}
    if kind == "listing" and (title := value("title")):
        texts = {"title": masked(str(title)[:SHOWN]), **texts}
    platform = str(value("platform") or "")
    return Caught(
        kind,
        f"{platform}/{value(f'{kind}_id') or ''}"[:200],
        texts,
        [[span.field, span.start, span.end, span.word] for span in hit.spans if span.end <= SHOWN],
        {name: str(found)[:300] for name in BESIDE if (found := value(name)) not in (None, "")},
        f"{platform}/{value('shop_id' if kind == 'listing' else 'account_id') or ''}",
    )
