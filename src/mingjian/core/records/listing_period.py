"""Listing periods: how an offer behaved over a span of days, as its platform counted it: sales, returns, complaints, ratings, changes."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import PLATFORM, SHOP_ID, Column, Kind, kind_columns

_OF_LISTING = kind_columns("listing", "listing_id", "brand", "category")


def _count(name: str, zh: str, en: str, known_as: tuple[str, ...], like: str = "", unit: str = "") -> Column:
    return Column(name, pa.float64(), Text(zh, en), unit=unit, known_as=known_as, like=like, least=0.0, may_be_unread=True)


def _stars(stars: int, sign: str) -> Column:
    known_as = (f"{stars}星评价数", f"{stars}星", f"{sign}星评价数", f"{sign}星", f"rating_{stars}_count", f"star_{stars}", f"stars_{stars}")
    return _count(
        f"rated_{stars}",
        f"{sign}星评价",
        f"ratings of {stars} stars",
        known_as,
        rf"(?:累计)?(?:{stars}|{sign})(?:颗)?星(?:的)?(?:评价|评分|评论)?(?:数量?|条数|个数)?",
    )


KIND = Kind(
    name="listing_period",
    title=Text("商品分期数据", "Listing period"),
    key=("listing_id",),
    file_names=("商品分期数据", "商品分期", "商品经营数据", "商品周报", "商品月报", "listing_stats", "item_stats"),
    seen_apart_by=("from_on", "until_on"),
    columns=(
        _OF_LISTING["listing_id"],
        PLATFORM,
        SHOP_ID,
        _OF_LISTING["brand"],
        _OF_LISTING["category"],
        Column(
            "from_on",
            pa.date32(),
            Text("统计期第一天", "first day of the span"),
            known_as=("统计开始日期", "开始日期", "起始日期", "统计起始日", "期初", "period_start", "from_date", "start_date", "date_from"),
            like=r"(?:统计|数据|报告)(?:周期|期间|时段|区间)?(?:开始|起始|起)(?:日期|时间|日)?",
        ),
        Column(
            "until_on",
            pa.date32(),
            Text("统计期最后一天", "last day of the span"),
            known_as=("统计结束日期", "结束日期", "截止日期", "统计截止日", "期末", "period_end", "to_date", "end_date", "date_to"),
            like=r"(?:统计|数据|报告)(?:周期|期间|时段|区间)?(?:结束|截止|止)(?:日期|时间|日)?",
        ),
        Column(
            "price",
            pa.float64(),
            Text("期末标价", "price as shown at the end"),
            unit="元",
            known_as=("期末标价", "期末价格", "标价", "售价", "价格", "折后价", "price_yuan", "sale_price", "discounted_price"),
            least=0.0,
            may_be_unread=True,
        ),
        Column(
            "price_low",
            pa.float64(),
            Text("期内最低标价", "lowest price shown"),
            unit="元",
            known_as=("最低价", "期内最低价", "min_price"),
            least=0.0,
            may_be_unread=True,
        ),
        Column(
            "price_high",
            pa.float64(),
            Text("期内最高标价", "highest price shown"),
            unit="元",
            known_as=("最高价", "期内最高价", "max_price"),
            least=0.0,
            may_be_unread=True,
        ),
        _count(
            "stock",
            "期末库存",
            "stock at the end",
            ("库存", "期末库存", "可售库存", "库存数", "stock_count", "available_items"),
            r"(?:期末|可售|剩余|当前)库存(?:数量?|件数)?",
            "件",
        ),
        _count(
            "sold",
            "售出件数",
            "units sold",
            ("销量", "售出件数", "成交件数", "支付件数", "sold_count", "sales", "sales_count", "units_sold"),
            r"(?:期内|统计期)?(?:支付|成交|售出|销售)(?:商品)?(?:件数|数量|量)",
            "件",
        ),
        Column(
            "turnover",
            pa.float64(),
            Text("成交金额", "turnover"),
            unit="元",
            known_as=("成交金额", "支付金额", "销售额", "交易额", "gmv", "revenue"),
            like=r"(?:期内|统计期)?(?:支付|成交|销售|交易)(?:总)?(?:金额|额)",
            counted_as={"turnover_fen": 0.01, "gmv_fen": 0.01},
            least=0.0,
            may_be_unread=True,
        ),
        _count(
            "returned",
            "退货件数",
            "units returned",
            ("退货件数", "退货数", "退款件数", "退货量", "returns", "returns_count", "return_count"),
            r"(?:期内)?(?:成功)?(?:退货|退款|退货退款)(?:商品)?(?:件数|数量|量|笔数|单数)",
            "件",
        ),
        _count(
            "returned_as_fake",
            "以“假货”“非正品”为由退货的件数",
            "units returned as not genuine",
            ("假货退货数", "假货退货件数", "以假货为由退货", "疑似假货退货", "非正品退货数", "fake_returns", "returned_as_fake_count", "counterfeit_returns"),
            r"(?:因|以|退货原因为?)?(?:疑似)?(?:假货|假冒|仿冒|非正品|假冒伪劣)(?:为由|原因)?(?:的)?(?:退货|退款)(?:件数|数量?|笔数|单数)?",
            "件",
        ),
        _count(
            "complaints",
            "投诉件数",
            "complaints",
            ("投诉数", "投诉件数", "投诉量", "complaint_count", "complaints_count"),
            r"(?:期内|消费者|买家)?投诉(?:件数|数量|量|笔数)",
        ),
        _count(
            "complaints_of_fakes",
            "其中投诉假冒、非正品的件数",
            "of these, complaints that it is not genuine",
            ("假货投诉数", "假货投诉件数", "售假投诉数", "fake_complaints", "counterfeit_complaints"),
            r"(?:其中)?(?:疑似)?(?:假货|假冒|售假|非正品|仿冒)(?:类)?投诉(?:件数|数量?|量|笔数)?",
        ),
        *(_stars(stars, sign) for stars, sign in enumerate("一二三四五", 1)),
        _count(
            "text_changes",
            "标题、描述变更次数",
            "times that title or text was changed",
            ("文字变更次数", "标题变更次数", "描述变更次数", "title_changes"),
            r"(?:商品)?(?:标题|描述|文案|文字)(?:修改|变更|更改)次数",
        ),
        _count(
            "picture_changes",
            "图片变更次数",
            "times that pictures were changed",
            ("图片变更次数", "主图变更次数", "image_changes"),
            r"(?:商品)?(?:主图|图片)(?:修改|变更|更改|更换)次数",
        ),
        _count(
            "removals", "下架次数", "times that it was removed", ("下架次数", "删除次数", "takedowns", "removals_count"), r"(?:商品)?(?:被)?(?:下架|删除)次数"
        ),
        _count(
            "put_up_again",
            "重新上架次数",
            "times that it was put up again",
            ("重新上架次数", "再上架次数", "relistings", "relisted_count"),
            r"(?:商品)?(?:重新|再次|恢复)上架次数",
        ),
        Column(
            "listed_on",
            pa.date32(),
            Text("首次上架日期", "day when it was first put up"),
            known_as=("上架日期", "首次上架日期", "上架时间", "首次上架时间", "发布日期", "listed_date", "created_on", "first_listed"),
            may_be_unread=True,
        ),
        Column(
            "shop_opened_on",
            pa.date32(),
            Text("网店开设日期", "day when the shop was opened"),
            known_as=("开店日期", "开店时间", "店铺开设日期", "入驻日期", "入驻时间", "shop_opened", "seller_since"),
            may_be_unread=True,
        ),
    ),
)
