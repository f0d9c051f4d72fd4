"""Whether a query judges each row by itself, so that its answer over a lake is that over each load, one after the other."""

import sqlglot
from sqlglot import exp

#: Functions that give the same for a row whatever other rows there are, and at whatever time. A query with any other is no judgement of rows.
_OF_ROWS: tuple[type[exp.Expr], ...] = (
    exp.Abs,
    exp.And,
    exp.Case,
    exp.Cast,
    exp.Coalesce,
    exp.Floor,
    exp.If,
    exp.Length,
    exp.Lower,
    exp.MD5,
    exp.Nullif,
    exp.Or,
)
_OF_ROWS += (exp.Substring, exp.Trim, exp.Upper)
#: What makes more of a query than that.
_MORE_THAN_ROWS: tuple[type[exp.Expr], ...] = (
    exp.CTE,
    exp.Distinct,
    exp.Group,
    exp.Having,
    exp.Join,
    exp.Lateral,
    exp.Limit,
    exp.Offset,
    exp.Order,
    exp.Qualify,
    exp.Query,
)
_MORE_THAN_ROWS += (exp.TableSample, exp.Window)


def judges_rows(query: str) -> bool:
    """Return whether a query judges each row by itself."""
    tree = sqlglot.parse_one(query, read="duckdb")
    if not isinstance(tree, exp.Select):
        return False
    within = [node for node in tree.walk() if node is not tree]
    return not any(isinstance(node, _MORE_THAN_ROWS) or (isinstance(node, exp.Func) and not isinstance(node, _OF_ROWS)) for node in within)
