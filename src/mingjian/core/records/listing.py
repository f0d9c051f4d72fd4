"""Listings: offers as they stood at an instant."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, PLATFORM, SHOP_ID, UTC, Column, Kind

KIND = Kind(
    name="listing",
    title=Text("商品信息", "Listing"),
    key=("listing_id",),
    file_names=("商品", "商品信息", "宝贝", "item", "product", "goods"),
    seen_apart_by=("seen_at",),
    columns=(
        Column(
            "listing_id",
            pa.string(),
            Text("商品编号", "id of the listing"),
            known_as=("商品编号", "商品id", "宝贝id", "宝贝编号", "itemid", "item_id", "goods_id", "num_iid", "product_id", "sku_id", "商品编码", "id"),
        ),
        PLATFORM,
        SHOP_ID,
        Column(
            "title",
            pa.string(),
            Text("商品标题", "title of the listing"),
            known_as=("商品标题", "商品名称", "宝贝标题", "宝贝名称", "标题", "商品", "item_title", "item_name", "product_name", "goods_name", "name"),
            is_free_text=True,
        ),
        Column(
            "text",
            pa.string(),
            Text("商品描述全文", "description, in full"),
            known_as=("商品描述", "宝贝描述", "描述", "详情", "商品详情", "正文", "文本", "description", "detail", "details", "content", "desc"),
            is_free_text=True,
        ),
        Column("brand", pa.string(), Text("标示的品牌", "brand as shown"), known_as=("品牌", "品牌名称", "商标", "brand_name", "trademark")),
        Column(
            "category",
            pa.string(),
            Text("类目", "category as shown"),
            known_as=("类目", "商品类目", "宝贝类目", "分类", "商品分类", "品类", "category_name", "cat", "cname", "类别"),
        ),
        Column(
            "price",
            pa.float64(),
            Text("标价", "price as shown"),
            unit="元",
            known_as=("价格", "标价", "售价", "现价", "单价", "一口价", "商品价格", "拼单价", "price_yuan", "sale_price", "unit_price", "current_price"),
            counted_as={"价格(分)": 0.01, "price_fen": 0.01, "price_cents": 0.01},
            least=0.0,
        ),
        Column(
            "sold_count",
            pa.float64(),
            Text("展示的销量", "units sold, as shown"),
            unit="件",
            known_as=("销量", "月销量", "已售", "累计销量", "成交件数", "sales", "sold", "sales_count", "sale_count"),
            least=0.0,
        ),
        Column(
            "url",
            pa.string(),
            Text("链接", "address of the page"),
            known_as=("链接", "网址", "商品链接", "宝贝链接", "商品网址", "link", "item_url", "product_url"),
        ),
        Column(
            "ships_from",
            pa.string(),
            Text("发货地", "place that it ships from, as shown"),
            known_as=("发货地", "发货城市", "所在地", "宝贝所在地", "location", "ship_from", "ships_from_city"),
        ),
        Column(
            "seen_at",
            INSTANT,
            Text("采集时间", "when it was seen"),
            unit=UTC,
            known_as=(
                "采集时间",
                "抓取时间",
                "监测时间",
                "发现时间",
                "快照时间",
                "crawled_at",
                "crawl_time",
                "scraped_at",
                "fetched_at",
                "snapshot_time",
                "seen_time",
            ),
        ),
    ),
)
