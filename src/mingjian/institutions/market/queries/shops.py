"""Which shops of the lake answer to a question: by shop, operator, credit code or id."""

from collections.abc import Mapping
from typing import Any

from mingjian.core.engines.factory import open_engine
from mingjian.institutions.market.queries.lake import lake_of_node
from mingjian.office.lists.search import BEGUN
from mingjian.office.models import Officer
from mingjian.office.people.permissions import is_of_authority

MOST = 30
LEAST = 2  # signs of a question
# A question is held against the text as it is, so that what steers a pattern of SQL is taken for itself.
QUERY = """
SELECT platform, shop_id, max_by(shop_name, seen_at) AS shop_name, max_by(name, seen_at) AS name, max_by(uscc, seen_at) AS uscc
FROM rows
WHERE shop_id IS NOT NULL AND (contains(lower(coalesce(shop_name, '')), $asked) OR contains(lower(coalesce(name, '')), $asked)
    OR length($asked) >= {begun} AND (starts_with(lower(uscc), $asked) OR starts_with(lower(shop_id), $asked))
    OR lower(coalesce(phone_token, '')) = $asked AND NOT regexp_full_match($asked, '[0-9+() -]*')
    OR lower(shop_id) = $asked OR lower(platform || '/' || shop_id) = $asked)
GROUP BY platform, shop_id ORDER BY platform, shop_id LIMIT {most}
"""


def shops_matching(officer: Officer, question: str) -> list[Mapping[str, Any]]:
    """
    Return the shops (`platform`, `shop_id`, `shop_name`, `name`, `uscc`) whose name, operator, code, phone's token or id is asked for, to authorities.

    Of a code or id four signs are enough, from its beginning: as the search of the node's own things has it. A bare number is not held against tokens: a
    platform that gives telephones for tokens would have them read out by whoever tries all numbers.
    """
    asked, lake = question.strip().lower(), lake_of_node()
    if len(asked) < LEAST or not is_of_authority(officer) or not lake.has("operator"):
        return []
    with open_engine("duckdb") as engine:
        rows = engine.read_parquet(lake.pattern("operator"))
        found: list[Mapping[str, Any]] = engine.to_arrow(engine.sql(QUERY.format(most=MOST, begun=BEGUN), rows=rows, asked=asked)).to_pylist()
    return found
