"""Counterfeit and honest shop sites in Chinese (Taiwan, 2017), by published counts of their pages: does the judge of sites tell them apart?"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mingjian.core.errors import BadInput
from mingjian.core.hosts import domain_of, host_of
from mingjian.core.language import Text
from mingjian.core.learning import sites
from mingjian.core.learning.sites import PAGE, Floats, SiteModel, traits
from mingjian.core.quality import Judge, LabelledRow, LabelledSet, Measure
from mingjian.core.quality.common import files
from mingjian.core.quality.common.scores import accuracy, area, by_class

SET = LabelledSet(
    key="counterfeit-websites-tw",
    title=Text("独立购物网站（台湾，2017）", "Stand-alone shop sites (Taiwan, 2017)"),
    judges="risky_site",
    says_not=Text(
        "2017 年的网站，正规一侧多来自两家商城的链接，仿冒一侧多来自搜索结果；地址特征部分反映收集方式，"
        "故另列只看页面的结果（page）。不说明对今天的网站有多准。",
        "Sites of 2017: the honest side comes mostly from links of two malls, the counterfeit side mostly from searches. Traits of the address partly reflect "
        "that, so the figures by page alone are told beside (page). It does not say how well today's sites are told apart.",
    ),
    chosen_by=Text(
        "特征和两种模型各占一半，是在按注册域名分组的重复交叉验证上选定的（试过十余种组合，彼此相差不到 1 个百分点）；同一注册域名的行不跨折。",
        "The traits, and that both judges weigh alike, were chosen on repeated folds by registered domain (a dozen mixtures, within one point of each other); "
        "rows of one registered domain are never torn apart.",
    ),
)

SIDES = {"counterfeit": 1, "legitimate": 0}
TABLES = ("paper1", "paper1_", "paper2", "self")
_OF_DOMAIN = ("under_a_year", "china_registered", "in_top_one_million", "has_social_media", "has_payment_option")
_BOOLEANS = {"true": 1.0, "false": 0.0}


class Prediction(NamedTuple):
    """What is said of a site: with its address, and by its page alone (None from the baseline)."""

    score: float
    by_page: float | None = None


@dataclass
class _Site:
    url: str
    host: str
    label: int
    counted: dict[str, float] = field(default_factory=dict)


def read(folder: Path) -> list[LabelledRow]:
    """
    Read one row a site (address), in the order in which the files first name it.

    What the tables say of one address is put together; what is lacking is taken from another address of the same host, and for
    what belongs to a domain from another of the same domain.
    """
    found: dict[str, _Site] = {}
    names = [(side, f"feature_{side}_{table}.csv") for side in SIDES for table in TABLES]
    if not any(files.found(folder, name) for _, name in names):
        raise BadInput(f"{folder} 中没有 feature_*.csv 文件。", f"There is no file feature_*.csv in {folder}.")
    for side, name in names:
        if files.found(folder, name):
            _take(found, side, csv.DictReader(files.text(folder, name).splitlines()), name)
    _share(found.values(), lambda site: site.host, tuple(PAGE))
    _share(found.values(), lambda site: domain_of(site.host), _OF_DOMAIN)
    return [LabelledRow(site.url, {"url": site.url}, (site.url, site.counted), site.label, group=domain_of(site.host)) for site in found.values()]


def _take(found: dict[str, _Site], side: str, table: "csv.DictReader[str]", name: str) -> None:
    if "url" not in (table.fieldnames or ()):
        raise BadInput(f"{name} 缺少列 url。", f"{name} lacks the column url.")
    for row in table:
        url = (row["url"] or "").strip()
        if not url:
            continue
        site = found.setdefault(url, _Site(url, (row.get("hostname") or host_of(url)).lower(), SIDES[side]))
        for trait, value in _counts(row):
            site.counted.setdefault(trait, value)


def _counts(row: Mapping[str, str | None]) -> Iterator[tuple[str, float]]:
    """Return what a row counts; a value that another column says to be made up (`_dummy`) is not known."""
    for name in PAGE:
        said = (row.get(name) or "").strip().lower()
        if not said or (row.get(f"{name}_dummy") or "0").strip() not in ("", "0"):
            continue
        value = _BOOLEANS[said] if said in _BOOLEANS else float(said)
        if isfinite(value):
            yield name, value


def _share(found: Any, key: Callable[[_Site], str], names: Sequence[str]) -> None:
    """Fill in for each site what is known of others with the same key: the median."""
    together: dict[str, list[_Site]] = {}
    for site in found:
        together.setdefault(key(site), []).append(site)
    for group in together.values():
        for name in names:
            known = [site.counted[name] for site in group if name in site.counted]
            for site in group if known else ():
                site.counted.setdefault(name, float(np.median(known)))


class Model:
    """The judge of sites as a labelled set asks it."""

    def __init__(self, judge: SiteModel) -> None:
        self.judge = judge

    def predict(self, contents: Sequence[tuple[str, Mapping[str, float]]]) -> list[Prediction]:
        """Score each site."""
        if not contents:
            return []
        table = _table(contents)
        return [Prediction(float(a), float(b)) for a, b in zip(self.judge.score(table), self.judge.score_by_page(table), strict=True)]

    def save(self, folder: Path) -> None:
        """Write arrays only."""
        self.judge.save(folder)


def load(folder: Path) -> Model:
    """Read a model that was saved."""
    return Model(sites.load(folder))


def fit(rows: Sequence[LabelledRow]) -> Model:
    """Fit the judge of sites."""
    return Model(sites.fit(_table([row.content for row in rows]), np.array([row.label for row in rows])))


def _table(contents: Sequence[tuple[str, Mapping[str, float]]]) -> Floats:
    return np.array([traits(url, counted) for url, counted in contents])


def baseline(rows: Sequence[LabelledRow]) -> Judge:
    """Fit gradient boosting as it comes on the given counts; what is not known is -1."""
    from sklearn.ensemble import GradientBoostingClassifier

    judge = GradientBoostingClassifier(random_state=0).fit(_given([row.content for row in rows]), [row.label for row in rows])
    return partial(_by_given, judge)


def _by_given(judge: Any, contents: Sequence[Any]) -> list[Prediction]:
    return [Prediction(float(one)) for one in judge.predict_proba(_given(contents))[:, 1]] if contents else []


def _given(contents: Sequence[tuple[str, Mapping[str, float]]]) -> Floats:
    return np.nan_to_num(_table(contents)[:, : len(PAGE)], nan=-1.0)


def measures(rows: Sequence[LabelledRow], predictions: Sequence[Prediction]) -> list[Measure]:
    """Return accuracy and area under the curve, precision, recall and F1 of the counterfeit side; then accuracy and area by the page alone."""
    labels = [row.label for row in rows]
    found = [*_told_apart(labels, [one.score for one in predictions])]
    found += by_class([_side(one) for one in labels], [_side(one.score > 0.5) for one in predictions], only=("counterfeit",))[2:]
    by_page = [one.by_page for one in predictions if one.by_page is not None]
    return found + (_told_apart(labels, by_page, of="page") if len(by_page) == len(labels) else [])


def _told_apart(labels: Sequence[int], scores: Sequence[float], of: str = "") -> list[Measure]:
    right = sum((score > 0.5) == bool(label) for label, score in zip(labels, scores, strict=True))
    return [accuracy(right, len(labels), base_rate=sum(labels) / len(labels), of=of), area(labels, scores, of=of)]


def _side(counterfeit: float) -> str:
    return "counterfeit" if counterfeit else "legitimate"


def told(row: LabelledRow, prediction: Prediction) -> dict[str, Any]:
    """Return the line of one site."""
    return {**row.place, "score": round(prediction.score, 6), "label": int(prediction.score > 0.5)}
