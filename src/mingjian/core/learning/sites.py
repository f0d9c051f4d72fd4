"""
Judges stand-alone shop sites by what was counted on their pages and by their address: a sum of traits, and boosted trees beside it.

What is not known of a site says nothing: it adds nothing to the sum. Reading and judging need numpy only; `site_fitting` fits.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.hosts import host_of
from mingjian.core.language import Text
from mingjian.core.learning.stored import opened, seal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KIND, FORM = "sites", 2  # 2: sealed

#: What is counted on a page or known of its domain, by the names of the published feature tables.
PAGE: Mapping[str, Text] = {
    "replica_in_fqdn": Text("域名含仿品用词", "words of copies in the address"),
    "num_of_currencies_seen": Text("币种数", "currencies seen"),
    "num_of_duplicate_prices_seen": Text("重复价格数", "prices seen more than once"),
    "percent_savings": Text("标示折扣幅度", "savings claimed"),
    "contain_emails": Text("有电子邮箱", "an e-mail address"),
    "large_iframes": Text("大尺寸内嵌框架", "large inner frames"),
    "under_a_year": Text("域名注册不足一年", "domain under a year old"),
    "china_registered": Text("域名在大陆注册", "domain registered in the mainland"),
    "in_top_one_million": Text("排名前百万", "among the million most visited"),
    "contain_phone_numbers": Text("有电话", "a phone number"),
    "has_mobile_app": Text("有手机应用", "a mobile app"),
    "has_social_media": Text("有社交账号", "social accounts"),
    "has_payment_option": Text("有支付方式", "means of payment"),
    "node_counts": Text("页面元素数", "elements of the page"),
    "dom_height": Text("页面嵌套深度", "depth of the page"),
    "text_tag_ratio": Text("文字与标签之比", "text by tag"),
}
#: What can be read from the address itself. Never its path: that is left over from how sites were collected.
ADDRESS: Mapping[str, Text] = {
    "host_length": Text("域名长度", "length of the host name"),
    "ends_in_region": Text("地区顶级域名", "ending of a region"),
    "ends_in_company": Text("须凭登记取得的域名（如 .com.tw）", "ending that needs a registration (.com.tw)"),
    "ends_in_com": Text("通用域名 .com", "ending .com"),
    "ends_in_cheap": Text("低价新顶级域名", "a cheap new ending"),
    "host_digits": Text("域名中的数字", "digits in the host name"),
    "host_hyphens": Text("域名中的连字符", "hyphens in the host name"),
    "host_labels": Text("域名级数", "parts of the host name"),
    "first_label_length": Text("首段长度", "length of its first part"),
    "has_www": Text("以 www 开头", "begins with www"),
    "vowel_share": Text("首段元音比例", "share of vowels in its first part"),
    "begins_with_digit": Text("以数字开头", "begins with a digit"),
    "shop_words": Text("域名含购物用词", "words of shopping in the address"),
    "is_encrypted": Text("加密连接", "encrypted connection"),
}
NAMES = (*PAGE, *ADDRESS)
TITLES: Mapping[str, Text] = {**PAGE, **ADDRESS}

_COMPANY = ("com", "org", "gov", "net", "edu", "co", "ac")
_CHEAP = frozenset(("club", "top", "xyz", "shop", "online", "site", "store", "win", "vip", "icu", "cc", "loan", "buzz", "fun"))
SHOP_WORDS = re.compile(r"mall|shop|buy|store|sale|outlet|bag|bao|cheap|replica|copy|tw")


def traits(url: str, counted: Mapping[str, float | None]) -> Floats:
    """Give the traits of a site in the order of NAMES, NaN where not known."""
    page = [_number(counted.get(name)) for name in PAGE]
    return np.array([*page, *_address(url)])


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _address(url: str) -> list[float]:
    host = host_of(url)
    if not host:
        return [float("nan")] * len(ADDRESS)
    bare = host.removeprefix("www.")
    parts = bare.split(".")
    first = parts[0]
    found = {
        "host_length": len(host),
        "ends_in_region": len(parts[-1]) == 2,
        "ends_in_company": len(parts) > 2 and parts[-2] in _COMPANY and len(parts[-1]) == 2,
        "ends_in_com": parts[-1] == "com",
        "ends_in_cheap": parts[-1] in _CHEAP,
        "host_digits": sum(one.isdigit() for one in bare),
        "host_hyphens": bare.count("-"),
        "host_labels": len(parts),
        "first_label_length": len(first),
        "has_www": bare != host,
        "vowel_share": sum(one in "aeiou" for one in first) / max(1, len(first)),
        "begins_with_digit": bare[:1].isdigit(),
        "shop_words": SHOP_WORDS.search(bare.rpartition(".")[0]) is not None,
        "is_encrypted": url.lower().startswith("https:"),
    }
    return [float(found[name]) for name in ADDRESS]


class Trees(NamedTuple):
    """Boosted trees as arrays, one row a node; a leaf's `left` is -1. `roots` says where each tree begins."""

    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    roots: Ints
    start: Floats  # one number: what a site has before any tree

    def raw(self, table: Floats) -> Floats:
        """Give the sum of the trees for each row; what is not known counts as -1, below every value."""
        known, rows = np.where(np.isnan(table), -1.0, table).astype(np.float32), np.arange(len(table))
        total = np.full(len(table), float(self.start[0]))
        for root in self.roots:
            node = np.full(len(table), root)
            while (inner := self.left[node] >= 0).any():
                goes_left = known[rows, self.feature[node]] <= self.threshold[node]
                node = np.where(inner, np.where(goes_left, self.left[node], self.right[node]), node)
            total += self.value[node]
        return total


