"""
Judges stand-alone shop sites by what was counted on their pages and by their address: a sum of traits, and boosted trees beside it, by scikit-learn.

What is not known of a site says nothing: it adds nothing to the sum.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import numpy.typing as npt

from mingjian.core.hosts import host_of
from mingjian.core.language import Text
from mingjian.core.learning import kept

Floats = npt.NDArray[np.float64]

KIND, FORM = "sites", 3  # 3: kept with skops
_COPIES, _LEFT_OUT = 3, 0.3

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
    """Return the traits of a site in the order of NAMES, NaN where not known."""
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


@dataclass(frozen=True)
class SiteModel:
    """Two judges of scikit-learn, one of all traits and one of the page's alone, so that one can see what the address gives."""

    whole: Any
    page: Any

    def score(self, table: Floats) -> Floats:
        """Return from 0 to 1 how much each site is like counterfeit shops; `table` holds a row of `traits` each."""
        return np.asarray(self.whole.predict_proba(table)[:, 1])

    def score_by_page(self, table: Floats) -> Floats:
        """Return the same, from the page's traits alone."""
        return np.asarray(self.page.predict_proba(table[:, : len(PAGE)])[:, 1])

    def why(self, row: Floats) -> list[tuple[str, float]]:
        """Return the traits that weighed in the sum, the heaviest first: name, and what it added (above 0 speaks for counterfeit)."""
        total = self.whole.named_estimators_["sum"]
        parts = total[:-1].transform(row[None])[0] * total[-1].coef_[0]
        return [(NAMES[place], float(parts[place])) for place in np.argsort(-np.abs(parts), kind="stable") if abs(parts[place]) > 0.05]

    def save(self, folder: Path) -> None:
        """Write both, and seal them."""
        kept.write(folder, KIND, FORM, {"whole": self.whole, "page": self.page})


def fit(table: Floats, labels: npt.NDArray[np.int64]) -> SiteModel:
    """Fit on rows of `traits` and labels (1 counterfeit); what is not known of a site is NaN, and says nothing."""
    rows, their = _with_copies(table, labels)
    with catch_warnings():
        simplefilter("ignore", RuntimeWarning)  # of a trait that is known of no site
        return SiteModel(_judge().fit(rows, their), _judge().fit(rows[:, : len(PAGE)], their))


def load(folder: Path) -> SiteModel:
    """Read a model that was saved. Raises ModelAbsent or ModelFault where it cannot be used, BadInput where the packages are absent."""
    parts = kept.read(folder, KIND, FORM)
    return SiteModel(parts["whole"], parts["page"])


def _judge() -> Any:
    """A sum of traits by their rank, and boosted trees, their shares averaged."""
    from sklearn.ensemble import GradientBoostingClassifier, VotingClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer, StandardScaler

    ranks = QuantileTransformer(n_quantiles=200, random_state=0)
    nothing = SimpleImputer(strategy="constant", fill_value=0.0, keep_empty_features=True)
    below = SimpleImputer(strategy="constant", fill_value=-1.0, keep_empty_features=True)
    trees = GradientBoostingClassifier(n_estimators=250, learning_rate=0.05, max_depth=4, subsample=0.6, max_features=0.4, min_samples_leaf=3, random_state=0)
    total = make_pipeline(ranks, StandardScaler(), nothing, LogisticRegression(C=0.5, max_iter=2000))
    return VotingClassifier([("sum", total), ("trees", make_pipeline(below, trees))], voting="soft")


def _with_copies(table: Floats, labels: npt.NDArray[np.int64]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Add copies of rows without the one or the other of the published tables, which were made apart: so a lack teaches nothing."""
    random, rows = np.random.default_rng(0), [table]
    for _ in range(_COPIES):
        copy = table.copy()
        for part in (slice(0, 9), slice(9, len(PAGE))):
            copy[random.random(len(copy)) < _LEFT_OUT, part] = np.nan
        rows.append(copy)
    return np.vstack(rows), np.tile(labels, _COPIES + 1)
