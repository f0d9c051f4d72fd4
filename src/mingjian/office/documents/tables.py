"""The index of a paper file as a table."""

from mingjian.core.language import Text
from mingjian.office.lists.tables import Column, Table

CONTENTS = Table(
    "index",
    Text("卷内目录", "Index of the file"),
    (
        Column(Text("序号", "No."), lambda line: line.place),
        Column(Text("文件名称", "Title"), lambda line: line.title),
        Column(Text("文号", "Number"), lambda line: line.number),
        Column(Text("日期", "Date"), lambda line: line.at),
        Column(Text("页数", "Pages"), lambda line: line.pages),
        Column(Text("SHA-256 校验值", "SHA-256"), lambda line: line.sha256),
    ),
)
