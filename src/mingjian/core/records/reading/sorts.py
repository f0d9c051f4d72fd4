"""
What a table is that is none of our kinds, told by its headings: complaints, movements of money, settlements of a shop, messages of a messenger.

Such a table may hold every column that a kind needs, and would be loaded under a wrong name: a list of complaints has order numbers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.records import Kind, kinds
from mingjian.core.records.reading.headings import fold, holds_key, recognise

REPORTS = "operator_report"
#: How many times the columns of the one asked for, and how many more, another kind of ours must have recognised, so that it was meant.
TIMES, MORE = 2, 3


@dataclass(frozen=True)
class Sort:
    """
    One sort of table: what it is, what to do with it, and signs by which it is told, each a pattern of whole headings (folded).

    So many of the signs must be there (`least`), and no heading that fits `without`; `of` names the kinds that are never read from it, all of ours where it
    is empty.
    """

    title: Text
    what_to_do: Text
    signs: tuple[str, ...]
    least: int = 2
    of: tuple[str, ...] = ()
    without: str = ""

    def is_told_by(self, folded: frozenset[str]) -> bool:
        """Return whether so many signs are among the headings."""
        if self.without and any(_fits(self.without, heading) for heading in folded):
            return False
        return sum(any(_fits(sign, heading) for heading in folded) for sign in self.signs) >= self.least


_COMPLAINTS = Sort(
    Text("投诉举报或者工单", "complaints or work orders of a hotline"),
    Text("请在“线索”处导入，或者在投诉处登记", "import it as clues, or register it as complaints"),
    (
        r"(?:被?投诉|被?举报|诉求|争议|申诉|市民诉求|来电)(?:内容|事项|类型|标题|问题|详情|描述|原因|请求|金额|人|人姓名|方|对象|企业|商家|主体|单位|者|来源"
        r"|类别|时间|日期|号码|编号)?(?:名称|\(元\))?",
        r"(?:投诉|举报)(?:基本|具体)?问题(?:类别|分类)?|问题陈述|具体问题|涉嫌违法行为|涉及问题分类|问题点位",
        r"(?:工单|登记|投诉|举报|诉求|信访|受理单)(?:编号|单号|号码?)|工单(?:标题|内容|分类|状态)",
        r"(?:涉事|涉及|被诉|被投诉|被举报)(?:主体|企业|商家|单位|店铺)(?:名称)?",
        r"办理(?:情况状态|期限|结果|状态|情况)|办结(?:状态|日期|时间|情况)?|不受理原因|初查反馈时间|红黄牌|满意度|是否职投|(?:承办|处理|办理)(?:单位|部门)|提供方姓名",
    ),
)
_MONEY = Sort(
    Text("资金流水或者账户明细", "movements of money or of an account"),
    Text("请作为卷宗附件收存，不导入数据湖", "keep it with its dossier: it is not for the lake"),
    (
        r"收/?支(?:方向|类型|标志)?|收付(?:标志|方向)|借贷(?:标志|类型|方向|标识)|(?:交易|资金|动账)方向(?:\(.*\))?|进出标志|出入账标识|交易主体的出入账标识|借方(?:发生额|金额)?|收入金额.*",
        r"(?:交易)?(?:对手|对方)(?:方|侧)?(?:账号|帐号|账户|户名|名称|姓名|信息|id|账卡号|账户名称|开户行|银行|客户名称)?|交易对手账卡号|(?:付款|收款)方(?:的)?(?:支付宝|支付|银行卡)?(?:账号|帐号).*",
        r"(?:账户|交易|可用|期末|联机|当前|卡)?余额(?:\((?:元|分)\))?|余额\(元\)",
        r"(?:交易|银行|用户银行|查询)(?:卡号|账号|帐号)|(?:账户)?开户(?:名称|人证件号码|行|网点)|账户状态|动账账户|用户侧账号名称|收/付款方式|收/付渠道|入[账帐]类型|业务描述",
        r"对应的协查数据|查询反馈结果.*|任务流水号",
        r"合作伙伴id|外部交易号|收款机构信息|提现流水号|大单号|(?:支付|资金)流水号",
        r"摘要(?:说明)?|交易摘要|现金标志|传票号|凭证号|交易柜员号|钞汇标识|商户单号|商家订单号",
    ),
)
_SETTLEMENT = Sort(
    Text("店铺结算单", "settlements of a shop"),
    Text("结算金额不是买家实付；请导出订单报表后再导入", "what is settled is not what buyers paid: bring the report of orders"),
    (
        r"(?:实际)?结算(?:金额|总额)(?:\(元\))?|应结金额|动账金额",
        r"结算(?:时间|日期|账户|单类型|单号|状态|方式|周期)|动账时间|有结算前退款|计费类型",
        r"(?:平台|技术|交易)服务费|(?:达人|推广|团长|服务商)?佣金|渠道分成|招商服务费|费用名称|费用项",
        r"(?:收入|支出)(?:合计|金额)|收支方向|动账方向",
    ),
    least=3,
    of=("order",),
)
_AFTER_SALE = Sort(
    Text("售后服务单或者退款单", "returns and refunds"),
    Text("不是每笔订单都在其中；请导出订单报表后再导入", "not every order stands in it: bring the report of orders"),
    (
        r"(?:售后)?服务单(?:编?号|状态|类型)|(?:售后|退款|退货|维权|仲裁)(?:单|申请单)?(?:编?号|单号|id)",
        r"(?:售后|退款|退货|服务单)?申请(?:时间|日期|原因|人|件数)|(?:售后|退款|退货|维权)(?:申请)?(?:时间|原因|类型|说明)|问题描述|客户期望.*",
    ),
    of=("order",),
)
_SHOPS = Sort(
    Text("平台报送的店铺和经营者", "shops and operators as a platform reports them"),
    Text(
        "登记信息以登记机关的数据为准；请作为平台报送审核，或者按经营者（operator）导入",
        "a register is of the registering authority: examine it as a report, or bring it as operator",
    ),
    (
        r"\*?(?:所属|入驻)?(?:店铺|网店|商铺|小店)(?:\(用户\))?(?:名称|全称|名|昵称)",
        r"\*?(?:所属|入驻)?(?:店铺|网店|商铺|小店)(?:\(用户\))?(?:唯一)?(?:标识码?|编码|编号|id)",
        r"\*?(?:结算|收款)(?:\(支付\))?(?:账户|账号)|(?:店铺|网店)?(?:网址)?链接",
    ),
    of=("registration",),
)
_CHAT = Sort(
    Text("聊天记录", "messages of a messenger"),
    Text("请作为卷宗附件收存，不导入数据湖", "keep it with its dossier: it is not for the lake"),
    (
        r"msgsvrid|localid|talkerid|msgid|serverid",
        r"talker|istalker|talkername|roomname|聊天对象|会话(?:名称|对象|id)",
        r"issender|issend|是否本人发送|收发标志",
        r"strcontent|typename|subtype|消息类型",
        r"消息记录\(.*不支持重新导入\)",
        r"消息(?:对象|分组).*|消息记录\(.*不支持重新导入\).*",
    ),
)
_SAMPLES = Sort(
    Text("没有“不合格项目”一列的抽检名单", "a list of goods that were tested, of which no column says that they failed"),
    Text(
        "检验合格的产品不作为召回导入，不合格名单请保留“不合格项目”或者“检验结论”一列",
        "goods that passed are no recalls; of those that failed keep the column that says what was wrong, or what was found",
    ),
    (r"(?:抽样|抽检|样品)(?:单)?编号", r"(?:被抽样|被抽检|受检|抽样)(?:单位|企业|环节|地点).*", r"(?:标称|标示)?生产(?:企业|单位|者)(?:名称|地址)|生产日期.*"),
    of=("recall",),
    without=r".*(?:不合格|不符合|检验结|检测结|判定|结论|缺陷|召回|隐患|原因|问题).*",
)
SORTS = (_SAMPLES, _CHAT, _COMPLAINTS, _SETTLEMENT, _AFTER_SALE, _MONEY, _SHOPS)


def refuse_other_sort(kind: Kind, names: Iterable[str], mapping: Mapping[str, str], *, is_heading: bool = True) -> None:
    """
    Raise BadInput where a table is plainly of another sort than the kind as which it was brought. Who names the key by hand knows what the file is.

    `is_heading`: these are its headings, and no first row that may be; then another kind of ours is named, too.
    """
    if not _is_of_the_lake(kind) or set(kind.key) & set(mapping.values()):
        return
    names = tuple(names)
    folded = frozenset(fold(name) for name in names)
    for sort in SORTS:
        if (not sort.of or kind.name in sort.of) and sort.is_told_by(folded):
            raise BadInput(
                f"这个文件看起来是{sort.title.zh}，不是{kind.title.zh}；{sort.what_to_do.zh}。没有载入任何数据。",
                f"This file looks like {sort.title.en}, and not like records of the kind {kind.name}; {sort.what_to_do.en}. Nothing was loaded.",
            )
    if is_heading and (other := _meant_kind(kind, names)):
        raise BadInput(
            f"这个文件看起来是{other.title.zh}，不是{kind.title.zh}；请改选{other.title.zh}（{other.name}）。确为{kind.title.zh}的，"
            f"请在文件中改用其表头（命令行也可以用 --map 指明）。没有载入任何数据。",
            f"This file looks like {other.name} and not like {kind.name}: bring it as {other.name}. If it is {kind.name}, use the headings of that kind (on "
            "the command line --map names them, too). Nothing was loaded.",
        )


def _is_of_the_lake(kind: Kind) -> bool:
    """Return whether a kind is one that is loaded or examined: for screening alone any text may come, and then the key is another."""
    return kind.name == REPORTS or (kind.name in kinds() and kinds()[kind.name].key == kind.key)


def _meant_kind(kind: Kind, names: tuple[str, ...]) -> Kind | None:
    """Return the kind of ours of which far more columns are recognised, where of the one asked for there is little beside the key."""
    if kind.name not in kinds():
        return None
    count = len(recognise(kind, names).theirs)
    counts = {other.name: len(headings.theirs) for other in kinds().values() if holds_key(other, headings := recognise(other, names))}
    best = max(counts, key=lambda name: counts[name], default=kind.name)
    return kinds()[best] if counts.get(best, 0) >= max(count * TIMES, count + MORE) else None


@lru_cache(maxsize=1 << 14)
def _fits(pattern: str, heading: str) -> bool:
    return re.fullmatch(pattern, heading) is not None
