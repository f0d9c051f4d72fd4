"""What the thresholds of crimes are measured in, and how each measure is read off what is known of a case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as empty
from datetime import date
from decimal import Decimal

from mingjian.core.errors import BadInput
from mingjian.core.language import Text

LARGEST = 10**15  # yuan or pieces; more than a country makes in a year


@dataclass(frozen=True, slots=True)
class Figures:
    """
    What is known of a case; none for what is not known. Money in yuan.

    `sales`, `unsold` (value of unsold goods), `gains` and `turnover` are different things in law and never stand for each other, except that turnover, if not
    given, is taken as sales plus unsold goods (2025 interpretation 28). `items` counts what the crime counts; `counts` names a measure outright.
    `prior_penalties` are those within the time that a test names, `penalised_on` the days of others, which are counted if they lie within it. `marks` counts
    marks, or patents. `field` is the field of goods, where lines differ by it.
    """

    sales: Decimal | None = None
    unsold: Decimal | None = None
    gains: Decimal | None = None
    turnover: Decimal | None = None
    items: Decimal | None = None
    loss: Decimal | None = None
    prior_penalties: Decimal | None = None
    marks: Decimal | None = None
    counts: Mapping[str, Decimal] = empty(default_factory=dict)
    penalised_on: tuple[date, ...] = ()
    field: str = ""

    def check(self) -> None:
        """Raise `BadInput` for a figure below zero or absurdly large, one that is no number, or a measure that does not exist."""
        given = {name: getattr(self, name) for name in COUNTED} | dict(self.counts)
        for name, figure in given.items():
            if figure is not None and not (figure.is_finite() and 0 <= figure <= LARGEST):
                raise BadInput(f"{name} 须是零至 {LARGEST} 的数，而不是 {figure}。", f"{name} must be a number from zero to {LARGEST}, not {figure}.")
        for name in self.counts:
            if name not in MEASURES:
                raise BadInput(f"没有“{name}”这项数额；现有：{'、'.join(MEASURES)}。", f"There is no measure {name!r}; there are: {', '.join(MEASURES)}.")

    def named(self, measure: str) -> bool:
        """Return whether something is known that a measure weighs; a sum of two parts only if there is more than the part with a line of its own."""
        if measure in ("sold_plus_unsold", "production_or_sales_amount", "three_sold_plus_unsold"):
            return bool(self.unsold) if measure != "production_or_sales_amount" else bool(self.sales or self.unsold)
        if measure == "sold_plus_unsold_labels":
            return bool(self.counts.get("unsold_labels"))
        if measure == "sold_plus_unsold_copies":
            return bool(self.counts.get("unsold_copies"))
        return bool(self.of(measure))

    def of(self, measure: str) -> Decimal | None:
        """Return the figure of a measure, or none where it is not known."""
        if measure in self.counts:
            return self.counts[measure]
        read = MEASURES[measure].read
        return read(self) if read else None


#: The figures that a paper of a dossier may give.
COUNTED = ("sales", "unsold", "gains", "turnover", "items", "loss", "prior_penalties", "marks")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its name for a person, its unit, how it is read off the figures (none: it is counted or judged), and that arithmetic for a person."""

    title: Text
    unit: Text
    read: Callable[[Figures], Decimal | None] | None = None
    read_as: Text | None = None


def _sum(figures: Figures) -> Decimal | None:
    known = [part for part in (figures.sales, figures.unsold) if part is not None]
    return sum(known, Decimal(0)) if known else None


def _turnover(figures: Figures) -> Decimal | None:
    return figures.turnover if figures.turnover is not None else _sum(figures)


def _three_sold(figures: Figures) -> Decimal | None:
    known = [part for part in (figures.sales and figures.sales * 3, figures.unsold) if part is not None]
    return sum(known, Decimal(0)) if known else None


