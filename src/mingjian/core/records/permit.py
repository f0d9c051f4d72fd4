"""Permits: what an authority allowed whom to make or sell."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import CODES, VALIDITIES, Column, Kind

KIND = Kind(
    name="permit",
    title=Text("行政许可", "Permit"),
    key=("permit_id",),
    file_names=("许可", "许可证", "行政许可", "licence", "license"),
    columns=(
        Column(
            "permit_id",
            pa.string(),
            Text("许可证编号或批准文号", "number of the permit or approval"),
            known_as=(
                "许可证编号",
                "许可证号",
                "证书编号",
                "批准文号",
                "注册证编号",
                "备案号",
                "备案编号",
                "许可编号",
                "行政许可决定文书号",
                "行政许可决定书文号",
                "许可决定书文号",
                "permit_no",
                "permit_number",
                "licence_no",
                "license_no",
                "approval_no",
                "approval_number",
            ),
            like=r"(?:(?:食品|药品|化妆品|医疗器械|生产|经营|卫生|行政|网络)*(?:许可|注册|备案|登记|批准)(?:证书?|凭证|文件)?(?:编号|文号|号码?)(?:或者?|/|、|及)?)"
            r"{1,2}(?<!行政许可文号)(?<!注册号)(?<!登记号)(?<!注册编号)(?<!登记编号)",
        ),
        Column(
            "platform",
            pa.string(),
            Text("许可系统；文件未载明时取数据来源名", "the register of permits; the source's name where the file has none"),
            known_as=("许可系统", "register"),
        ),
        Column(
            "type",
            pa.string(),
            Text("许可种类", "kind of permit"),
            known_as=("许可种类", "许可类型", "许可证书名称", "许可证类型", "许可证名称", "证书类型", "许可文件名称", "permit_type", "licence_type"),
            like=r"(?:行政)?(?:许可|注册|备案)(?:证书?|文件)(?:名称|种类|类型)",
            known_last=("许可类别", "证书名称"),
        ),
        Column(
            "holder",
            pa.string(),
            Text("持有人名称", "name of the holder"),
            known_as=(
                "持有人",
                "持证人",
                "被许可人",
                "许可持有人",
                "企业名称",
                "生产企业",
                "单位名称",
                "上市许可持有人",
                "holder_name",
                "company_name",
                "行政相对人名称",
            ),
            like=r"(?:医疗器械|化妆品|食品|药品|上市许可|许可证?|登记证?|境内)*(?:注册人|备案人|持有人|持证人|持证单位|经营者|生产者|生产单位|生产企业|经营企业|企业|单位)"
            r"(?:/(?:备案人|注册人|生产企业|经营者))?(?:名称|姓名)?",
        ),
        Column(
            "uscc",
            pa.string(),
            Text("持有人统一社会信用代码", "unified social credit code of the holder"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "credit_code"),
            like=CODES,
        ),
        Column(
            "goods",
            pa.string(),
            Text("许可的产品或范围", "goods or scope that it covers"),
            known_as=("产品名称", "登记名称", "许可范围", "许可项目", "通用名称", "药品名称", "产品", "许可内容", "scope", "product_name"),
            like=r"(?:产品|商品|药品|器械|医疗器械|化妆品|通用|备案产品)(?:中文)?名称(?:/(?:通用|商品|产品)名称)?|(?:许可|生产经营|经营|生产|备案)(?:项目|范围|内容|品种)",
            is_free_text=True,
        ),
        Column(
            "authority",
            pa.string(),
            Text("发证机关", "issuing authority"),
            known_as=("发证机关", "许可机关", "审批部门", "发证部门", "批准机关", "issuing_authority", "issuer"),
            like=r"(?:发证|许可|审批|批准|核发|备案|颁发)(?:管理|受理)?(?:机关|部门|机构|单位)(?:名称)?",
        ),
        Column(
            "issued_on",
            pa.date32(),
            Text("发证日期", "day of issue"),
            known_as=("发证日期", "批准日期", "许可决定日期", "颁发日期", "issued_at", "issue_date", "approval_date"),
            like=r"(?:发证|批准|颁发|核发|许可决定|注册批准|备案)(?:日期|时间)",
            may_be_unread=True,
        ),
        Column(
            "valid_until",
            pa.date32(),
            Text("有效期至（含当日）", "last day on which it is valid"),
            known_as=("有效期至", "有效期截止", "有效期限", "有效期", "许可截止期", "expires_on", "expiry_date", "valid_to", "expire_date"),
            like=VALIDITIES,
            may_span=True,
        ),
        Column(
            "status",
            pa.string(),
            Text("状态：有效、注销、撤销等", "state: valid, cancelled, revoked …"),
            known_as=("状态", "许可状态", "证书状态", "permit_status"),
            like=r"(?:许可证?|许可证书|证书|批件|批文|注册证?|备案|产品|当前)(?:当前)?状态",
        ),
    ),
)
