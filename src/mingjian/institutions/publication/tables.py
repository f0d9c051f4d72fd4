"""What is published as a table, for whoever reads the public portal."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import OF_DEPARTMENT, OWN_NUMBER, Column, Table

PUBLISHED = Table(
    "published",
    Text("行政处罚公示", "Published penalties"),
    (
        OWN_NUMBER,
        OF_DEPARTMENT,
        Column(Text("当事人", "Party"), lambda row: row.shown.party),
        Column(Text("违法事实", "Breach"), lambda row: row.shown.breach),
        Column(Text("处罚内容", "Penalty"), lambda row: row.shown.penalty),
        Column(Text("处罚依据", "Ground"), lambda row: row.shown.ground),
        Column(Text("决定日期", "Decided on"), lambda row: row.shown.decided_on),
    ),
    is_public=True,
)
