"""Whether an address is another platform's: a platform cannot take measures on what it does not host, and a notice to it would reach nobody."""

import unicodedata
from collections.abc import Iterable, Mapping

from mingjian.core.addresses import plain_host
from mingjian.core.language import Text
from mingjian.core.subjects import APART, Place
from mingjian.institutions.notices.queries import platforms
from mingjian.office.models import Department

#: Domains of platforms that are widely known, each with the names that it goes by: the first is said. What stands here twice would accuse the wrong one.
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "taobao.com": ("淘宝", "taobao", "淘宝网"),
    "tb.cn": ("淘宝", "taobao", "淘宝网"),
    "tmall.com": ("天猫", "tmall"),
    "goofish.com": ("闲鱼", "xianyu", "goofish"),
    "1688.com": ("1688", "阿里巴巴", "alibaba"),
    "jd.com": ("京东", "jd"),
    "pinduoduo.com": ("拼多多", "pinduoduo", "pdd"),
    "yangkeduo.com": ("拼多多", "pinduoduo", "pdd"),
    "douyin.com": ("抖音", "douyin", "抖店"),
    "jinritemai.com": ("抖音", "douyin", "抖店"),
    "kuaishou.com": ("快手", "kuaishou"),
    "xiaohongshu.com": ("小红书", "xiaohongshu"),
    "weixin.qq.com": ("微信", "weixin", "wechat"),
    "weidian.com": ("微店", "weidian"),
    "vip.com": ("唯品会", "vip"),
    "suning.com": ("苏宁", "suning"),
    "dewu.com": ("得物", "dewu", "poizon"),
    "bilibili.com": ("哔哩哔哩", "bilibili"),
    "meituan.com": ("美团", "meituan"),
    "ele.me": ("饿了么", "eleme"),
}
_SHORTEST = 2  # characters of a name by which a host or place is recognised


class Hosts:
    """The platforms of this node and those that are widely known, by what an address says of them; made once for many addresses."""

    def __init__(self) -> None:
        self._own = {one.pk: names_of(one) for one in platforms()}

    def fault(self, address: str, platform: Department) -> Text | None:
        """State that an address is of another platform than the one to be notified; nothing where that cannot be told."""
        names = self._own.get(platform.pk) or names_of(platform)
        other = self._of_place(address, names) if APART in address else self._of_host(address, names)
        if not other:
            return None
        return Text(
            f"这是“{other}”的网址或者内容，不在{platform.name_zh}上；请向该平台提交。",
            f"This is on {other}, not on {platform.name_en}: send it to that platform.",
        )

    def _of_host(self, address: str, names: frozenset[str]) -> str:
        host = plain_host(address)
        labels = host.split(".")
        for domain, known in _KNOWN.items():
            if host == domain or host.endswith(f".{domain}"):
                return "" if _is_named(names, known) else known[0]
        for others in self._own.values():
            if others != names and not names & set(labels) and (found := others & set(labels)):
                return next(iter(found))
        return ""

    def _of_place(self, address: str, names: frozenset[str]) -> str:
        said = Place.read(address).platform
        plain = "".join(unicodedata.normalize("NFKC", said).lower().split())
        if _is_named(names, (plain,)):
            return ""
        known = any(plain in one for one in _KNOWN.values())
        return said if known or any(plain in others for others in self._own.values()) else ""


def names_of(platform: Department) -> frozenset[str]:
    """Return the names that a platform goes by, in small letters."""
    told = (platform.name_zh, platform.name_en, platform.platform, platform.name_zh.removesuffix("平台"))
    return frozenset(one.strip().lower() for one in told if one and len(one.strip()) >= _SHORTEST)


def _is_named(names: Iterable[str], known: Iterable[str]) -> bool:
    """Return whether a platform goes by one of some names, which may stand inside its full one: 淘宝 in 浙江淘宝网络有限公司."""
    return any(word == name or (not word.isascii() and word in name) for word in known for name in names)
