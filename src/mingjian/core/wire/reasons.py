"""
Why something did not arrive, was not sent or was not taken: a closed list, each reason in words with its cure.

A node says a reason to another by its key alone; each shows the words in its own officers' language.
"""

from dataclasses import dataclass

from mingjian.core.errors import BadInput
from mingjian.core.language import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason: what is so, and what cures it."""

    said: Text
    cure: Text


def _reason(zh: str, en: str, cure_zh: str, cure_en: str) -> Reason:
    return Reason(Text(zh, en), Text(cure_zh, cure_en))


_AGAIN = ("无须处理，将自动重试。", "Nothing to do: it is tried again.")
_ASK_NODE = ("请联系对方节点的管理员。", "Ask the administrator of the other node.")
_CHECK_SHEET = ("请核对协议条款，或换一个目的。", "Look at the clauses of the agreement, or choose another purpose.")

REASONS: dict[str, Reason] = {
    # What the agreement says.
    "no_agreement": _reason(
        "本节点没有生效的成员名册。",
        "This node has no register of members.",
        "请管理员执行 mingjian exchange register adopt。",
        "Have the administrator adopt one.",
    ),
    "not_in_force": _reason("协议在当日尚未施行。", "The agreement is not yet in force on the day.", *_CHECK_SHEET),
    "ended": _reason("协议已经到期。", "The agreement has ended.", *_CHECK_SHEET),
    "not_signed": _reason(
        "协议文本未经成员签署，不作依据。",
        "The members have not signed this sheet: it decides nothing.",
        "请成员签署名册。",
        "Have the members sign a register.",
    ),
    "sheet_missing": _reason(
        "本节点的规则库没有名册所指的协议文本。",
        "The rulebook of this node lacks the sheet that the register names.",
        "请把规则库更新到成员所签的版本。",
        "Bring the rulebook to the version that was signed.",
    ),
    "no_member": _reason("对方或本方不是协议成员。", "One of the two is no member of the agreement.", *_CHECK_SHEET),
    "no_clause": _reason("没有条款允许为此目的提供这类记录。", "No clause lets such a record go for this purpose.", *_CHECK_SHEET),
    "place_unknown": _reason(
        "经营者所在地未知。", "The operator's place is not known.", "请填写经营者所在地的区划代码。", "Fill in the region code of the operator's place."
    ),
    "not_the_place": _reason(
        "收件方不是经营者所在地的机关。", "The addressee is not of the operator's place.", "请选择经营者所在地的节点。", "Choose the node of that place."
    ),
    "place_typed": _reason(
        "条款要求经营者所在地来自记录，而不是填写的。",
        "The clause asks for a place that the record itself says, and not one that is typed.",
        "请先在线索中补充经营者地址或者统一社会信用代码。",
        "Add the operator's address or credit code to the clue first.",
    ),
    "needs_paper": _reason("缺少条款要求的案号、负责人等。", "What the clause asks for is missing: a case number, a head.", "请补填。", "Fill it in."),
    "clause_forbids_field": _reason("含有条款不允许提供的字段。", "It holds a field that no clause gives.", *_ASK_NODE),
    # What the other node refuses.
    "not_readable": _reason("不是完整的信封。", "It is no whole envelope.", *_AGAIN),
    "not_ours": _reason("信封不是寄给该节点的。", "The envelope is for another node.", *_ASK_NODE),
    "unknown_sender": _reason(
        "名册中没有寄件节点。", "The register does not name the sender.", "请双方使用同一版名册。", "Use the same register at both nodes."
    ),
    "unknown_key": _reason(
        "签名密钥不在名册中，或不在有效期内。", "The signing key is not in the register, or not valid now.", "请更新名册。", "Bring the register up to date."
    ),
    "key_revoked": _reason("签名密钥已被撤销。", "The signing key was revoked.", "请更换密钥并更新名册。", "Change the key, and the register."),
    "bad_signature": _reason("信封的签名不真：途中被改动。", "The signature is false: the envelope was changed on its way.", *_AGAIN),
    "clocks_differ": _reason(
        "两节点的时钟相差超过 24 小时。",
        "The clocks of the two nodes are more than 24 hours apart.",
        "请校准两地时钟，其后自动重试。",
        "Set both clocks right; it is then tried again.",
    ),
    "body_changed": _reason("信封正文与封面所载哈希不符：途中被改动。", "The body is not the one that the header names: it was changed on its way.", *_AGAIN),
    "unknown_suite": _reason("密码套件不在名册允许之列。", "The register does not allow this suite.", *_ASK_NODE),
    "register_unknown": _reason(
        "对方没有信封所用的名册版本。", "The other node lacks the version of the register that was used.", "请对方采用新名册。", "Have it adopt that register."
    ),
    "gap": _reason(
        "前面的信封尚未到达。",
        "An earlier envelope has not arrived yet.",
        "无须处理，将从缺的一封起重发。",
        "Nothing to do: sending begins again from the missing one.",
    ),
    "sequence_forks": _reason(
        "同一编号出现两个不同的信封。",
        "Two different envelopes bear one number.",
        "双方均停止采信，请两地管理员当面核对。",
        "Both sides stop; have the administrators compare.",
    ),
    "cannot_open": _reason("正文无法解密。", "The body cannot be opened.", "请核对名册中的接收密钥。", "Compare the opening key in the register."),
    "too_large": _reason("内容超过限额。", "It is over the limit.", "请分几次发送。", "Send it in parts."),
    "root_differs": _reason("内容与封面所载的根不符。", "The items do not have the root that the header names.", *_ASK_NODE),
    # Of one item.
    "unknown_kind": _reason("对方不认识这类条目。", "The other node does not know this kind of item.", *_ASK_NODE),
    "malformed_item": _reason("条目不合格式。", "The item is malformed.", *_ASK_NODE),
    "seal_broken": _reason("字段与记录的封存值不符。", "A field is not what the record was sealed with.", *_ASK_NODE),
    "not_the_owner": _reason("只有记录的所有者可以这样做。", "Only the owner of the record may do this.", *_ASK_NODE),
    "version_forks": _reason("同一版本出现两个不同的内容。", "One version has two contents.", "双方均不采信，请两地核对。", "Neither is used: compare both."),
    "recalled_before": _reason("记录在到达前已被撤回，未予保存。", "It was recalled before it arrived, and is not kept.", "无须处理。", "Nothing to do."),
    "not_held": _reason("该节点没有这条记录。", "The node does not hold this record.", *_ASK_NODE),
    "file_differs": _reason(
        "文件与记录所载的哈希不符，未予保存。",
        "The file is not the one whose hash the record says, and is not kept.",
        "请提供方核对原件，撤回后重新提供。",
        "Have its owner compare the original, recall the record and give it anew.",
    ),
    "file_not_taken": _reason(
        "对方不收此类文件，或者取证包核验不符。",
        "The other node takes no such file, or the capture does not hold.",
        "请核对原件；可执行文件、含宏文件不能提供。",
        "Compare the original; programs and files with macros cannot be given.",
    ),
    "budget_spent": _reason(
        "当日可查询的次数已用完。",
        "The number of values that may be asked for on one day is spent.",
        "请次日再查，或者发协助函。",
        "Ask again tomorrow, or write a letter.",
    ),
    # On the way.
    "peer_away": _reason("对方未应答：网络不通或已停机。", "The other node does not answer: no network, or it is stopped.", *_AGAIN),
    "needs_medium": _reason(
        "对方没有网址，只能用离线介质往来。",
        "The other node has no address: it is reached by a medium alone.",
        "请管理员执行 mingjian exchange pack。",
        "Have the administrator run mingjian exchange pack.",
    ),
    "on_medium": _reason(
        "已写入离线介质，尚无回执。",
        "It was written to a medium; there is no receipt yet.",
        "对方读入后写回介质，请管理员执行 mingjian exchange read。",
        "The other node writes one back: have the administrator run mingjian exchange read.",
    ),
    "peer_fails": _reason("对方出错。", "The other node failed.", *_AGAIN),
    "receipt_false": _reason(
        "对方的回执不能核实。",
        "The other node's receipt does not verify.",
        "将重试；仍不成功请联系对方管理员。",
        "It is tried again; else ask the other administrator.",
    ),
    "ledger_parted": _reason(
        "对方台账不是此前所见台账的延续。",
        "The other ledger does not continue the one seen before.",
        "请停止采信并当面核对；证据已记入台账，可执行 mingjian exchange fork 导出。",
        "Stop trusting it and compare; the proof is in the ledger: mingjian exchange fork writes it into a file.",
    ),
    "ledger_behind": _reason(
        "对方台账的检查点比此前所见的旧：可能由备份恢复，缺少其后的记录。",
        "The other ledger's checkpoint is older than one seen before: that node may have been brought back from a backup and lack what came since.",
        "将重试；请向对方管理员核实其是否恢复过备份。",
        "It is tried again: ask the other administrator whether a backup was laid back.",
    ),
    "given_up": _reason(
        "经办人已不再等候。", "An officer counts on it no more.", "仍会自动重试，送达即算数。", "It is still tried, and counts once it arrives."
    ),
    "waits_for_earlier": _reason("在等同一对方的前一封送达。", "It waits for the envelope before it to the same node.", *_AGAIN),
}


class Refusal(BadInput):
    """Something is refused for a reason of the closed list: `why` is its key, `about` what it concerns (a field, an item), empty where it is the whole."""

    def __init__(self, why: str, about: str = "") -> None:
        self.why, self.about = why, about
        reason = REASONS[why]
        zh, en = (f"（{about}）", f" ({about})") if about else ("", "")
        super().__init__(f"{reason.said.zh}{zh}{reason.cure.zh}", f"{reason.said.en}{en} {reason.cure.en}")


def reason_of(why: str) -> Reason:
    """Return the words of a reason; those of another's error where a node says one that is not in the list."""
    return REASONS.get(why, REASONS["peer_fails"])
