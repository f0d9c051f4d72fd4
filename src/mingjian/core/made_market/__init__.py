"""The synthetic market with known truth: for demonstrations, load tests and tutorials. How well a detector detects is never reported on it alone."""

from datetime import date
from pathlib import Path

from mingjian.core.made_market.generation import draw_market, write_market
from mingjian.core.made_market.plan import LAST_DAY, Plan


def make_market(
    folder: Path, *, seed: int = 7, shops: int = 2000, days: int = 30, until: date = LAST_DAY, file_format: str = "parquet", pictures: bool = False
) -> dict[str, int]:
    """
    Make a market in a folder: `order.parquet`, `listing.parquet` …, and its truth apart in `truth.json` and `truth.parquet`. Gives the rows of each kind.

    With `pictures` some listings have one, in the folder of that name, as `<listing_id>.jpg`; they want the extra [vision]. Nothing else is other for it.

    The same arguments make the same market. `until` is its last day in Beijing; `file_format` may be `csv`. About 130 orders and 13 listings a shop.
    Raises BadInput for a size that cannot be, and for a folder that cannot be written or holds other data.
    """
    return write_market(draw_market(Plan(seed, shops, days, until)), folder, file_format, pictures=pictures)