def _all_labels(figures: Figures) -> Decimal | None:
    known = [figures.counts[name] for name in ("labels", "unsold_labels") if name in figures.counts]
    return sum(known, Decimal(0)) if known else None


def _all_copies(figures: Figures) -> Decimal | None:
    known = [figures.counts[name] for name in ("copies_sold", "unsold_copies") if name in figures.counts]
    return sum(known, Decimal(0)) if known else None


def _gains(figures: Figures) -> Decimal | None:
    return figures.gains


def _loss(figures: Figures) -> Decimal | None:
    return figures.loss


_SUM = Text("销售金额＋未销售货值金额", "sales amount + value of unsold goods")
_OR_SUM = Text("未给出时：销售金额＋未销售货值金额", "if not given: sales amount + value of unsold goods")
_YUAN, _ITEMS, _TIMES = Text("元", "yuan"), Text("件、条", "items"), Text("次", "times")
_PERSONS, _ACCOUNTS, _NONE = Text("人", "persons"), Text("个", "accounts"), Text("（人工判断）", "(human judgement)")

MEASURES: Mapping[str, Measure] = {
    "sales_amount": Measure(Text("销售金额", "sales amount"), _YUAN, lambda figures: figures.sales),
    "unsold_value": Measure(Text("未销售货值金额", "value of unsold goods"), _YUAN, lambda figures: figures.unsold),
    "sold_plus_unsold": Measure(Text("销售金额与未销售货值合计", "sales and unsold goods together"), _YUAN, _sum, _SUM),
    "three_sold_plus_unsold": Measure(
        Text("销售金额的三倍与未销售货值合计", "three times sales, and unsold goods, together"),
        _YUAN,
        _three_sold,
        Text("销售金额×3＋未销售货值金额", "sales amount × 3 + value of unsold goods"),
    ),
    "production_or_sales_amount": Measure(Text("生产、销售金额（所得和可得）", "production or sales amount, obtained or obtainable"), _YUAN, _sum, _SUM),
    "illegal_turnover": Measure(Text("非法经营数额", "illegal turnover"), _YUAN, _turnover, _OR_SUM),
    "illegal_gains": Measure(Text("违法所得数额", "illegal gains"), _YUAN, _gains),
    "illegal_gains_goods_plus_services": Measure(Text("商品与服务违法所得合计", "illegal gains from goods and services"), _YUAN, _gains),
    "loss": Measure(Text("损失", "loss"), _YUAN, _loss),
    "direct_loss": Measure(Text("直接经济损失", "direct loss"), _YUAN, _loss),
    "loss_to_production": Measure(Text("生产损失", "loss to production"), _YUAN, _loss),
    "direct_loss_to_patentee": Measure(Text("专利权人直接经济损失", "direct loss of the patentee"), _YUAN, _loss),
    "loss_single_consumer": Measure(Text("单个消费者损失", "loss of a single consumer"), _YUAN),
    "loss_several_consumers": Measure(Text("多个消费者损失", "loss of several consumers"), _YUAN, _loss),
    "payment_settled": Measure(Text("支付结算金额", "payments settled"), _YUAN),
    "advert_funding": Measure(Text("以投放广告等方式提供资金", "funding by advertisements or otherwise"), _YUAN),
    "prior_penalties": Measure(Text("此前受处罚次数", "earlier penalties"), _TIMES, lambda figures: figures.prior_penalties),
    "combination": Measure(Text("达到标准一半以上的项数", "measures at half of their line or more"), Text("项", "measures")),
    "proportion": Measure(Text("各类数量按相应比例合计", "the classes together, each in proportion to its line"), Text("%", "per cent")),
    "labels": Measure(Text("标识数量", "labels"), _ITEMS),
    "unsold_labels": Measure(Text("未销售标识数量", "unsold labels"), _ITEMS),
    "sold_plus_unsold_labels": Measure(Text("已销售与未销售标识合计", "sold and unsold labels"), _ITEMS, _all_labels),
    "copies": Measure(Text("复制品数量", "copies"), _ITEMS),
    "copies_sold": Measure(Text("销售复制品数量", "copies sold"), _ITEMS),
    "unsold_copies": Measure(Text("未销售复制品数量", "unsold copies"), _ITEMS),
    "sold_plus_unsold_copies": Measure(Text("已销售与未销售复制品合计", "sold and unsold copies"), _ITEMS, _all_copies),
    "works_online": Measure(Text("网络传播作品数量", "works put online"), _ITEMS),
    "downloads": Measure(Text("下载次数", "downloads"), _TIMES),
    "clicks": Measure(Text("点击次数", "clicks"), _TIMES),
    "registered_members": Measure(Text("注册会员数", "registered members"), _PERSONS),
    "cigarettes": Measure(Text("卷烟数量", "cigarettes"), Text("支", "sticks")),
    "records_track_content_credit_property": Measure(Text("行踪轨迹、通信内容、征信、财产信息", "records of whereabouts, content, credit, property"), _ITEMS),
    "records_lodging_comm_health_transaction": Measure(
        Text("住宿、通信记录、健康生理、交易信息", "records of lodging, communication, health, transactions"), _ITEMS
    ),
    "records_other": Measure(Text("其他公民个人信息", "other personal records"), _ITEMS),
    "leak_track_content_credit_property": Measure(Text("泄露行踪、内容、征信、财产信息", "leaked records of whereabouts, content, credit, property"), _ITEMS),
    "leak_lodging_comm_health_transaction": Measure(
        Text("泄露住宿、通信记录、健康、交易信息", "leaked records of lodging, communication, health, transactions"), _ITEMS
    ),
    "leak_other": Measure(Text("泄露其他用户信息", "other leaked records"), _ITEMS),
    "illegal_videos_spread": Measure(Text("传播违法视频文件", "illegal videos spread"), _ITEMS),
    "other_illegal_items_spread": Measure(Text("传播其他违法信息", "other illegal items spread"), _ITEMS),
    "accounts_reached": Measure(Text("送达账号数", "accounts reached"), _ACCOUNTS),
    "group_members": Measure(Text("群组成员账号数", "members of groups"), _ACCOUNTS),
    "members_of_groups_reached": Measure(Text("送达群组成员数", "members of groups reached"), _ACCOUNTS),
    "followers": Measure(Text("关注人员账号数", "followers"), _ACCOUNTS),
    "sites": Measure(Text("网站数", "sites"), _ACCOUNTS),
    "registered_accounts": Measure(Text("注册账号数", "registered accounts"), _ACCOUNTS),
    "groups": Measure(Text("通讯群组数", "groups"), _ACCOUNTS),
    "posts_on_sites": Measure(Text("网站发布信息数", "posts on sites"), _ITEMS),
    "recipients_helped": Measure(Text("帮助对象数", "persons helped"), _PERSONS),
    "persons_not_pursued": Measure(Text("未追究的单位或者个人", "units or persons not pursued"), _PERSONS),
    "conduct": Measure(Text("行为", "the act"), _NONE),
    "health_harm": Measure(Text("人身健康后果", "harm to health"), _NONE),
    "danger": Measure(Text("危险", "danger"), _NONE),
    "toxicity": Measure(Text("毒性", "toxicity"), _NONE),
    "consequence": Measure(Text("后果", "consequence"), _NONE),
    "none_published": Measure(Text("未定标准", "no published line"), _NONE),
    "evidence_lost": Measure(Text("证据灭失", "loss of evidence"), _NONE),
    "impersonation": Measure(Text("假冒名义", "impersonation"), _NONE),
    "circumstances": Measure(Text("情节", "circumstances"), _NONE),
    "type": Measure(Text("犯罪种类", "kind of crime"), _NONE),
    "other": Measure(Text("其他情形", "other situations"), _NONE),
}
