"""Permits: what an authority allowed whom to make or sell."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import Column, Kind

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
                "permit_no",
                "permit_number",
                "licence_no",
                "license_no",
                "approval_no",
                "approval_number",
            ),
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
            known_as=("许可种类", "许可类型", "许可类别", "许可证类型", "许可证名称", "证书类型", "许可文件名称", "permit_type", "licence_type"),
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
        ),
        Column(
            "uscc",
            pa.string(),
            Text("持有人统一社会信用代码", "unified social credit code of the holder"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "credit_code"),
        ),
        Column(
            "goods",
            pa.string(),
            Text("许可的产品或范围", "goods or scope that it covers"),
            known_as=("产品名称", "许可范围", "许可项目", "通用名称", "药品名称", "产品", "许可内容", "scope", "product_name"),
            is_free_text=True,
        ),
        Column(
            "authority",
            pa.string(),
            Text("发证机关", "issuing authority"),
            known_as=("发证机关", "许可机关", "审批部门", "发证部门", "批准机关", "issuing_authority", "issuer"),
        ),
        Column(
            "issued_on",
            pa.date32(),
            Text("发证日期", "day of issue"),
            known_as=("发证日期", "批准日期", "许可决定日期", "颁发日期", "issued_at", "issue_date", "approval_date"),
        ),
        Column(
            "valid_until",
            pa.date32(),
            Text("有效期至（含当日）", "last day on which it is valid"),
            known_as=("有效期至", "有效期截止", "有效期限", "有效期", "许可截止期", "expires_on", "expiry_date", "valid_to", "expire_date"),
        ),
        Column(
            "status",
            pa.string(),
            Text("状态：有效、注销、撤销等", "state: valid, cancelled, revoked …"),
            known_as=("状态", "许可状态", "证书状态", "permit_status"),
        ),
    ),
)
