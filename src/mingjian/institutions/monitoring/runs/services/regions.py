"""Which department a finding belongs to: the county of the shops it is about, as the lake's operators tell."""

from collections import Counter
from typing import Any

from mingjian.core.engines import Engine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.records.lake import Lake
from mingjian.core.redaction import masked
from mingjian.institutions.monitoring.models import LONGEST_NAME, kept_whole
from mingjian.institutions.monitoring.queries import authority_of, shops_of
from mingjian.office.models import Department

SHOPS = """
SELECT platform || '/' || shop_id AS shop, min(region_code) AS region, min(shop_name) AS name FROM operator
WHERE shop_id IS NOT NULL GROUP BY platform || '/' || shop_id
"""


class Regions:
    """The department of each shop, read once for a run."""

    def __init__(self, engine: Engine, lake: Lake, own: Department) -> None:
        self._own = own
        self._county: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._known: dict[str, Department | None] = {}
        self._seats: dict[str, str] | None = None
        if "operator" in lake.kinds():
            table = engine.to_arrow(engine.sql(SHOPS, operator=rows_of_lake(engine, lake, "operator")))
            told = table.to_pylist()
            self._county = {row["shop"]: row["region"] for row in told if row["region"]}
            self._names = {row["shop"]: row["name"] for row in told if row["name"]}

    def of(self, row: dict[str, Any], shop: str = "") -> dict[str, Any]:
        """
        Return `department` and `region_is_known` for a row of findings, the authority of the county where most of its shops are, with `region` and `shop_name`.

        Where no record tells the county, it is the authority of the platform's seat, else whoever runs it: by night that is the topmost.

        `shop` is the shop of a listing or post that the row itself does not name, where the lake tells it.
        """
        shops = list(dict.fromkeys(shops_of(row) or ([shop] if shop else [])))
        counted = Counter(self._county[one] for one in shops if one in self._county)
        regions = [region for region, _ in counted.most_common()]
        department = next((found for region in regions if (found := self._authority(region))), None)
        name = next((masked(self._names[one])[:LONGEST_NAME] for one in shops if one in self._names), "")
        told = {"shop_name": name, "shop_count": len(shops), "region": regions[0][:6] if regions else ""}
        return {"department": department or self._of_platform(row["subject"].partition("/")[0]), "region_is_known": department is not None, **told}

    def _of_platform(self, platform: str) -> Department:
        if not self._own.is_authority:
            return self._own
        if self._seats is None:
            seated = Department.objects.filter(kind=Department.Kind.PLATFORM).exclude(platform="").order_by("-pk")
            self._seats = dict(seated.values_list("platform", "region"))
        region = self._seats.get(platform, "")
        return (self._authority(region) if region else None) or self._own

    def _authority(self, region: str) -> Department | None:
        if region not in self._known:
            self._known[region] = authority_of(region, self._kind())
        return self._known[region]

    def _kind(self) -> str:
        return self._own.kind if self._own.is_authority else Department.Kind.MARKET_REGULATION


def one_shop_of(row: dict[str, Any]) -> str:
    """Return the shop of a finding where it is about just one; empty where there are several, or none is known."""
    shops = list(dict.fromkeys(shops_of(row)))
    return kept_whole(shops[0]) if len(shops) == 1 else ""
