"""Subject files and platforms' reports as tables; a person's name as pages show it."""

from operator import attrgetter

from mingjian.core.language import Text
from mingjian.office.dossiers.tables import NUMBER, STATE
from mingjian.office.lists.tables import OF_DEPARTMENT, OWN_NUMBER, Column, Table

KINDS = {"person": Text("个人", "person"), "firm": Text("单位", "firm")}
STATES = {"asked": Text("正在审核", "being examined"), "examined": Text("已审核", "examined"), "failed": Text("未能审核", "could not be examined")}
PROOFS = {"brought": Text("已提交", "brought"), "seen": Text("已核对", "looked at"), "doubted": Text("有疑问", "doubted")}

SUBJECTS = Table(
    "subjects",
    Text("主体档案", "Subject files"),
    (
        OWN_NUMBER,
        Column(Text("类别", "Kind"), lambda row: KINDS.get(row.kind, row.kind)),
        Column(Text("名称", "Name"), attrgetter("name_shown")),
        Column(Text("统一社会信用代码", "Unified social credit code"), attrgetter("uscc")),
        OF_DEPARTMENT,
        Column(Text("建立时间", "Opened"), attrgetter("opened_at")),
    ),
)
REPORTS = Table(
    "reports",
    Text("平台报送", "Reports of operators"),
    (
        OWN_NUMBER,
        Column(Text("平台", "Platform"), lambda row: row.department.name),
        Column(Text("文件", "File"), attrgetter("name")),
        Column(Text("报送时间", "Brought"), attrgetter("brought_at")),
        Column(STATE, lambda row: STATES.get(row.stands, row.stands)),
        Column(Text("行数", "Rows"), attrgetter("rows")),
        Column(Text("合格", "Passed"), attrgetter("passed")),
        Column(Text("待人工核实", "For a person"), attrgetter("doubtful")),
        Column(Text("有误", "Wrong"), attrgetter("wrong")),
    ),
)
LAPSES = Table(
    "lapses",
    Text("定期核验到期清单", "Checks of operators that lapse"),
    (
        Column(NUMBER, lambda row: row.dossier.number),
        Column(Text("经营者", "Operator"), attrgetter("name")),
        Column(Text("平台", "Platform"), lambda row: row.dossier.department.name),
        Column(Text("最后一日", "Last day"), attrgetter("due")),
        Column(Text("剩余天数", "Days left"), attrgetter("left")),
        Column(STATE, attrgetter("state")),
    ),
)
DUTIES = Table(
    "duties_shown",
    Text("义务与履责证明", "Duties and what shows them"),
    (
        Column(Text("义务", "Duty"), lambda row: row.duty.what),
        Column(Text("依据", "Grounds"), lambda row: "、".join(row.duty.grounds)),
        Column(Text("保存记录", "Keeping records"), attrgetter("keeps_records")),
        Column(Text("最近一份证明", "Newest proof"), lambda row: row.newest.number if row.newest else ""),
        Column(Text("何人的记录", "Whose records"), lambda row: row.newest.about if row.newest else ""),
        Column(Text("起", "From"), lambda row: row.newest.since if row.newest else None),
        Column(Text("止", "Until"), lambda row: row.newest.until if row.newest else None),
        Column(STATE, lambda row: PROOFS.get(row.newest.stands, "") if row.newest else ""),
    ),
)
