"""Which department a finding belongs to: the county of the shops it is about, as the lake's operators tell."""

import json
from collections import Counter
from typing import Any

from django.db.models import Q

from mingjian.core.engines import Engine
from mingjian.core.records.lake import Lake
from mingjian.institutions.monitoring.models import kept_whole
from mingjian.office.models import REGION_DIGITS, Department

COUNTIES = """
SELECT platform || '/' || shop_id AS shop, min(region_code) AS region FROM operator
WHERE shop_id IS NOT NULL AND region_code IS NOT NULL GROUP BY platform || '/' || shop_id
"""


class Regions:
    """The department of each shop, read once for a run."""

    def __init__(self, engine: Engine, lake: Lake, own: Department) -> None:
        self._own = own
        self._county: dict[str, str] = {}
        self._known: dict[str, Department | None] = {}
        if "operator" in lake.kinds():
            table = engine.to_arrow(engine.sql(COUNTIES, operator=engine.read_parquet(lake.pattern("operator"))))
            self._county = dict(zip(table["shop"].to_pylist(), table["region"].to_pylist(), strict=True))

    def of(self, row: dict[str, Any]) -> dict[str, Any]:
        """Give `department` and `region_is_known` for a row of findings: the authority of the county where most of its shops are."""
        counted = Counter(self._county[shop] for shop in shops_of(row) if shop in self._county)
        for region, _ in counted.most_common():
            if department := self._authority(region):
                return {"department": department, "region_is_known": True}
        return {"department": self._own, "region_is_known": False}

    def _authority(self, region: str) -> Department | None:
        """The lowest authority of the region's own kind that this node knows: county, else city, else province; a code cut short tells no county."""
        if region not in self._known:
            prefixes = Q()
            for level, digits in REGION_DIGITS.items():
                prefixes |= Q(level=level, region__startswith=region[:digits]) if 0 < digits <= len(region) else Q(pk__in=[])
            candidates = Department.objects.filter(prefixes, kind=self._kind())
            self._known[region] = max(candidates, key=lambda d: REGION_DIGITS[d.level], default=None)
        return self._known[region]

    def _kind(self) -> str:
        return self._own.kind if self._own.is_authority else Department.Kind.MARKET_REGULATION


def one_shop_of(row: dict[str, Any]) -> str:
    """Give the shop of a finding where it is about just one; empty where there are several, or none is known."""
    shops = list(dict.fromkeys(shops_of(row)))
    return kept_whole(shops[0]) if len(shops) == 1 else ""


def shops_of(row: dict[str, Any]) -> list[str]:
    """Give the shops of a finding, as `platform/id`: the subject itself, or those its evidence lists."""
    if row["subject_kind"] == "shop":
        return [row["subject"]]
    platform = row["subject"].split("/", 1)[0]
    shops = json.loads(row["evidence"]).get("shops", [])
    return [shop if "/" in str(shop) else f"{platform}/{shop}" for shop in shops]
