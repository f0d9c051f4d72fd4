"""A complaint as a row of a list, in the headings of 12315 and 12345."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, UTC, Column, Kind

#: Whom a complaint is about, and who brings it, as the lists of 12315 and of cities' hotlines name both.
_ABOUT = r"(?:涉事|涉及|涉诉|被诉|被投诉|被举报|被反映)(?:的)?"
_FROM = r"(?:(?:提供|投诉|举报|申诉|诉求|反映|来电|来话|消费)(?:方|人|者)|市民)"


def _text(name: str, zh: str, en: str, *known: str, like: str = "", last: tuple[str, ...] = (), free: bool = False) -> Column:
    return Column(name, pa.string(), Text(zh, en), known_as=known, like=like, known_last=last, is_free_text=free)


KIND = Kind(
    name="complaint",
    title=Text("投诉举报名单", "List of complaints"),
    key=("original_number",),
    file_names=("投诉", "投诉单", "12315", "12345", "工单"),
    columns=(
        _text(
            "original_number",
            "登记编号",
            "number of the hotline",
            "登记编号",
            "投诉编号",
            "投诉单编号",
            "举报编号",
            "工单编号",
            "工单号",
            "受理编号",
            "编号",
            like=r"(?:投诉|举报|工单|受理|诉求|信件|事项|事件|转办|案件|来电|登记)(?:单|件)?(?:编号|单号|号码?|编码|流水号)",
        ),
        _text(
            "sort",
            "投诉或者举报",
            "complaint or report",
            "表单类型",
            "投诉类型",
            "诉求类型",
            "工单类型",
            "业务类型",
            "类型",
            like=r"(?:投诉|诉求|工单|表单|业务|来电)(?:类别|类型)",
        ),
        _text(
            "complained_of",
            "被投诉人",
            "operator complained of",
            "涉及主体名称",
            "涉事主体名称",
            "被投诉对象",
            "被投诉人",
            "被投诉方",
            "投诉对象",
            "被投诉经营者",
            "被投诉企业",
            "被举报人",
            "企业名称",
            like=rf"{_ABOUT}(?:主体|企业|商家|单位|经营者|公司|商户|店铺)(?:名称|全称)?|(?:被投诉|被举报)(?:方|人|对象)(?:名称|姓名)",
        ),
        _text(
            "facts",
            "投诉内容",
            "facts",
            "问题陈述",
            "投诉内容",
            "市民诉求",
            "诉求内容",
            "具体问题",
            "举报内容",
            "内容",
            "简要情况",
            like=r"(?:投诉|举报|诉求|工单|事件|问题|反映|来电)(?:内容|详情|描述|情况|陈述|事项)(?:描述|说明)?|主要内容",
            last=("投诉问题",),
            free=True,
        ),
        _text(
            "headline",
            "标题",
            "headline",
            "诉求标题",
            "工单标题",
            "标题",
            like=r"(?:投诉|举报|诉求|工单|事件|信件|来电)(?:标题|主题|摘要)",
            last=("主题",),
            free=True,
        ),
        _text(
            "demand",
            "请求",
            "demand",
            "诉求",
            "投诉请求",
            "消费者诉求",
            "具体诉求",
            "请求",
            like=r"(?:投诉|消费者|投诉人|诉求人)?(?:的)?(?:诉求|请求|要求)(?:事项)?",
            free=True,
        ),
        _text("name", "投诉人", "who complains", "提供方姓名", "投诉人", "投诉人姓名", "姓名", "诉求人", "来电人", "举报人", like=rf"{_FROM}(?:姓名|名称)?"),
        _text(
            "phone",
            "电话",
            "telephone",
            "联系电话",
            "来电号码",
            "投诉人电话",
            "联系方式",
            "手机号码",
            like=rf"{_FROM}(?:联系)?(?:电话|手机|号码|联系方式)(?:号码?)?",
        ),
        _text("address", "投诉人地址", "address of who complains", "联系地址", "投诉人地址"),
        _text("published_address", "经营地址", "address of the operator", "经营地址详细", "核查经营地址详细", "被投诉人地址", "经营地址"),
        _text("platform", "网购平台", "platform", "网购平台", "网购平台名称", "平台名称", "销售平台"),
        _text("shop_name", "网店名称", "shop's name", "网店名称", "店铺名称"),
        _text("listing_url", "商品链接", "link of the goods", "商品链接", "网购链接", "网址"),
        _text(
            "goods",
            "商品",
            "goods",
            "商品/服务名称",
            "商品名称",
            "产品名称",
            "商品服务名称",
            "涉及客体",
            like=r"(?:涉及|涉诉|投诉|所购|购买)(?:的)?(?:商品|产品|客体)(?:/服务|或服务)?(?:名称)?|(?:商品|产品)(?:/|或者?|和|及)服务(?:名称)?",
        ),
        _text("order_number", "订单号", "order number", "订单号", "订单编号", "网购订单号"),
        _text("suspected_act", "涉嫌违法行为", "suspected act", "涉嫌违法行为", "举报问题类别", "涉及问题分类", "问题类别", "举报具体问题", "投诉具体问题"),
        Column(
            "price",
            pa.float64(),
            Text("争议金额", "sum in dispute"),
            unit="元",
            known_as=("争议金额", "涉及金额", "商品服务价格", "消费金额", "金额", "购买金额"),
            like=r"(?:涉诉|涉及|涉案|争议|消费|购买|投诉|商品|交易)(?:的)?(?:总)?(?:金额|价款)",
            least=0,
            may_be_unread=True,
        ),
        Column("bought_on", pa.date32(), Text("购买日期", "day of purchase"), known_as=("购买日期", "消费日期", "消费时间", "购买时间"), may_be_unread=True),
        Column(
            "received_at",
            INSTANT,
            Text("登记时间", "when it was registered"),
            unit=UTC,
            known_as=("登记时间", "登记日期", "受理时间", "来电时间", "投诉时间", "接收时间", "案件接收日期"),
            like=r"(?:投诉|举报|诉求|反映|来电|来话|登记|受理|接收|提交|发起|上报)(?:提交|登记)?(?:日期|时间)",
            may_be_unread=True,
        ),
    ),
)
#: Words of `sort` by which a row is a report, and none of whoever asks for mediation.
REPORTS = ("举报", "线索")
#: What stands in the place of a demand that the list does not have.
NO_DEMAND = "名单未载明请求，请与投诉人核实"
