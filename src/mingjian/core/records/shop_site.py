"""
Shop sites: stand-alone shops outside platforms, as their pages and domains stood at an instant.

Counted by whoever captures them, or read out of saved pages (`mingjian sites read`); never fetched from here.
"""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import INSTANT, UTC, Column, Kind

KIND = Kind(
    name="shop_site",
    title=Text("独立网店", "Shop site"),
    key=("url",),
    file_names=("独立网店", "独立站", "购物网站", "website", "web_shop"),
    seen_apart_by=("seen_at",),
    columns=(
        Column(
            "url",
            pa.string(),
            Text("网址", "address"),
            known_as=("网址", "网站地址", "链接", "域名", "domain", "domain_name", "host", "site_url", "page_url", "address"),
        ),
        Column("platform", pa.string(), Text("数据来源名", "the source's name"), known_as=("来源", "数据来源")),
        Column("title", pa.string(), Text("网站标题", "title of the site"), known_as=("网站名称", "网站标题", "site_name", "site_title"), is_free_text=True),
        Column(
            "domain_registered_on",
            pa.date32(),
            Text("域名注册日期", "day on which the domain was registered"),
            known_as=("域名注册日期", "域名注册时间", "注册时间", "domain_created", "creation_date", "registered_on"),
        ),
        Column(
            "is_registered_in_mainland",
            pa.bool_(),
            Text("域名是否在中国大陆注册", "whether the domain was registered in mainland China"),
            known_as=("境内注册", "china_registered"),
        ),
        Column(
            "is_widely_visited",
            pa.bool_(),
            Text("是否在访问量前一百万", "whether it is among the million most visited"),
            known_as=("in_top_one_million",),
        ),
        Column("currency_count", pa.float64(), Text("标价所用币种数", "currencies that prices are in"), "种", ("币种数", "num_of_currencies_seen"), least=0.0),
        Column(
            "repeated_price_count",
            pa.float64(),
            Text("重复出现的价格数", "prices that stand there more than once"),
            "个",
            ("重复价格数", "num_of_duplicate_prices_seen"),
            least=0.0,
        ),
        Column(
            "savings_share",
            pa.float64(),
            Text("标示的降价幅度，0 至 1", "savings claimed, 0 to 1"),
            known_as=("降价幅度", "percent_savings"),
            counted_as={"降价幅度(%)": 0.01},
        ),
        Column("has_email", pa.bool_(), Text("有无电子邮箱", "whether an e-mail address stands there"), known_as=("有邮箱", "contain_emails")),
        Column("has_phone", pa.bool_(), Text("有无电话", "whether a phone number stands there"), known_as=("有电话", "contain_phone_numbers")),
        Column("has_social_account", pa.bool_(), Text("有无社交账号", "whether it links to social accounts"), known_as=("有社交账号", "has_social_media")),
        Column("has_payment", pa.bool_(), Text("有无支付方式", "whether means of payment are named"), known_as=("有支付方式", "has_payment_option")),
        Column(
            "has_free_mail",
            pa.bool_(),
            Text("邮箱是否全为免注册审核的公共邮箱", "whether all its e-mail addresses are with providers that ask nobody who they are"),
            known_as=("公共邮箱",),
        ),
        Column("icp_record", pa.string(), Text("公示的 ICP 备案号", "number of the ICP filing shown"), known_as=("备案号", "ICP备案号", "icp")),
        Column(
            "uscc",
            pa.string(),
            Text("公示的统一社会信用代码（校验有效）", "unified social credit code shown, its check digit valid"),
            known_as=("统一社会信用代码",),
        ),
        Column("has_licence_link", pa.bool_(), Text("有无营业执照公示链接", "whether it links to or shows a business licence"), known_as=("有执照链接",)),
        Column("software", pa.string(), Text("建站软件或模板", "shop software or template"), known_as=("建站软件", "模板", "template", "generator")),
        Column("has_app", pa.bool_(), Text("有无手机应用", "whether it offers a mobile app"), known_as=("有手机应用", "has_mobile_app")),
        Column("has_large_frame", pa.bool_(), Text("有无大尺寸内嵌框架", "whether a large frame holds another page"), known_as=("large_iframes",)),
        Column("element_count", pa.float64(), Text("页面元素数", "elements of the page"), "个", ("页面元素数", "node_counts"), least=0.0),
        Column("depth", pa.float64(), Text("页面嵌套层数", "how deep elements are nested"), "层", ("嵌套层数", "dom_height"), least=0.0),
        Column("text_by_tag", pa.float64(), Text("文字与标签之比", "text by tag"), known_as=("文字标签比", "text_tag_ratio"), least=0.0),
        Column(
            "seen_at",
            INSTANT,
            Text("采集时间", "when it was seen"),
            unit=UTC,
            known_as=("采集时间", "抓取时间", "crawled_at", "captured_at", "fetched_at"),
        ),
    ),
)
