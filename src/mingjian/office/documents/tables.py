"""The index of a paper file, its chain of custody and the register of numbers as tables."""

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
CUSTODY = Table(
    "custody",
    Text("证据保管链", "Chain of custody"),
    (
        Column(Text("时间", "When"), lambda link: link.at),
        Column(Text("材料、物品", "File or goods"), lambda link: link.what),
        Column(Text("经过", "What was done"), lambda link: link.done),
        Column(Text("人员", "By whom"), lambda link: link.by),
        Column(Text("目的、依据", "Purpose and ground"), lambda link: link.purpose),
        Column(Text("接收方", "Received by"), lambda link: link.receiver),
        Column(Text("核对结果", "What was found"), lambda link: link.result),
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
