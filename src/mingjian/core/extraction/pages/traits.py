"""
Says what a page of a shop tells of the shop: contacts, means of payment, prices and savings, numbers of registration, software.

What is there is there. What is not is said to be absent only where a whole page was seen; a shell that a script would have filled says nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from mingjian.core.extraction.contacts import find_contacts
from mingjian.core.extraction.pages.saved_pages import Opened
from mingjian.core.identifiers import identify

MOST_READ = 200_000  # characters of a page's text in which words are looked for
_LEAST_TEXT, _LEAST_ELEMENTS = 200, 30
_LARGE = (600, 400)  # pixels from which a frame is large
_MOST_AMOUNT = 10_000_000

_CURRENCIES = {
    "CNY": r"[¥￥]|元|RMB|CNY|人民[币幣]",
    "TWD": r"NT\$|NTD|TWD|新?[台臺][币幣]",
    "HKD": r"HK\$|HKD|港[币幣元]",
    "USD": r"US\$|USD|美元|(?<![A-Z])\$",
    "EUR": r"€|EUR(?![A-Za-z])|[欧歐]元",
    "GBP": r"£|GBP|英[镑鎊]",
    "JPY": r"円|JPY|日[元圆圓]",
    "KRW": r"₩|KRW|[韩韓][元圆圜]",
    "AUD": r"AU?\$(?!\w)|AUD|澳元",
}
_SEEN = {code: re.compile(pattern) for code, pattern in _CURRENCIES.items()}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?"
_AMOUNT = re.compile(rf"(?:[¥￥$€£₩]|NT\$|RMB|CNY|USD|TWD)\s?(?P<behind>{_NUMBER})|(?<![\d.,])(?P<before>{_NUMBER})\s?(?:元|円|€|RMB|CNY|USD)")
_OFF = re.compile(r"(?:-|－|省|减|立减|save\s?|降)\s?(?P<off>\d{1,2})\s?%|(?P<off2>\d{1,2})\s?%\s?off", re.IGNORECASE)
_TENTHS = re.compile(r"(?<![\d.])(?P<tenths>[1-9](?:\.\d|\d)?)\s?折(?!叠|扣|纸|线|断)")
_EMAIL = re.compile(
    r"(?<![\w.+\-])[A-Za-z0-9][\w.+\-]{1,63}@(?P<domain>[A-Za-z0-9][A-Za-z0-9\-]{0,62}(?:\.[A-Za-z0-9\-]{1,63}){0,4}\.[A-Za-z]{2,12})(?!\w)", re.ASCII
)
_FREE_MAIL_LISTED = (
    "gmail.com googlemail.com hotmail.com outlook.com live.com yahoo.com yahoo.com.tw qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn "
    "sohu.com tom.com 139.com 189.cn aliyun.com aol.com icloud.com mail.ru yandex.com protonmail.com gmx.com"
)
_FREE_MAIL = frozenset(_FREE_MAIL_LISTED.split())
_PAYMENT = re.compile(
    r"支付[宝寶]|alipay|微信支付|wechat\s?pay|银联|銀聯|union\s?pay|paypal|visa|master\s?card|\bjcb\b|american\s?express|信用卡|货到付款|貨到付款|超商取[货貨]|"
    r"ATM\s?[转轉][账帳]|line\s?pay|apple\s?pay|google\s?pay|街口支付|全家取[货貨]|[7七]-?11\s?取[货貨]",
    re.IGNORECASE,
)
_SOCIAL_HOSTS = (
    "facebook.com", "fb.com", "instagram.com", "twitter.com", "x.com", "youtube.com", "pinterest.com", "tiktok.com", "weibo.com", "weibo.cn", "douyin.com",
    "xiaohongshu.com", "xhslink.com", "line.me", "lin.ee", "mp.weixin.qq.com", "bilibili.com", "threads.net", "linkedin.com",
)  # fmt: skip
_SHARING = re.compile(r"/(?:sharer?|intent|share\w*|plugins|dialog|pin/create|widgets?|tr)(?:[/.?]|$)", re.IGNORECASE)
_APP = re.compile(r"(?:apps|itunes)\.apple\.com|play\.google\.com/store/apps|appgallery\.huawei|sj\.qq\.com|\.apk(?:$|\?)", re.IGNORECASE)
_ICP = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?ICP\s?(?:备|证)\s?\d{6,10}\s?号?(?:-\d{1,4})?", re.IGNORECASE)
_USCC = re.compile(r"(?<![0-9A-Za-z])[1-9ANYZ][1-59]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")
_LICENCE = re.compile(r"gsxt\.gov\.cn|营业执照|電子營業執照|businesslicense|business_?licen[cs]e|zzlz", re.IGNORECASE)
_SOFTWARE = {
    "Zen Cart": r"main_page=|zenid=|zen[ _-]?cart",
    "Shopify": r"cdn\.shopify\.com|myshopify",
    "WooCommerce": r"woocommerce",
    "OpenCart": r"route=(?:product|common)/",
    "Magento": r"/static/version\d|mage/|magento",
    "PrestaShop": r"prestashop",
    "ECShop": r"ecshop",
    "Shoplazza": r"shoplazza|staticdj\.com",
    "SHOPLINE": r"shopline",
    "91APP": r"91app",
    "UEESHOP": r"ueeshop",
}
_SOFTWARE_SIGNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _SOFTWARE.items()}


def traits_of(page: Opened) -> dict[str, Any]:
    """Return the columns of `shop_site` that one page tells; None where it does not."""
    text = page["text"][:MOST_READ]
    links = [str(href) for href, _ in page["links"]]
    is_whole = not is_shell(page) and page["elements"] >= _LEAST_ELEMENTS
    return {
        "title": page["title"] or None,
        **_prices(text, page, is_whole),
        **_contacts(text, links, is_whole),
        "has_social_account": _seen(any(map(_is_account, links)), is_whole),
        "has_payment": _seen(any(map(_PAYMENT.search, (text, *page["images"], *links))), is_whole),
        "has_app": _seen(page["has_app_banner"] or any(map(_APP.search, links)), is_whole),
        "has_large_frame": _seen(any(_is_large(*frame) for frame in page["frames"]), is_whole),
        "element_count": float(page["elements"]),
        "depth": float(page["depth"]),
        "text_by_tag": len("".join(page["text"].split())) / page["elements"],
        "icp_record": _first(_ICP, text),
        "uscc": next((found[0] for found in _USCC.finditer(text) if _is_company(found[0])), None),
        "has_licence_link": _seen(
            any(_LICENCE.search(f"{href} {said}") for href, said in page["links"]) or any(map(_LICENCE.search, page["images"])), is_whole
        ),
        "software": _software(page, links),
    }


def is_shell(page: Opened) -> bool:
    """Return whether a script or a frame would have filled it: next to no words, but something that brings them."""
    return len("".join(page["text"].split())) < _LEAST_TEXT and bool(page["scripts"] or page["frames"])


def _seen(is_there: bool, is_whole: bool) -> bool | None:
    return True if is_there else False if is_whole else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return "".join(found[0].split()) if found else None


def _is_company(number: str) -> bool:
    return any(one.kind == "uscc" and one.valid for one in identify(number))


def _prices(text: str, page: Opened, is_whole: bool) -> dict[str, float | None]:
    """Count currencies and repeated prices; savings are the middle one of those claimed, 0 where prices stand there without any."""
    amounts = Counter(_amounts(text))
    claimed = list(_claims(text, page["struck"]))
    has_prices = bool(amounts)
    return {
        "currency_count": float(sum(bool(pattern.search(text)) for pattern in _SEEN.values())) if has_prices or is_whole else None,
        "repeated_price_count": float(sum(count > 1 for count in amounts.values())) if has_prices or is_whole else None,
        "savings_share": median(claimed) if claimed else 0.0 if has_prices else None,
    }


def _amounts(text: str) -> Iterable[float]:
    for found in _AMOUNT.finditer(text):
        amount = float((found["behind"] or found["before"]).replace(",", ""))
        if 0 < amount < _MOST_AMOUNT:
            yield amount


def _claims(text: str, struck: Iterable[tuple[str, str]]) -> Iterable[float]:
    for before, around in struck:
        was = max(_amounts(before), default=0.0)
        lower = [now for now in _amounts(around) if now < was]
        if lower:
            yield 1 - min(lower) / was
    yield from (int(found["off"] or found["off2"]) / 100 for found in _OFF.finditer(text))
    for found in _TENTHS.finditer(text):
        tenths = found["tenths"]
        yield 1 - (float(tenths) if "." in tenths or len(tenths) == 1 else int(tenths) / 10) / 10


def _contacts(text: str, links: Iterable[str], is_whole: bool) -> dict[str, bool | None]:
    """Look for mail and telephone; of mail also whether all of it lies with providers that ask nobody who they are."""
    links = list(links)
    mails = {
        found["domain"].lower()
        for found in _EMAIL.finditer(f"{text}\n{' '.join(one for one in links if one.lower().startswith('mailto:'))}".replace("mailto:", " "))
    }
    has_phone = any(one.lower().startswith("tel:") for one in links) or any(one.kind in {"phone", "landline"} for one in find_contacts(text))
    return {
        "has_email": _seen(bool(mails), is_whole),
        "has_phone": _seen(has_phone, is_whole),
        "has_free_mail": mails <= _FREE_MAIL if mails else None,
    }


def _is_account(href: str) -> bool:
    """Return whether a link leads to somebody's account; buttons that share, and bare front pages, do not."""
    try:
        parts = urlsplit(href if "//" in href else f"//{href}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return False
    is_there = host in _SOCIAL_HOSTS or host.endswith(tuple(f".{one}" for one in _SOCIAL_HOSTS))
    return is_there and (len(parts.path.strip("/")) > 1 or bool(parts.query)) and not _SHARING.search(f"{parts.path}?{parts.query}")


def _is_large(width: str, height: str, style: str) -> bool:
    wide, high = (_pixels(said, style, name, most) for said, name, most in ((width, "width", _LARGE[0]), (height, "height", _LARGE[1])))
    return wide >= _LARGE[0] and high >= _LARGE[1]


def _pixels(said: str, style: str, name: str, whole: int) -> int:
    """Read a side of a frame; a share of the page counts as large from four fifths on."""
    found = re.search(rf"(?<![\w\-]){name}\s{{0,3}}:\s{{0,3}}(\d{{1,5}})\s{{0,2}}(px|%|vh|vw)?", style) or re.match(r"(\d{1,5})\s{0,2}(px|%)?", said)
    if found is None:
        return 0
    number = int(found[1])
    return number if found[2] in (None, "px") else whole if number >= 80 else 0


def _software(page: Opened, links: Iterable[str]) -> str | None:
    """Name the shop software: by what it says of itself, else by traces in addresses."""
    said = "\n".join([page["generator"], *page["sources"][:500], *list(links)[:1000]])
    return next((name for name, sign in _SOFTWARE_SIGNS.items() if sign.search(said)), page["generator"][:60] or None)


def joined(pages: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """
    Make one record of the pages of one site, the first of them its front page.

    Yes on any page is yes, no needs a no and no yes; counts are the largest, savings the middle; title, size and shape are the front page's.
    """
    rows = list(pages)
    whole: dict[str, Any] = dict(rows[0])
    for name in rows[0]:
        given = [row[name] for row in rows if row[name] is not None]
        if not given or name in {"title", "element_count", "depth", "text_by_tag"}:
            whole[name] = given[0] if given else None
        elif name == "has_free_mail":
            whole[name] = all(given)
        elif isinstance(given[0], bool):
            whole[name] = any(given)
        elif name == "savings_share":
            whole[name] = median(given)
        else:
            whole[name] = max(given) if isinstance(given[0], float) else given[0]
    return whole
