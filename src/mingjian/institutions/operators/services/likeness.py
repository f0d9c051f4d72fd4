"""Which other shops of the lake are probably the subject's, with the weight of every likeness. A pair is a reason to look: an officer judges."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from mingjian.core.engines.factory import open_engine
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.linking.model import COMPARISONS
from mingjian.core.linking.record import RECORD
from mingjian.core.optional import to_install
from mingjian.institutions.operators.models import Subject
from mingjian.institutions.operators.services.neighbours import OperatorRow, neighbours
from mingjian.office.models import Officer

LEAST = 0.5
SCALE = 30  # a weight beyond it is drawn as long as this
BEFORE = Text("未比对时", "Before anything is compared")
MOST = 30
#: Columns of a record of linking, and where a record of the lake has them.
FROM = {"platform": "platform", "operator_id": "operator_id", "shop_id": "shop_id", "shop_name": "shop_name", "name": "name", "uscc": "uscc"} | {
    "licence": "permit_id", "phone": "phone_token", "payee": "payee_token", "address": "address",
    "return_address": "return_address", "city": "region_code",
}  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """A shop that is probably the subject's: like which of its shops, how probably, what each comparison adds (log2 of the odds), and that in words."""

    shop: str
    like: str
    probability: float
    prior: float
    weights: tuple[tuple[Text, float], ...]
    why: Text
    row: OperatorRow

    @property
    def drawn(self) -> list[tuple[Text, float, float, float]]:
        """Return each thing compared with its weight, and its bar: where it begins and how long it is, on a scale of 60 with the middle at 30."""
        ends = ((title, weight, max(-SCALE, min(weight, SCALE))) for title, weight in ((BEFORE, self.prior), *self.weights))
        return [(title, weight, round(SCALE + min(end, 0), 2), round(abs(end), 2)) for title, weight, end in ends]


def likely_shops(subject: Subject, officer: Officer) -> tuple[list[Likely], bool]:
    """
    Weigh the subject's shops against those that share something with them; say too whether the weights were learnt from records.

    Raises BadInput where linking is not installed, or the subject has no shop yet.
    """
    try:
        from mingjian.core.linking.columns import prepared
        from mingjian.core.linking.pairs import pairs_of
    except ImportError as error:
        raise BadInput(f"关联尚未安装：{to_install('linking').zh}。", f"Linking is not installed: {to_install('linking').en}.") from error
    held = subject.links.exclude(stands="dropped")
    own = set(held.filter(kind="shop").values_list("value", flat=True))
    if not own:
        raise BadInput("此主体还没有网店，无从比对。", "The subject has no shop yet: there is nothing to compare.")
    returns = list(held.filter(kind="warehouse").order_by("pk").values_list("value", flat=True))
    values = {"uscc": [subject.uscc] if subject.uscc else [], "return_address": returns}
    rows = {f"{row['platform']}/{row['shop_id']}": row for row in neighbours(own, values, officer)}
    if len(rows) < 2:
        return [], False
    table = pa.Table.from_pylist([_record(name, row, returns if name in own else []) for name, row in rows.items()], RECORD.schema)
    with open_engine("duckdb") as engine:
        pairs, weights = pairs_of(prepared(table), engine, LEAST)
    return _best(pairs.to_pylist(), own, rows), weights.is_learnt


def _record(name: str, row: OperatorRow, returns: list[str]) -> dict[str, Any]:
    """Write a row as a record of linking; a shop of the subject's that shows no place of returns has the first that anybody told of the subject."""
    record = {"record": name} | {ours: None if row.get(theirs) is None else str(row[theirs]) for ours, theirs in FROM.items()}
    return record | {"return_address": record["return_address"] or next(iter(returns), None)}


def _best(pairs: list[dict[str, Any]], own: set[str], rows: Mapping[str, OperatorRow]) -> list[Likely]:
    """Keep of each shop that is not the subject's yet the likeliest pair with one that is."""
    found: dict[str, Likely] = {}
    for pair in pairs:
        mine, other = (pair["left"], pair["right"]) if pair["left"] in own else (pair["right"], pair["left"])
        if mine in own and other not in own and other not in found:
            added = tuple((one.title, pair[f"w_{one.name}"]) for one in COMPARISONS if pair.get(f"w_{one.name}"))
            why = Text(pair["reasons_zh"], pair["reasons_en"])
            found[other] = Likely(other, mine, pair["probability"], pair["prior"], tuple(sorted(added, key=lambda one: -one[1])), why, rows[other])
    return list(found.values())[:MOST]
