"""The index of a paper file and the register of numbers as tables."""

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
NUMBERS = Table(
    "numbers",
    Text("文号登记簿", "Register of numbers"),
    (
        Column(Text("字", "Series"), lambda line: line.word),
        Column(Text("年", "Year"), lambda line: line.year),
        Column(Text("序号", "No."), lambda line: line.place),
        Column(Text("文号", "Number"), lambda line: line.number),
        Column(Text("文书", "Document"), lambda line: line.title),
        Column(Text("卷宗", "Dossier"), lambda line: line.dossier),
        Column(Text("取号时间", "Given at"), lambda line: line.at),
        Column(Text("制作人", "Made by"), lambda line: line.by),
        Column(Text("情况", "What became of the number"), lambda line: line.told),
    ),
)
