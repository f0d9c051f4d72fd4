"""Rights: trade marks, patents, copyrights and their holders."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import CODES, VALIDITIES, Column, Kind
from mingjian.core.records.reading.nice_classes import completed

KIND = Kind(
    name="right",
    title=Text("知识产权", "Right"),
    key=("right_id",),
    file_names=("权利", "知识产权", "商标", "专利", "trademark", "patent"),
    seen_apart_by=("classes",),
    completed=completed,
    columns=(
        Column(
            "right_id",
            pa.string(),
            Text("注册号、专利号或登记号", "number of registration, patent or record"),
            known_as=(
                "权利编号",
                "注册号",
                "商标注册号",
                "专利号",
                "专利申请号",
                "登记号",
                "版权登记号",
                "权利证书号",
                "registration_no",
                "reg_no",
                "trademark_no",
                "patent_no",
                "right_no",
            ),
            known_last=("申请号", "申请号/专利号", "公开(公告)号", "授权公告号"),
            like=r"(?:商标|专利|权利|版权|著作权)?(?:申请|注册|登记)(?:证)?(?:号码?|编号)?(?:/|、|或)(?:注册|申请|登记)(?:证)?(?:号码?|编号)|(?:商标|专利|权利)(?:注册|申请|登记)?(?:证)?(?:号码?|编号)"
            r"|(?:商标|著作权|版权)(?:注册|登记)证?(?:号码|编号|号)|注册证?(?:号码|编号|号)|登记(?:号码|编号|号)",
        ),
        Column(
            "platform",
            pa.string(),
            Text("权利登记系统；文件未载明时取数据来源名", "the register of rights; the source's name where the file has none"),
            known_as=("权利登记系统", "register"),
        ),
        Column(
            "type",
            pa.string(),
            Text("权利种类：商标、专利、著作权等", "kind of right: trade mark, patent, copyright …"),
            known_as=("权利种类", "权利类型", "知识产权类型", "商标类型", "专利类型", "类型", "right_type", "ip_type"),
            like=r"(?:作品|权利|登记)(?:类别|类型|种类)",
        ),
        Column(
            "name",
            pa.string(),
            Text("商标文字、专利或作品名称", "words of the mark, name of the patent or work"),
            known_as=("名称", "商标名称", "商标文字", "商标", "专利名称", "作品名称", "权利名称", "软件全称", "发明名称", "mark", "mark_name", "trademark_name", "title", "brand"),
            known_last=("标题",),
            is_free_text=True,
        ),
        Column(
            "holder",
            pa.string(),
            Text("权利人", "holder of the right"),
            known_as=("权利人", "当前权利人", "注册人", "商标注册人", "专利权人", "著作权人", "申请人", "owner", "right_holder", "holder_name", "registrant"),
            like=r"(?:商标|专利|著作|版权)?(?:权利人|注册人|申请人|专利权人|申请\(专利权\)人|著作权人|所有人|持有人)(?:名称|姓名|名义)?(?:\((?:中文|中文名称)\)|中文)?",
        ),
        Column(
            "uscc",
            pa.string(),
            Text("权利人统一社会信用代码", "unified social credit code of the holder"),
            known_as=("统一社会信用代码", "信用代码", "社会信用代码", "credit_code"),
            like=CODES,
        ),
        Column(
            "classes",
            pa.string(),
            Text("商品服务类别（尼斯分类），以逗号分隔", "classes of goods and services (Nice), separated by commas"),
            known_as=("类别", "类号", "商标类别", "国际分类", "尼斯分类", "商品类别", "nice_class", "nice_classes", "class", "intl_class"),
            like=r"(?:商标|国际|尼斯|商品|商品服务|核定)*(?:分类|类别)(?:号)?",
            holds=r"^\D|^\d{1,2}(?:\D|$)",
        ),
        Column(
            "goods",
            pa.string(),
            Text("核定使用的商品或服务", "goods and services that it covers"),
            known_as=("核定商品", "核定使用商品", "商品服务", "商品/服务", "核定使用商品/服务", "goods_services", "goods_and_services"),
            like=r"(?:核定|指定|注册)?(?:使用)?(?:的)?商品(?:/|和|与|、|或)?(?:服务)?(?:项目|列表|名称|范围)?",
            is_free_text=True,
        ),
        Column(
            "registered_on",
            pa.date32(),
            Text("注册、授权或登记日期", "day of registration or grant"),
            known_as=("注册日期", "注册公告日期", "授权日期", "授权公告日", "登记日期", "registration_date", "reg_date", "granted_on"),
            like=r"(?:商标|专利|核准)?(?:注册|授权|登记)(?:公告)?(?:日期?|时间)",
            may_be_unread=True,
        ),
        Column(
            "valid_until",
            pa.date32(),
            Text("专用权期限至（含当日）", "last day of protection"),
            known_as=("有效期至", "专用权期限", "专用权截止", "到期日", "expires_on", "expiry_date", "valid_to"),
            like=VALIDITIES,
            may_span=True,
        ),
        Column(
            "status",
            pa.string(),
            Text("状态：有效、无效、注销等", "state: valid, invalid, cancelled …"),
            known_as=("状态", "法律状态", "权利状态", "legal_status"),
            like=r"(?:商标|专利|权利|当前|注册|案件|备案|简单)(?:当前)?(?:法律)?状态",
        ),
    ),
)
