"""The table of permits, and what is not verified, as tables to take along."""

from mingjian.core.language import Text
from mingjian.core.procedure.doubts import KINDS
from mingjian.institutions.law.services.permits import ALWAYS, NEVER, SOME, Shown
from mingjian.office.language import said
from mingjian.office.lists.tables import Column, Table

WHEN = {
    ALWAYS: Text("须公示其一", "one of them is shown"),
    SOME: Text("部分商品须公示", "some goods of the field show one"),
    NEVER: Text("不得在网上向消费者销售", "may not be offered to consumers online"),
}


def _each(row: Shown, name: str) -> str:
    return "\n".join(dict.fromkeys(said(value) if isinstance(value, Text) else str(value) for one in row.permits if (value := getattr(one, name))))


PERMITS = Table(
    "permits",
    Text("许可公示对照表", "Permits to be shown"),
    (
        Column(Text("商品领域", "Field of goods"), lambda row: row.title),
        Column(Text("要求", "What is asked"), lambda row: WHEN[row.when]),
        Column(Text("编号种类", "Kinds of numbers"), lambda row: _each(row, "title")),
        Column(Text("依据", "Grounds"), lambda row: "\n".join(row.grounds)),
        Column(Text("发证机关（UNVERIFIED）", "Issuer (UNVERIFIED)"), lambda row: _each(row, "issuer")),
        Column(Text("查询处（UNVERIFIED）", "Where it is looked up (UNVERIFIED)"), lambda row: _each(row, "look_up")),
        Column(Text("查询网址（UNVERIFIED）", "Address (UNVERIFIED)"), lambda row: _each(row, "address")),
    ),
)

DOUBTS = Table(
    "unverified",
    Text("未核实清单", "What is not verified"),
    (
        Column(Text("类别", "Kind"), lambda row: KINDS[row.kind]),
        Column(Text("内容", "What it is"), lambda row: row.what),
        Column(Text("条文", "Article"), lambda row: row.ground),
        Column(Text("自何日", "From"), lambda row: row.since),
    ),
)
