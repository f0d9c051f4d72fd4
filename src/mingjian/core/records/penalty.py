"""Penalties: decisions by which an authority penalised somebody, as published or exchanged."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import CODES, Column, Kind

#: How `fine_from` says that a fine was read from the column `content`.
FROM_CONTENT = "content"

KIND = Kind(
    name="penalty",
    title=Text("行政处罚", "Penalty"),
    key=("decision_id",),
    file_names=("处罚", "行政处罚", "处罚信息", "行政处罚信息", "处罚决定", "penalties"),
    columns=(
        Column(
            "decision_id",
            pa.string(),
            Text("处罚决定书文号", "number of the decision"),
            known_as=(
                "处罚决定书文号",
                "行政处罚决定书文号",
                "决定书文号",
                "处罚文号",
                "案号",
                "decision_no",
                "decision_number",
                "penalty_no",
                "penalty_number",
            ),
            like=r"(?:行政)?处罚(?:决定)?(?:文书|书)?(?:编号|文号|字号|号码?)|(?:处罚)?决定书(?:编号|文号|字号|号码?)",
        ),
        Column(
            "platform",
            pa.string(),
            Text("公示系统；文件未载明时取数据来源名", "the register of penalties; the source's name where the file has none"),
            known_as=("公示系统", "register"),
        ),
        Column(
            "party",
            pa.string(),
            Text("当事人名称", "name of whoever was penalised"),
            known_as=("当事人", "当事人名称", "行政相对人名称", "被处罚人", "被处罚单位", "被处罚对象", "处罚对象", "企业名称", "party_name", "company_name"),
            like=r"(?:被处罚|违法|受处罚)?(?:当事人|相对人|单位|企业|主体|个人|自然人|对象)(?:名称|姓名)(?:(?:/|或|\()(?:姓名|名称)\)?)?"
            r"|被处罚(?:单位|当事人|对象|人)(?:(?:/|或|\()(?:人|个人|单位)\)?)?(?:名称|姓名)?",
        ),
        Column(
            "uscc",
            pa.string(),
            Text("当事人统一社会信用代码", "unified social credit code of the party"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "行政相对人代码", "credit_code"),
            like=CODES,
        ),
        Column(
            "breach",
            pa.string(),
            Text("违法行为", "what was done"),
            known_as=("违法行为类型", "违法行为", "违法事实", "处罚事由", "案由", "offence", "violation"),
            like=r"(?:主要|涉嫌|具体)?违法(?:行为|事实)(?:类型|种类|情况|描述)?",
            is_free_text=True,
        ),
        Column("ground", pa.string(), Text("处罚依据", "article it rests on"), known_as=("处罚依据", "行政处罚依据", "legal_basis"), is_free_text=True),
        Column(
            "content",
            pa.string(),
            Text("处罚内容", "the penalty in words"),
            known_as=("处罚内容", "行政处罚内容", "处罚结果", "处罚种类", "penalty"),
            like=r"(?:行政)?处罚(?:内容|结果|决定内容|结论)",
            is_free_text=True,
        ),
        Column(
            "fine",
            pa.float64(),
            Text("罚款金额", "fine"),
            unit="元",
            known_as=("罚款金额", "罚款", "罚款数额", "fine_amount"),
            like=r"(?:行政)?(?:处罚)?罚款(?:总)?(?:金额|数额|额)",
            least=0,
            may_be_unread=True,
        ),
        Column(
            "fine_from",
            pa.string(),
            Text(
                "罚款金额从何读出：空为文件所载，content 为处罚内容，text 为决定书全文",
                "where the fine was read: empty for the file, content, or text for the whole decision",
            ),
        ),
        Column(
            "decided_on",
            pa.date32(),
            Text("处罚决定日期", "day of the decision"),
            known_as=("处罚决定日期", "作出处罚决定日期", "决定日期", "处罚日期", "decision_date", "decided_at"),
            like=r"(?:作出|做出)?(?:行政)?(?:处罚)?(?:决定|处罚)(?:作出|书)?的?(?:日期|时间)",
            may_be_unread=True,
        ),
        Column(
            "shown_until",
            pa.date32(),
            Text("公示截止日期（含当日）", "last day on which it is shown to the public"),
            known_as=("公示截止期", "公示截止日期", "公示期限", "display_until"),
            may_span=True,
        ),
        Column(
            "authority",
            pa.string(),
            Text("处罚机关", "authority"),
            known_as=("处罚机关", "作出处罚决定机关", "执法机关", "处罚单位", "issuing_authority"),
            like=r"(?:作出|做出)?(?:行政)?(?:处罚)?(?:决定|处罚|执法|实施)的?(?:机关|单位|部门)(?:名称)?",
        ),
        Column(
            "status",
            pa.string(),
            Text("状态：有效、撤销、变更、已修复等", "state: valid, revoked, changed, repaired …"),
            known_as=("状态", "处罚状态", "当前状态", "penalty_status"),
        ),
    ),
)
