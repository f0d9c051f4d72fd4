"""Recalls: goods that an authority or maker called back, or told people not to use."""

import pyarrow as pa

from mingjian.core.language import Text
from mingjian.core.records import Column, Kind

KIND = Kind(
    name="recall",
    title=Text("召回公告", "Recall"),
    key=("recall_id",),
    key_made_of={"recall_id": ("goods", "model", "batch", "maker", "brand")},
    unless=(
        r"(?:检验|检测|抽检|抽样|抽查|监督|检查|判定|综合|监测|本次)*(?:结果|结论|判定|评价)(?:评价|判定)?",
        r"^(?:经检验)?(?:所检项目)?(?:全部)?(?:合格|符合(?:规定|标准|要求|国家标准)?|通过)[。.]?$",
        Text("{n} 行写明检验合格，不是召回，没有读入。", "{n} rows say that the goods passed: they are no recalls and were not read."),
    ),
    file_names=("召回", "召回公告", "缺陷产品", "缺陷产品召回", "不合格产品", "recalls"),
    columns=(
        Column(
            "recall_id",
            pa.string(),
            Text("公告编号", "number of the recall"),
            known_as=(
                "公告编号",
                "召回编号",
                "召回公告编号",
                "通告编号",
                "抽样编号",
                "抽检编号",
                "抽样单编号",
                "recall_no",
                "recall_number",
                "alert_number",
                "notification_no",
            ),
        ),
        Column(
            "platform",
            pa.string(),
            Text("公告系统；文件未载明时取数据来源名", "the register of recalls; the source's name where the file has none"),
            known_as=("公告系统", "register"),
        ),
        Column("brand", pa.string(), Text("品牌", "brand"), known_as=("品牌", "商标", "品牌名称", "brand_name", "trademark", "product_brand")),
        Column(
            "goods",
            pa.string(),
            Text("产品名称", "name of the goods"),
            known_as=("产品名称", "商品名称", "产品", "召回产品", "样品名称", "药品品名", "product", "product_name", "goods_name"),
            like=r"(?:召回|缺陷|不合格|抽检|抽样|问题|标示|标称)?(?:产品|商品|样品|食品|药品|化妆品|器械)(?:通用)?(?:名称|品名)",
            is_free_text=True,
        ),
        Column(
            "model",
            pa.string(),
            Text("型号，多个以分号分隔", "models, set apart by semicolons"),
            known_as=("型号", "规格型号", "产品型号", "型号规格", "model_no", "type/number_of_model"),
            like=r"(?:产品|涉及|召回)?(?:型号|规格型号|型号规格)(?:[/、丶](?:规格|型号))?|(?:产品)?规格[/、丶]型号|型号[/、丶]规格",
        ),
        Column(
            "batch",
            pa.string(),
            Text("批号或生产日期，多个以分号分隔", "batches, set apart by semicolons"),
            known_as=("批号", "批次", "生产批号", "生产日期/批号", "lot", "batch_number", "lot_number"),
            like=r"(?:产品|生产|涉及|召回|标示|标称)?(?:批号|批次)(?:[/、](?:批次|批号|生产日期))?|生产日期(?:[/、或](?:批号|批次))",
        ),
        Column("gtin", pa.string(), Text("商品条码（GTIN）", "GTIN, as under the bar code"), known_as=("条码", "商品条码", "条形码", "barcode", "ean", "upc")),
        Column(
            "maker",
            pa.string(),
            Text("生产者", "maker"),
            known_as=("生产者", "生产企业", "制造商", "标称生产企业", "manufacturer", "producer"),
            like=r"(?:标称|标示|被抽样|缺陷产品|召回)?(?:生产者|生产企业|生产单位|制造商|制造企业|召回企业|召回单位|生产商|制造者)(?:/召回负责机构|\(标称\))?(?:名称)?|(?:标示|标称)[^地址]*(?:注册人|备案人|生产企业|生产者)[^地址]*名称",
        ),
        Column(
            "reason",
            pa.string(),
            Text("原因", "why"),
            known_as=("原因", "召回原因", "缺陷描述", "缺陷情况", "不合格项目", "defect", "risk", "hazard"),
            like=r"(?:存在的?|产品|主要|召回)?(?:缺陷|安全隐患|不合格项目?|不符合(?:规定|标准)?(?:的)?项目?|质量问题)(?:情况|描述|原因|内容|名称)?(?:[║|｜].*)?",
            is_free_text=True,
        ),
        Column(
            "recalled_on",
            pa.date32(),
            Text("公告日期", "day of the recall"),
            known_as=("公告日期", "召回日期", "召回时间", "发布日期", "recall_date", "published_on"),
            like=r"(?:召回|公告|通告|发布|公布)(?:公告|发布|实施|开始)?(?:日期|时间)",
            may_be_unread=True,
        ),
    ),
)