class Sum(NamedTuple):
    """A sum of traits: each goes through its rank among those learned from, less the middle of both sides, over its spread."""

    values: tuple[Floats, ...]
    ranks: tuple[Floats, ...]
    weights: Floats
    start: Floats

    def parts(self, table: Floats) -> Floats:
        """Give what each trait adds, 0 where it is not known."""
        ranked = np.column_stack([np.interp(table[:, n], self.values[n], self.ranks[n]) for n in range(table.shape[1])])
        parts: Floats = np.where(np.isnan(table), 0.0, ranked) * self.weights
        return parts

    def raw(self, table: Floats) -> Floats:
        """Give the whole of each row."""
        whole: Floats = self.parts(table).sum(1) + self.start[0]
        return whole


class SiteModel:
    """Both judges together, their shares averaged: once with the address, once by the page alone, so that one can see what the address gives."""

    def __init__(self, sums: Sequence[Sum], trees: Sequence[Trees]) -> None:
        self.sums, self.trees = tuple(sums), tuple(trees)

    def score(self, table: Floats) -> Floats:
        """Give from 0 to 1 how much each site is like counterfeit shops; `table` holds a row of `traits` each."""
        return self._share(table, 0)

    def score_by_page(self, table: Floats) -> Floats:
        """The same, from the page's traits alone."""
        return self._share(table[:, : len(PAGE)], 1)

    def _share(self, table: Floats, which: int) -> Floats:
        share: Floats = (_logistic(self.sums[which].raw(table)) + _logistic(self.trees[which].raw(table))) / 2
        return share

    def why(self, row: Floats) -> list[tuple[str, float]]:
        """Give the traits that weighed, the heaviest first: name, and what it added (above 0 speaks for counterfeit)."""
        parts = self.sums[0].parts(row[None])[0]
        return [(NAMES[place], float(parts[place])) for place in np.argsort(-np.abs(parts), kind="stable") if abs(parts[place]) > 0.05]

    def save(self, folder: Path) -> None:
        """Write arrays only, and seal them."""
        kept: dict[str, Any] = {}
        for which, (total, trees) in enumerate(zip(self.sums, self.trees, strict=True)):
            kept |= {f"trees{which}_{name}": getattr(trees, name) for name in Trees._fields}
            kept |= {f"sum{which}_weights": total.weights, f"sum{which}_start": total.start}
            kept |= {f"sum{which}_values{n}": one for n, one in enumerate(total.values)} | {f"sum{which}_ranks{n}": one for n, one in enumerate(total.ranks)}
        np.savez(folder / "sites.npz", allow_pickle=False, **kept)
        seal(folder, KIND, FORM)


def load(folder: Path) -> SiteModel:
    """Read a model that was saved. Raises ModelAbsent or ModelFault where it cannot be used."""
    return opened(folder, KIND, FORM, _read)


def _read(folder: Path) -> SiteModel:
    with np.load(folder / "sites.npz", allow_pickle=False) as kept:
        trees = [Trees(*(kept[f"trees{which}_{name}"] for name in Trees._fields)) for which in (0, 1)]
        made = SiteModel([_sum_of(kept, which) for which in (0, 1)], trees)
    for width, which in ((len(NAMES), 0), (len(PAGE), 1)):  # what does not fit together would fail in the middle of judging
        _check(made.sums[which], made.trees[which], width)
    return made


def _check(total: Sum, trees: Trees, width: int) -> None:
    nodes = len(trees.feature)
    inner = trees.left >= 0
    fits = [total.weights.shape == (width,), len(total.start) == len(trees.start) == 1]
    fits += [len(values) == len(ranks) > 0 for values, ranks in zip(total.values, total.ranks, strict=True)]
    fits += [len(one) == nodes for one in (trees.threshold, trees.left, trees.right, trees.value)]
    fits += [bool(((trees.roots >= 0) & (trees.roots < nodes)).all()), bool(((trees.feature[inner] >= 0) & (trees.feature[inner] < width)).all())]
    # A branch leads on, never back: else judging would go in circles.
    fits += [bool(((one[inner] > np.flatnonzero(inner)) & (one[inner] < nodes)).all()) for one in (trees.left, trees.right)]
    if not all(fits):
        raise ValueError("The parts of the model do not fit together.")


def _sum_of(kept: Mapping[str, Floats], which: int) -> Sum:
    weights = kept[f"sum{which}_weights"]
    values, ranks = (tuple(kept[f"sum{which}_{name}{n}"] for n in range(len(weights))) for name in ("values", "ranks"))
    return Sum(values, ranks, weights, kept[f"sum{which}_start"])


def _logistic(raw: Floats) -> Floats:
    share: Floats = 1 / (1 + np.exp(-np.clip(raw, -40, 40)))
    return share
