"""What detectors that read texts share: each judges a batch of listings or posts, whose words were looked for once for all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Judge, Judged, Value, findings, row_of
from mingjian.core.engines import Engine, Relation
from mingjian.core.wording import Texts


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
    """State judgements as findings: the subject is platform/id of the record."""
    return findings([row_of(described, texts, kind, one) for one in judged])
