"""What detectors that read texts share: each judges a batch of listings or posts, whose words were looked for once for all of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Value, finding, findings
from mingjian.core.engines import Engine, Relation
from mingjian.core.language import Text
from mingjian.core.wording import Texts


class Judged(NamedTuple):
    """What a detector asserts of one row of a batch. `score` is 0 to 1; `innocent` goes before what the detector always names."""

    row: int
    score: float
    reason: Text
    evidence: str
    innocent: tuple[Text, ...] = ()


#: Judges the texts of a batch of one kind of record: `judge(texts, kind, **settings)`.
Judge: TypeAlias = Callable[..., Iterable[Judged]]


def find_in_texts(engine: Engine, relations: Mapping[str, Relation | None], described: Detector, judge: Judge, settings: Mapping[str, Value]) -> pa.Table:
    """Judge every row of the relations given (by kind of record), a batch at a time on the engine's workers."""
    found = [
        engine.to_arrow(engine.map_arrow(_kernel(described, judge, kind, dict(settings)), relation, FINDINGS))
        for kind, relation in relations.items()
        if relation is not None
    ]
    return pa.concat_tables(found).cast(FINDINGS) if found else findings([])


def _kernel(described: Detector, judge: Judge, kind: str, settings: dict[str, Value]) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            texts = Texts(batch)
            yield from told(described, texts, kind, judge(texts, kind, **settings)).to_batches()

    return kernel


def told(described: Detector, texts: Texts, kind: str, judged: Iterable[Judged]) -> pa.Table:
    """Tell judgements as findings: the subject is platform/id of the record."""
    return findings([row_of(described, texts, kind, one) for one in judged])


def row_of(described: Detector, texts: Texts, kind: str, one: Judged) -> dict[str, Any]:
    """Tell one judgement as a row of FINDINGS."""
    innocent = [*one.innocent, *(other for other in described.innocent if other not in one.innocent)]
    subject = f"{texts.value(one.row, 'platform') or ''}/{texts.value(one.row, f'{kind}_id') or ''}"
    return finding(described, kind, subject, round(min(max(one.score, 0.0), 1.0), 4), one.reason, _with_shop(one.evidence, texts, one.row), innocent)


def _with_shop(told: str, texts: Texts, row: int) -> str:
    """Name the shop in the evidence, by which the county is known that answers for it."""
    shop = texts.value(row, "shop_id")
    return json.dumps({**json.loads(told), "shops": [f"{texts.value(row, 'platform') or ''}/{shop}"]}, ensure_ascii=False) if shop else told
