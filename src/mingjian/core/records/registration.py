"""Registrations: entries of the business register."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import CODES, Column, Kind

KIND = Kind(
    name="registration",
    title=Text("登记信息", "Registration"),
    key=("uscc",),
    file_names=("登记", "登记信息", "工商登记", "企业登记", "企业", "enterprise", "company", "enterprise_registry"),
    columns=(
        Column(
            "uscc",
            pa.string(),
            Text("统一社会信用代码", "unified social credit code (GB 32100)"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "credit_code", "social_credit_code", "unified_code", "注册号", "注册号/统一社会信用代码"),
            like=CODES,
        ),
        Column(
            "platform",
            pa.string(),
            Text("登记系统；文件未载明时取数据来源名", "the register; the source's name where the file has none"),
            known_as=("登记系统", "register"),
        ),
        Column(
            "name",
            pa.string(),
            Text("名称", "registered name"),
            known_as=("企业名称", "名称", "公司名称", "市场主体名称", "主体名称", "字号名称", "company_name", "company", "enterprise_name", "entname"),
            like=r"(?:企业|公司|市场主体|经营主体|单位|商户|个体工?商?户|机构)(?:\(机构\))?(?:登记|注册)?(?:名称|全称)",
        ),
        Column(
            "type",
            pa.string(),
            Text("类型", "legal form"),
            known_as=("类型", "企业类型", "公司类型", "主体类型", "company_type", "enttype"),
            like=r"(?:企业|公司|机构|市场主体|经营主体|主体)(?:\(机构\)|/机构)?(?:登记)?(?:类型|性质)",
        ),
        Column(
            "status",
            pa.string(),
            Text("登记状态：存续、注销、吊销等", "state: in business, struck off, licence revoked …"),
            known_as=("登记状态", "经营状态", "状态", "企业状态", "主体状态", "entstatus", "company_status"),
            like=r"(?:企业|公司|市场主体|登记|经营|主体|存续)(?:登记|经营|存续)?状态",
        ),
        Column(
            "registered_on",
            pa.date32(),
            Text("成立日期", "day of registration"),
            known_as=("成立日期", "成立时间", "注册日期", "登记日期", "注册时间", "registration_date", "established_on", "founded_on", "estdate", "reg_date"),
            may_be_unread=True,
        ),
        Column(
            "ended_on",
            pa.date32(),
            Text("注销或吊销日期", "day on which it was struck off or revoked"),
            known_as=("注销日期", "吊销日期", "注销时间", "cancelled_on", "ended_at"),
        ),
        Column(
            "capital",
            pa.string(),
            Text("注册资本，照登记原文", "registered capital, as written"),
            known_as=("注册资本", "注册资金", "资本", "资金数额", "出资额", "regcap", "registered_capital"),
            keeps_unit=True,
        ),
        Column(
            "business_scope",
            pa.string(),
            Text("经营范围", "scope of business"),
            known_as=("经营范围", "业务范围", "经营项目", "opscope", "scope"),
            like=r"(?:许可|登记|主要)?经营范围(?:及方式)?",
            is_free_text=True,
        ),
        Column(
            "address",
            pa.string(),
            Text("住所", "registered address"),
            known_as=("住所", "地址", "注册地址", "经营场所", "企业地址", "dom", "registered_address"),
            like=r"(?:企业|公司|注册|登记|工商)?(?:住所|地址|经营场所|营业场所|主要经营场所)(?:\((?:住所|经营场所|地址)\)|/(?:经营场所|地址|住所))?",
        ),
        Column("province", pa.string(), Text("省", "province"), known_as=("省", "省份", "所属省份", "prov")),
        Column("city", pa.string(), Text("市", "city"), known_as=("市", "城市", "地市", "所属城市")),
        Column("authority", pa.string(), Text("登记机关", "registering authority"), known_as=("登记机关", "regorg", "registration_authority")),
        Column(
            "person_token",
            pa.string(),
            Text("法定代表人或经营者的不可逆代号", "irreversible token of the legal representative"),
            known_as=("法定代表人代号", "经营者代号", "legal_person_token"),
        ),
    ),
)
