"""The closed lists of the exchange in words: fields of records, purposes, reasons, grounds. What is on no list is not said to another node."""

from mingjian.core.language import Text

#: What a report on a campaign counts, each a field of its own: none of them is typed.
FIGURES = {
    "matters": Text("案情（件）", "Matters"),
    "parties": Text("当事人（个）", "Parties"),
    "offers": Text("涉案链接（条）", "Offers"),
    "captured": Text("已取证（条）", "Captured"),
    "measured": Text("平台已处置（条）", "Measure taken"),
    "cases": Text("立案（件）", "Cases filed"),
    "closed": Text("结案（件）", "Cases closed"),
    "sent": Text("移送公安机关（件）", "To the police"),
    "value": Text("案值（元）", "Value, yuan"),
}
FIELDS = {
    "title": Text("名称", "Title"),
    "act": Text("涉嫌行为", "Suspected act"),
    "platform": Text("平台", "Platform"),
    "shop": Text("网店", "Shop"),
    "shop_url": Text("网店链接", "Shop's link"),
    "listing": Text("商品", "Listing"),
    "operator": Text("经营者", "Operator"),
    "code": Text("统一社会信用代码", "Credit code"),
    "phone": Text("经营者电话", "Operator's telephone"),
    "address": Text("经营地址", "Operator's address"),
    "amount": Text("涉嫌金额（元）", "Suspected amount, yuan"),
    "content": Text("情况说明", "Description"),
    "reporter": Text("举报人", "Who reported it"),
    "id_number": Text("身份证号", "Identity number"),
    "letter": Text("协助函", "Letter"),
    "questions": Text("请求事项", "Questions"),
    "subject": Text("协查对象", "Subject"),
    "answer": Text("答复", "Answer"),
    "file": Text("文件的 SHA-256", "SHA-256 of the file"),
    "personal_file": Text("含个人信息的文件的 SHA-256", "SHA-256 of a file with personal data"),
    "file_name": Text("文件名", "Name of the file"),
    "file_size": Text("文件大小（字节）", "Size of the file, bytes"),
    "file_kind": Text("材料类别", "Kind of material"),
    "sealed_at": Text("封存时间", "Sealed at"),
    "custody": Text("保管链", "Chain of custody"),
    "belongs_to": Text("所属记录", "The record that it belongs to"),
    "document": Text("文书、报告编号", "Number of the document"),
    "issuer": Text("出具机构", "Issued by"),
    "issued_on": Text("出具日期", "Issued on"),
    "method": Text("检验方法、依据", "Method of the test"),
    "result": Text("检验结论", "Result of the test"),
    "lead": Text("牵头单位", "Led by"),
    "task": Text("任务要求", "Task"),
    "goods": Text("重点商品", "Key goods"),
    "key_words": Text("关键词", "Key words"),
    "opening": Text("开始日期", "Begins on"),
    "until": Text("反馈截止日期", "Report back by"),
    "order": Text("所属任务", "The task that it reports on"),
    "as_of": Text("统计时间", "Counted at"),
    "nodes": Text("已汇总的下级节点（已上报/已下达）", "Nodes behind it that are counted in (reported/ordered)"),
    **{f"figure_{name}": label for name, label in FIGURES.items()},
    "about": Text("所针对的记录", "The record that it is about"),
    "verdict": Text("反馈意见", "What is said of it"),
    "seen_on": Text("发现日期", "Seen on"),
    "note": Text("说明", "Note"),
    "field": Text("建议更正的项目", "Field to be corrected"),
    "suggested": Text("建议改为", "What it should say"),
}
#: By what is asked, hit or no hit, whether another node works on the same.
HIT_KINDS = {
    "hit_shop": Text("网店", "Shop"),
    "hit_listing": Text("商品", "Listing"),
    "hit_code": Text("统一社会信用代码", "Credit code"),
}
#: What a file is that goes to another node; a clause may say which kinds of it members recognise.
TEST_REPORT = "test_report"
FILE_KINDS = {
    "capture": Text("网页取证", "Capture of a page"),
    TEST_REPORT: Text("检验、检测、鉴定报告", "Report of a test"),
    "bundle": Text("电子数据包", "Bundle of electronic data"),
    "other": Text("其他材料", "Other material"),
}
RULES = {
    "show": Text("可见", "Shown"),
    "mask_middle": Text("遮盖中段", "Middle masked"),
    "region_only": Text("仅见区划", "Region only"),
    "never": Text("不提供", "Not given"),
}
KINDS = {
    "clue": Text("线索", "Clue"),
    "assistance": Text("协助函", "Letter of assistance"),
    "answer": Text("协查答复", "Answer"),
    "evidence": Text("证据材料", "Evidence"),
    "campaign": Text("集群战役任务", "Task of a cluster campaign"),
    "report": Text("战役进展反馈", "Report on a campaign"),
    "sighting": Text("同一情况的发现", "Sighting of the same"),
    "suggestion": Text("更正建议", "Suggested correction"),
}
#: What asks for a reply that is a record of its own: its kind, the kind of the reply, and the field of that which names what it replies to.
REPLIES = {"assistance": ("answer", "letter"), "campaign": ("report", "order")}
#: What may go on to others as part of the work that was made of it, under the name of the node that gives it on.
PASSED_ON = ("clue", "campaign")
#: What is said of a record of the node that it is sent to.
ABOUT = ("sighting", "suggestion")
#: What a node says of a record that it holds: it saw the same, it is there no more, it doubts it.
SEEN, VERDICTS = (
    "seen",
    {
        "seen": Text("本地也有同一情况", "We see it, too"),
        "gone": Text("现已不存在", "It is there no more"),
        "doubted": Text("有不同看法", "We have doubts"),
    },
)
ITEMS = {
    "record": Text("记录", "Record"),
    "hand_over": Text("移交", "Hand-over"),
    "hand_over_answer": Text("移交答复", "Answer to a hand-over"),
    "piece": Text("文件分段", "Piece of a file"),
    "evidence_used": Text("入卷告知", "Word that it was put on file"),
    "question": Text("有无查询", "Question, hit or no hit"),
    "question_answer": Text("有无查询的答复", "Answer, hit or no hit"),
    "recall": Text("撤回", "Recall"),
    "recall_answer": Text("撤回确认", "Confirmation of a recall"),
    "passed_on": Text("转交告知", "Word that it was passed on"),
    "keep_ended": Text("保存期满告知", "Word that the keep period ended"),
    "letter_word": Text("协助函办理告知", "Word about a letter"),
    "consent_ask": Text("请求同意转交", "Request for consent to pass it on"),
    "consent": Text("对转交的答复", "Answer to a request for consent"),
    "sighted": Text("再次被发现的告知", "Word that it was seen again"),
    "answering": Text("协查答复用时的自报", "Word of how soon a member answers"),
    "checkpoint": Text("所见其他成员台账的检查点", "Checkpoint of another member's ledger"),
}
PURPOSES = {
    "check_clue": Text("核查线索", "Check the clue"),
    "file_case": Text("立案查处", "File a case"),
    "assistance": Text("案件协查", "Assistance"),
    "joint_action": Text("联合行动", "Joint action"),
}
#: What may be done further with what was given: the onward rule of the clause, in the order of strictness.
HANDLING = {
    "never": Text("不得转交", "Not to be passed on"),
    "within_body": Text("限收到的机关内部使用", "Within the receiving body alone"),
    "ask_owner": Text("转交须经提供方同意", "Passed on with its owner's consent alone"),
    "members": Text("可在协议成员之间转交", "May go on to members of the agreement"),
}
CORRECTIONS = {"was_wrong": Text("原内容有误", "It was wrong"), "has_changed": Text("情况已变化", "It has changed")}
RECALLS = {
    "clue_was_mistaken": Text("线索有误", "The clue was mistaken"),
    "wrong_node": Text("发错节点", "It went to the wrong node"),
    "released_by_mistake": Text("误提供", "It was given by mistake"),
    "penalty_undone": Text("处罚已变更、撤销或者撤下公示", "The penalty was changed, undone or taken down"),
}
DECLINES = {
    "not_our_place": Text("经营者不在本地", "The operator is not here"),
    "already_handled": Text("已在办理", "It is being handled already"),
    "lacks_material": Text("材料不足", "Material is missing"),
    "no_suspicion": Text("未见违法嫌疑", "No suspicion"),
    "outside_powers": Text("不属于本机关职权范围", "It lies outside this authority's powers"),
    "no_such_goods": Text("本地未见所列商品、经营者", "None of the goods or operators named are here"),
    "not_so": Text("经核实，原内容无误", "It was looked into, and is right as it is"),
}
#: What the asked node says of a letter before or instead of its answer, and why.
PART, EXTENDED, REFUSED = "part", "extended", "refused"
LETTER_WORDS = {
    PART: Text("先行答复一部分", "A part was answered first"),
    EXTENDED: Text("已告知延期", "More time was announced"),
    REFUSED: Text("不能协助", "It cannot assist"),
}
EXTENSIONS = {
    "complex": Text("案情复杂，需继续核实", "It is complex, and has to be looked into further"),
    "waits_for_others": Text("须等待其他单位提供材料", "Material of others is awaited"),
    "large": Text("请求事项较多", "Much was asked"),
}
REFUSALS = {
    "outside_powers": Text("不属于本机关职权范围", "It lies outside this authority's powers"),
    "not_held": Text("本机关没有所请求的材料", "This authority does not hold what is asked"),
    "lacks_material": Text("来函材料不足，无法协助", "The letter says too little to act on"),
    "law_forbids": Text("法律、法规禁止提供", "The law forbids giving it"),
}
#: How a consent to passing a record on stands.
ASKED, GIVEN, WITHDRAWN = "asked", "given", "withdrawn"
CONSENTS = {
    ASKED: Text("已请求同意，尚未答复", "consent asked, not answered yet"),
    GIVEN: Text("已同意转交", "consent given"),
    REFUSED: Text("不同意转交", "consent refused"),
    WITHDRAWN: Text("已撤回同意", "consent withdrawn"),
}
CONSENT_ENDED = "consent_withdrawn"
ERASED, STOPPED, KEPT = "erased", "stopped", "kept"
NOT_SENT, RECALL_ASKED = "not_sent", "recall_asked"
#: What is said of a copy that was passed on, and how it stands there once it is no longer simply held.
ONWARD = ("to", "number", "on", "state", "ground", "version")
ONWARD_STATES = {
    NOT_SENT: Text("未发出", "not sent"),
    RECALL_ASKED: Text("已请撤回，尚未确认", "asked back, not confirmed yet"),
    ERASED: Text("已删除", "erased there"),
    STOPPED: Text("已停止使用", "no longer used there"),
    KEPT: Text("依规定保留", "kept there on a ground"),
}
#: Why a node recalls or erases by itself, without an officer: what it rests on was recalled or ended.
ENDS = {
    "keep_ended": Text("保存期已满", "The keep period has ended"),
    "agreement_ended": Text("协议已到期", "The agreement has ended"),
    CONSENT_ENDED: Text("提供方已撤回对转交的同意", "Its owner withdrew the consent to passing it on"),
    "member_left": Text("提供方已不是协议成员", "Its owner is no member of the agreement any more"),
}
FOLLOWED = {"owner_corrected": Text("提供方已更正", "Its owner corrected it")}
KEEPS = {
    "evidence_in_case": Text("已作为案件证据", "It is evidence in a case"),
    "statutory_retention": Text("法定保存期未满", "A statutory period of retention runs"),
}
WORDS = {**CORRECTIONS, **RECALLS, **DECLINES, **KEEPS, **ENDS, **FOLLOWED, **EXTENSIONS, **REFUSALS}
