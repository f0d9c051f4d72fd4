"""The registers that the lake holds: of businesses, as reports of platforms are held against it, and of marks, as words are."""

from mingjian.core.engines.factory import open_engine
from mingjian.core.engines.lake import rows_of_lake
from mingjian.core.errors import BadInput
from mingjian.core.examination.register import Entry, Register
from mingjian.core.identifiers import tidy
from mingjian.institutions.market.queries.lake import lake_of_node

REGISTERED = "SELECT uscc, coalesce(name, ''), coalesce(status, ''), ended_on, coalesce(business_scope, '') FROM rows"


def register_of_lake() -> Register:
    """Return the business register that the lake holds. Raises BadInput where it holds none."""
    lake = lake_of_node()
    if not lake.has("registration"):
        raise BadInput(
            "本节点没有登记簿数据，不能审核；请先导入登记信息。", "This node holds no business register, so nothing can be examined: import one first."
        )
    with open_engine("duckdb") as engine:
        rows = engine.to_arrow(engine.sql(REGISTERED, rows=engine.read_parquet(lake.pattern("registration")))).to_pylist()
    return Register({tidy(code): Entry(*told) for code, *told in map(dict.values, rows) if code})


def marks_held() -> list[str]:
    """Return the names of the marks in force that the lake holds; none where it holds no rights."""
    from mingjian.core.extraction.marks import MARKS, marks_of  # numba, which pages of the console do not need (decision 130)

    lake = lake_of_node()
    if not lake.has("right"):
        return []
    with open_engine("duckdb") as engine:
        rows = engine.to_arrow(engine.sql(MARKS, rights=rows_of_lake(engine, lake, "right"))).to_pylist()
    return [mark.name for mark in marks_of(rows)]
