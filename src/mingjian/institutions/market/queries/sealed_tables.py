"""Tables of orders that lie in a dossier as sealed files, and which of them were loaded from there."""

from mingjian.institutions.market.queries import loads_visible_to
from mingjian.office.models import Dossier, Officer, SealedFile

#: A file that is a table, and words by which its name says that it is one of orders.
TABLES, ORDERS, MOST_FILES = (".csv", ".xlsx", ".xls", ".parquet"), ("订单", "交易明细", "销售明细", "销售记录", "orders"), 10
_SHORT = 16  # signs of a hash that tell one file of the node from the others


def beginning_of(file: SealedFile) -> str:
    """Return how the name begins under which a sealed file is loaded: by its hash."""
    return f"{file.sha256[:_SHORT]}-"


def tables_to_load(dossier: Dossier, officer: Officer) -> list[SealedFile]:
    """Return the tables in a dossier that by their names are of orders and were not loaded from there yet, the first of them."""
    named = [one for one in dossier.files.order_by("pk") if one.name.lower().endswith(TABLES) and any(word in one.name for word in ORDERS)]
    loaded = {one.file[: _SHORT + 1] for one in loads_visible_to(officer)} if named else set()
    return [one for one in named if beginning_of(one) not in loaded][:MOST_FILES]
