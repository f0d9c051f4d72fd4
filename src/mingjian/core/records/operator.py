"""Operators: who stands behind a shop, as the platform or the page says."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import CODES, INSTANT, PLATFORM, UTC, Column, Kind

KIND = Kind(
    name="operator",
    title=Text("经营者", "Operator"),
    key=("operator_id",),
    file_names=("经营者", "主体", "商家", "店铺", "网店", "shop", "merchant", "seller"),
    key_made_of={"operator_id": ("shop_id", "name")},
    seen_apart_by=("shop_id", "seen_at"),
    columns=(
        Column(
            "operator_id",
            pa.string(),
            Text("经营者编号（平台内）", "id of the operator on the platform"),
            known_as=(
                "经营者编号",
                "经营者id",
                "主体编号",
                "主体id",
                "商户号",
                "商户编号",
                "商家编号",
                "商家id",
                "operatorid",
                "merchant_id",
                "seller_id",
                "vendor_id",
            ),
            like=r"(?:平台内)?(?:经营者|经营主体|主体|商户|商家)(?:唯一)?(?:编号|id|标识码?|编码)",
        ),
        PLATFORM,
        Column(
            "shop_id",
            pa.string(),
            Text("店铺编号", "id of the shop"),
            known_as=("店铺id", "店铺编号", "网店id", "网店编号", "shopid", "store_id", "mall_id", "vender_id"),
            like=r"(?:所属|入驻)?(?:店铺|网店|商铺|小店)(?:\(用户\))?(?:唯一)?(?:标识码?|编码|编号|id)",
        ),
        Column(
            "shop_name",
            pa.string(),
            Text("店铺名称", "name of the shop"),
            known_as=("店铺名称", "店铺名", "网店名称", "店铺", "网店", "shop_title", "store_name", "shop"),
            like=r"(?:所属|入驻)?(?:店铺|网店|商铺|小店)(?:\(用户\))?(?:名称|全称|名|昵称)",
        ),
        Column(
            "name",
            pa.string(),
            Text("经营主体名称", "name of the operator"),
            known_as=(
                "经营者名称",
                "主体名称",
                "经营主体名称",
                "企业名称",
                "公司名称",
                "商户名称",
                "商家名称",
                "operator_name",
                "merchant_name",
                "company",
                "company_name",
            ),
            like=r"(?:平台内)?(?:经营者|经营主体|主体|商户|商家|单位|企业|公司|市场主体)(?:登记)?(?:名称|姓名)(?:(?:/|或者?|\()(?:姓名|名称)\)?)?"
            r"|(?:名称|姓名)(?:/|或者?)(?:姓名|名称)",
        ),
        Column(
            "uscc",
            pa.string(),
            Text("统一社会信用代码", "unified social credit code (GB 32100)"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "营业执照号", "营业执照注册号", "credit_code", "social_credit_code", "license_no"),
            like=rf"{CODES}|(?:统一)?社会信用代码(?:/|或者?|、|及|\()(?:注册号|(?:公民)?身份证?件?(?:号码?)?|证件(?:号码?)|纳税人识别号|组织机构代码)\)?"
            r"|(?:身份证号码?|公民身份号码)(?:/|或者?|、)(?:统一)?社会信用代码|(?:营业执照|证照)(?:编号|号码|代码)",
        ),
        Column(
            "permit_id",
            pa.string(),
            Text("公示的许可证号", "number of the permit shown"),
            known_as=("许可证号", "许可证编号", "经营许可证号", "行政许可", "permit_no", "permit_number"),
            like=r"(?:行政|经营|食品|药品|生产|相关)*许可证?(?:件|书)?(?:名称(?:及|和|、|/))?(?:编号|号码?|文号)",
        ),
        Column(
            "address",
            pa.string(),
            Text("公示的地址", "address as shown"),
            known_as=("地址", "经营地址", "公示地址", "联系地址", "住所", "business_address", "addr"),
            like=r"(?:实际|公示|登记|注册)?(?:经营|办公|营业)(?:地址|场所|所在地)|(?:平台内)?经营者(?:实际)?(?:地址|住址|住所)",
        ),
        Column(
            "return_address",
            pa.string(),
            Text("公示的退货或发货地址", "address of returns or dispatch, as shown"),
            known_as=("退货地址", "退货收件地址", "发货地址", "寄件地址", "仓库地址", "ship_from", "refund_address"),
            like=r"(?:退换?货|发货|寄件|仓库)(?:收件)?地址",
        ),
        Column(
            "region_code",
            pa.string(),
            Text("行政区划代码（GB/T 2260）", "code of the county (GB/T 2260)"),
            known_as=("行政区划代码", "区划代码", "地区代码", "行政区划", "adcode", "region", "area_code", "district_code"),
        ),
        Column(
            "phone_token",
            pa.string(),
            Text("联系电话的不可逆代号", "irreversible token of the phone number"),
            known_as=("电话代号", "手机号代号", "联系电话代号", "phone_hash", "mobile_hash"),
        ),
        Column(
            "payee_token",
            pa.string(),
            Text("收款账户的不可逆代号", "irreversible token of the account that is paid"),
            known_as=("收款账户代号", "收款账号代号", "结算账户代号", "payee_hash", "account_token"),
        ),
        Column(
            "url",
            pa.string(),
            Text("店铺网址", "address of the shop"),
            known_as=("店铺网址", "店铺链接", "网店网址", "网址", "链接", "shop_url", "store_url", "link"),
            like=r"(?:店铺|网店|商铺|经营|主页|网站)(?:首页|主页|网络)?(?:链接|网址|域名|url|网络地址)",
        ),
        Column(
            "opened_on",
            pa.date32(),
            Text("开店日期", "day on which the shop opened"),
            known_as=("开店日期", "开店时间", "入驻日期", "入驻时间", "注册时间", "opened_at", "open_date", "joined_at", "registered_at"),
            like=r"(?:店铺|网店|平台)?(?:开店|入驻|开通|上线|经营开始|开始经营)(?:日期|时间)",
            may_be_unread=True,
        ),
        Column(
            "closed_on",
            pa.date32(),
            Text("关店日期，在营为空", "day on which it closed; null while open"),
            known_as=("关店日期", "关店时间", "退店日期", "closed_at", "close_date"),
            like=r"(?:店铺|网店)?(?:关店|退店|清退|闭店|关闭)(?:日期|时间)",
        ),
        Column(
            "seen_at",
            INSTANT,
            Text("采集时间", "when it was seen"),
            unit=UTC,
            known_as=("采集时间", "抓取时间", "报送时间", "crawled_at", "scraped_at", "reported_at", "snapshot_time"),
        ),
    ),
)
