"""
What a heading says in other words than a kind's names: in English, word by word, and in traditional characters.

Only headings of which every word is known are turned, so that none is understood by half; and none of sums, since nothing says in English which money it is.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

#: Characters of headings in traditional writing, and what each is in simplified.
_TRADITIONAL = str.maketrans(
    "訂單編號買賣會員帳賬戶數價貨運費實際額總時間狀態備註聯繫電話發舖鋪網絡頁鏈業務證書執經營類國標識權冊專處罰關決結據構機區縣鄉鎮碼對產稱項規圖層級庫優惠訊息內寄遞籤簽"
    "聯準當屬擊銷債貸餘幣匯轉帶條長範圍種參與從來說詳細適檢驗測驗質量釋應該參報案舉訴請求為調",
    "订单编号买卖会员账账户数价货运费实际额总时间状态备注联系电话发铺铺网络页链业务证书执经营类国标识权册专处罚关决结据构机区县乡镇码对产称项规图层级库优惠讯息内寄递签签"
    "联准当属击销债贷余币汇转带条长范围种参与从来说详细适检验测验质量释应该参报案举诉请求为调",
)
_WORDS = {
    "order": "订单",
    "purchase": "下单",
    "transaction": "交易",
    "number": "编号",
    "no": "编号",
    "code": "编码",
    "id": "id",
    "name": "名称",
    "names": "名称",
    "title": "标题",
    "heading": "标题",
    "date": "日期",
    "time": "时间",
    "at": "时间",
    "on": "日期",
    "paid": "付款",
    "payment": "付款",
    "placed": "下单",
    "ordered": "下单",
    "created": "创建",
    "shipped": "发货",
    "ship": "发货",
    "shipping": "发货",
    "dispatched": "发货",
    "delivered": "签收",
    "status": "状态",
    "state": "状态",
    "tracking": "运单",
    "waybill": "运单",
    "parcel": "包裹",
    "carrier": "快递公司",
    "courier": "快递公司",
    "weight": "重量",
    "contents": "内件",
    "product": "商品",
    "products": "商品",
    "item": "商品",
    "items": "商品",
    "goods": "商品",
    "quantity": "数量",
    "qty": "数量",
    "buyer": "买家",
    "customer": "客户",
    "username": "昵称",
    "nickname": "昵称",
    "seller": "卖家",
    "shop": "店铺",
    "store": "店铺",
    "registration": "注册",
    "registered": "注册",
    "application": "申请",
    "mark": "商标",
    "trademark": "商标",
    "patent": "专利",
    "holder": "持有人",
    "owner": "所有人",
    "applicant": "申请人",
    "nice": "国际",
    "class": "分类",
    "classes": "分类",
    "expiry": "有效期至",
    "expiration": "有效期至",
    "legal": "法律",
    "certificate": "证书",
    "licence": "许可证",
    "license": "许可证",
    "permit": "许可证",
    "issued": "发证",
    "issue": "发证",
    "issuing": "发证",
    "authority": "机关",
    "brand": "品牌",
    "model": "型号",
    "models": "型号",
    "batch": "批号",
    "lot": "批号",
    "barcode": "条码",
    "manufacturer": "制造商",
    "manufacturers": "制造商",
    "maker": "制造商",
    "producer": "生产者",
    "recall": "召回",
    "defect": "缺陷",
    "hazard": "缺陷",
    "company": "公司",
    "enterprise": "企业",
    "category": "类目",
    "categories": "类目",
    "link": "链接",
    "url": "链接",
    "location": "所在地",
    "platform": "平台",
    "marketplace": "平台",
    "sender": "发送人",
    "receiver": "接收人",
    "recipient": "接收人",
    "message": "消息",
    "text": "内容",
    "content": "内容",
    "chat": "会话",
    "group": "群",
    "sent": "发送",
    "type": "类型",
    "description": "描述",
    "address": "地址",
}
#: Two words of one thing would stand twice: `Batch Number` is 批号, `Expiry Date` 有效期至.
_ONCE = (("批号编号", "批号"), ("型号编号", "型号"), ("有效期至日期", "有效期至"), ("日期时间", "时间"), ("条码编号", "条码"), ("缺陷描述", "缺陷描述"))
_SMALL = frozenset(("the", "a", "an", "full"))
_APART = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT = re.compile(r"\s*[(（]\s*([A-Za-z]{1,3})\s*[)）]\s*$")


@lru_cache(maxsize=1 << 12)
def in_plain_chinese(name: str) -> str:
    """Return a heading in simplified Chinese, with its unit behind it; nothing where it is so already, or where a word is not known."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if re.search(r"[\u3400-\u9fff]", plain):
        simple = plain.translate(_TRADITIONAL)
        return simple if simple != plain else ""
    unit = _UNIT.search(plain)
    told = _in_chinese(plain[: unit.start()] if unit else plain)
    return f"{told}({unit[1].lower()})" if told and unit else told


def _in_chinese(name: str) -> str:
    words = [word for word in _words(name) if word not in _SMALL]
    if "of" in words[1:-1]:  # `Name of product` is the product's name
        at = words.index("of")
        words = [*words[at + 1 :], *words[:at]]
    if not words or any(word not in _WORDS for word in words):
        return ""
    told = "".join(_WORDS[word] for word in words)
    for twice, once in _ONCE:
        told = told.replace(twice, once)
    return told


def _words(name: str) -> Iterator[str]:
    yield from (word.lower() for word in _APART.split(name) if word)
