"""The trade marks of the market's invented brands."""

from datetime import timedelta

import pyarrow as pa

from mingjian.core.made_market.operators import as_kind, credit_code
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.words import BRANDS, FIELDS


def make_rights(plan: Plan) -> pa.Table:
    """Register each brand as a word mark for the goods of every field, in the name of a holder of its own."""
    draw = plan.draw("rights")
    n = len(BRANDS)
    since = [plan.first_day - timedelta(days=int(days)) for days in draw.integers(400, 3200, n)]
    columns = {
        "right_id": [f"T{90000000 + k}" for k in range(n)],
        "platform": ["商标登记簿"] * n,
        "type": ["商标"] * n,
        "name": list(BRANDS),
        "holder": [f"{brand}品牌管理有限公司" for brand in BRANDS],
        "uscc": [credit_code("310097", 900000 + k) for k in range(n)],
        "classes": [",".join(sorted({c for goods in FIELDS for c in goods.classes.split(",")}, key=int))] * n,
        "goods": ["；".join(thing for goods in FIELDS for thing, _ in goods.things[:2])] * n,
        "registered_on": since,
        "valid_until": [day + timedelta(days=3652) for day in since],
        "status": ["有效"] * n,
    }
    return as_kind("right", columns)
