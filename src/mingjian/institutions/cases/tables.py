"""The list of cases as a table."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import dossier_columns
from mingjian.office.lists.tables import Column, Table

CASES = Table(
    "cases",
    Text("案件", "Cases"),
    (
        *dossier_columns(),
        Column(Text("当事人", "Party"), attrgetter("party_name")),
        Column(Text("统一社会信用代码", "Unified social credit code"), attrgetter("party_code")),
        Column(Text("涉嫌行为", "Suspected act"), attrgetter("suspected_act")),
        Column(Text("行为日期", "Day of the act"), attrgetter("acted_on")),
    ),
)
