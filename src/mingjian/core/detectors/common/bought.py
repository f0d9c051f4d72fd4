"""The orders that a detector reads: without those that were cancelled or never paid, which are no sales and show nobody who bought."""

from mingjian.core.engines import Engine, Relation
from mingjian.core.engines.memo import columns_of

#: Columns that an order may lack, as a file that was loaded before they were known.
_YOUNG = {"state": "VARCHAR", "refund": "DOUBLE"}


def bought(engine: Engine, order: Relation) -> Relation:
    """Return the orders but the void ones, with the columns that tell what became of each. A refunded one stays: sham orders are mostly paid back."""
    names = columns_of(engine, order)
    made = "".join(f", CAST(NULL AS {kind}) AS {name}" for name, kind in _YOUNG.items() if name not in names)
    where = " WHERE coalesce(state, '') <> 'void'" if "state" in names else ""
    return engine.sql(f"SELECT *{made} FROM orders{where}", orders=order) if made or where else order  # noqa: S608 - names of ours
