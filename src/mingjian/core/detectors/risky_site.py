"""
Stand-alone shop sites that look like those which sold counterfeits: a young domain, words of copies in its name, large savings, nobody to turn to.

Judged by a plain rule, or by a model that was trained on labelled sites (`mingjian train`). Traits are those of Wadleigh, Drew and Moore (2015) and later work.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mingjian.core.detectors import FINDINGS, Detector, Setting, Value, finding, findings
from mingjian.core.detectors.common.host_names import Hosts, hosts_of
from mingjian.core.detectors.common.opinions import folder_of
from mingjian.core.engines import Engine, Kernel, Relation
from mingjian.core.hosts import host_of
from mingjian.core.language import Text
from mingjian.core.learning.sites import NAMES, PAGE, TITLES, SiteModel, load, traits
from mingjian.core.learning.storage import MADE, fault_of, stamp
from mingjian.core.redaction import shown

DETECTOR = Detector(
    key="risky_site",
    title=Text("可疑独立网店", "Risky shop site"),
    summary=Text(
        "域名、页面和联系方式与已知仿冒购物网站相像的独立网店。",
        "Stand-alone shop sites whose domain, page and ways of contact are like those of known counterfeit shops.",
    ),
    reads=("shop_site", "right"),
    ground=("ecl/15", "ecl/17", "trademark_law/57"),
    innocent=(
        Text("新开的正规小店，尚无社交账号", "a new honest small shop without social accounts yet"),
        Text("季末清仓或品牌折扣店", "a clearance, or a brand's own outlet"),
        Text("采集不全：页面未加载完或拦截了采集", "a capture that lacks parts: the page had not loaded, or kept the capture out"),
    ),
    settles=(
        Text("域名备案与注册人", "filing and registrant of the domain"),
        Text("网页取证和试购：收款方是谁、货从何处发出", "a capture and a test purchase: who is paid, from where it is sent"),
        Text("品牌方关于该网站的答复", "the brand's answer on the site"),
    ),
    blind=Text(
        "只看采集到的数据，不打开网站；不看商品和图片；老域名被买下改作他用的看不出；规则和模型所依的样本来自 2017 年的台湾网站；"
        "公共邮箱、备案号、执照和域名中的商标所加减的分数未经样本检验，公示的号码可能是抄来的。",
        "It sees only what was captured and opens no site; it sees no goods and no pictures, nor that an old domain was bought for something else; "
        "the sites behind rule and model are of Taiwan, 2017; the points for free mail, filings, licences and marks in addresses were tried on no labelled "
        "sites, and a number that is shown may be copied.",
    ),
    settings={
        "least": Setting(0.5, Text("报告的最低分", "The lowest score that is told"), 0, 1),
        "judge": Setting(True, Text("有训练好的模型时用它判断，否则用规则", "Let the trained judge decide the score, where there is one, and else the rule")),
        "model": Setting("", Text("模型文件夹；空则用 mingjian train 所得", "Folder of that judge; what mingjian train made, where empty")),
    },
)

SITES = "counterfeit-websites-tw"  # the set that the judge of sites is trained on
COPY_WORDS = re.compile(r"replica|copy|fake|outlet|cheap|sale|discount|gaofang|fangbao|fangpin|aaa|(?:bao){2}")
YEAR = timedelta(days=365)
_MIDDLE, _SLOPE = 1.0, 0.9  # set, as the points, in view of the labelled sites of 2017
_WEIGHED = 6  # traits of a model that a reason names


class Sign(NamedTuple):
    """One sign of the rule: points, when it holds (of traits by name; a trait that is not known is absent), and what to say of it."""

    points: float
    holds: Callable[[Mapping[str, float]], bool]
    told: Text


def _is(name: str, value: float) -> Callable[[Mapping[str, float]], bool]:
    return lambda known: known.get(name) == value


SIGNS = (
    Sign(1.5, _is("replica_in_fqdn", 1), Text("域名含仿品或低价用词", "words of copies or of cheapness in its address")),
    Sign(2.0, _is("under_a_year", 1), Text("域名注册不足一年", "its domain is under a year old")),
    Sign(1.0, lambda known: known.get("percent_savings", 0) >= 0.4, Text("标示降价四成以上", "it claims savings of 40 % or more")),
    Sign(2.0, _is("has_social_media", 0), Text("没有社交账号", "it has no social account")),
    Sign(0.5, _is("has_payment_option", 0), Text("没有标明支付方式", "it names no means of payment")),
    Sign(0.5, lambda known: known.get("contain_emails") == 0 and known.get("contain_phone_numbers") == 0, Text("没有邮箱和电话", "neither e-mail nor phone")),
    Sign(1.0, lambda known: known.get("node_counts", 1000) < 100, Text("页面内容极少", "its page holds next to nothing")),
    Sign(1.5, _is("ends_in_cheap", 1), Text("使用低价新顶级域名", "its address has a cheap new ending")),
    Sign(0.5, lambda known: known.get("host_digits", 0) >= 2, Text("域名含多个数字", "several digits in its address")),
    Sign(-2.0, _is("ends_in_company", 1), Text("域名须凭登记取得", "its address needs a registration")),
    Sign(-1.0, _is("has_www", 1), Text("规范的 www 地址", "a regular www address")),
    Sign(-1.5, _is("in_top_one_million", 1), Text("访问量大", "it is widely visited")),
    Sign(-1.0, _is("has_mobile_app", 1), Text("有手机应用", "it has a mobile app")),
    Sign(-1.5, _is("has_social_media", 1), Text("有社交账号", "it has social accounts")),
    Sign(1.5, _is("mark_altered_in_host", 1), Text("域名含改拼写的注册商标", "a registered mark, misspelt, in its address")),
    Sign(1.0, _is("mark_in_host", 1), Text("域名以注册商标加他词构成", "a registered mark beside other words in its address")),
    Sign(0.5, _is("has_free_mail", 1), Text("只留公共邮箱", "only e-mail with providers that ask nobody who they are")),
    Sign(-0.5, _is("shows_company", 1), Text("公示了校验有效的统一社会信用代码（是否本人须查）", "a valid credit code is shown (whose, must be looked up)")),
    Sign(-0.5, _is("shows_filing", 1), Text("公示了 ICP 备案号（是否本站须查）", "a filing number is shown (of which site, must be looked up)")),
    Sign(-0.5, _is("has_licence_link", 1), Text("公示了营业执照", "a business licence is shown")),
    Sign(-1.0, _is("under_a_year", 0), Text("域名已满一年", "its domain is over a year old")),
)

#: Columns of the record that are traits as they stand.
_COLUMNS = {
    "num_of_currencies_seen": "currency_count",
    "num_of_duplicate_prices_seen": "repeated_price_count",
    "percent_savings": "savings_share",
    "contain_emails": "has_email",
    "large_iframes": "has_large_frame",
    "china_registered": "is_registered_in_mainland",
    "in_top_one_million": "is_widely_visited",
    "contain_phone_numbers": "has_phone",
    "has_mobile_app": "has_app",
    "has_social_media": "has_social_account",
    "has_payment_option": "has_payment",
    "node_counts": "element_count",
    "dom_height": "depth",
    "text_tag_ratio": "text_by_tag",
}


#: What the rule knows beyond the traits that models learn; whether it is shown says nothing of whose it is.
_MORE = ("has_free_mail", "has_licence_link")
_SHOWN = {"shows_company": "uscc", "shows_filing": "icp_record"}


def find(engine: Engine, shop_site: Relation, right: Relation | None, *, least: float, judge: bool, model: str) -> pa.Table:
    """
    Find sites that score `least` or more: by the rule, a curve over the sum of the points of its signs; by a model, its share. No probability either.

    A rule that knows nothing of a page beyond its address finds nothing. With rights given, marks in addresses are told, too. Where the model is of another
    version, broken or may not be read, the rule judges and each finding says so; BadInput where there is none.
    """
    fault = caveat(judge=judge, model=model)
    kernel = _kernel(least, "" if fault else _folder(judge, model), hosts_of(engine, right), fault)
    return engine.to_arrow(engine.map_arrow(kernel, shop_site, FINDINGS)).cast(FINDINGS)


def caveat(*, judge: bool, model: str, **_: Value) -> Text | None:
    """Return why a model cannot be used; None where it can, or none was trained. Raises BadInput where a folder is named that holds none."""
    return fault_of(lambda folder: _model(folder, stamp(Path(folder))), _folder(judge, model))


def made_of(*, judge: bool, model: str, **_: Value) -> str:
    """Return which judge would be asked, so that one that was trained since is heard; empty where none is."""
    folder = _folder(judge, model)
    return Path(folder, MADE).read_text("utf-8") if folder and not caveat(judge=judge, model=model) else ""


def _folder(judge: bool, model: str) -> str:
    """Return the folder of the judge that is asked; empty where none was trained, or none is wanted."""
    trained = folder_of(SITES)
    return model if judge and model else str(trained.resolve()) if judge and stamp(trained) else ""


def _kernel(least: float, model: str, hosts: Hosts, fault: Text | None) -> Kernel:
    def kernel(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            found = [_finding(row, model, hosts, fault) for row in batch.to_pylist()]
            yield from findings([one for one in found if one and one["score"] >= least]).to_batches()

    return kernel


@lru_cache(maxsize=2)
def _model(folder: str, made: int) -> SiteModel:
    """Read a judge once; one that was trained again (`made`) is read again."""
    return load(Path(folder))


def _finding(row: Mapping[str, Any], model: str, hosts: Hosts, fault: Text | None) -> dict[str, Any] | None:
    known, mark = known_of(row), hosts.find(host_of(row["url"]))
    if mark:
        known["mark_altered_in_host" if mark.is_altered else "mark_in_host"] = 1.0
    if not any(name in known for name in PAGE if name != "replica_in_fqdn"):
        return None
    score, signs = _by_model(row["url"], known, _model(model, stamp(Path(model)))) if model else by_rule(known)
    against = [text for points, text in signs if points < 0]
    reason = _reason(row["url"], signs)
    if fault:
        reason = Text(f"{reason.zh}未用模型，仅按规则：{fault.zh}", f"{reason.en} Judged by the rule alone: {fault.en}")
    evidence = {"url": row["url"], "traits": known, "weighed": [[text.en, round(points, 3)] for points, text in signs], "by": "model" if model else "rule"}
    if mark:
        evidence["mark"] = mark.mark
    evidence |= {name: shown(str(row[name])) for name in ("icp_record", "uscc", "software") if row.get(name)}
    subject = f"{row.get('platform') or ''}/{row['url']}"
    return finding(DETECTOR, "shop_site", subject, round(score, 4), reason, evidence, (*against, *DETECTOR.innocent))


def known_of(row: Mapping[str, Any]) -> dict[str, float]:
    """Return the traits of a record of a site by name, those that are not known left out."""
    counted: dict[str, float | None] = {name: row.get(column) for name, column in _COLUMNS.items()}
    counted["replica_in_fqdn"] = float(bool(COPY_WORDS.search(host_of(row["url"]))))
    if row.get("seen_at") and row.get("domain_registered_on"):
        counted["under_a_year"] = float(row["seen_at"].date() - row["domain_registered_on"] < YEAR)
    whole = traits(row["url"], counted)
    known = {name: float(value) for name, value in zip(NAMES, whole, strict=True) if not np.isnan(value)}
    known |= {name: float(row[name]) for name in _MORE if row.get(name) is not None}
    return known | {name: 1.0 for name, column in _SHOWN.items() if row.get(column)}


def by_rule(known: Mapping[str, float]) -> tuple[float, list[tuple[float, Text]]]:
    """Score traits by the rule; also gives the signs that hold, those that speak for it first."""
    signs = sorted(((one.points, one.told) for one in SIGNS if one.holds(known)), key=lambda sign: -sign[0])
    return 1 / (1 + exp(-_SLOPE * (sum(points for points, _ in signs) - _MIDDLE))), signs


def _by_model(url: str, known: Mapping[str, float], model: SiteModel) -> tuple[float, list[tuple[float, Text]]]:
    row = traits(url, {name: known.get(name) for name in PAGE})
    weighed = model.why(row)[:_WEIGHED]
    signs = [(points, Text(f"{TITLES[name].zh} {_said(name, known)}", f"{TITLES[name].en} {_said(name, known)}")) for name, points in weighed]
    return float(model.score(row[None])[0]), sorted(signs, key=lambda sign: -sign[0])


def _said(name: str, known: Mapping[str, float]) -> str:
    return f"({known[name]:g})" if name in known else "(?)"


def _reason(url: str, signs: list[tuple[float, Text]]) -> Text:
    speaks, against = [text for points, text in signs if points > 0], [text for points, text in signs if points < 0]
    zh = f"{shown(url)}：{'、'.join(text.zh for text in speaks) or '没有可疑之处'}"
    en = f"{shown(url)}: {', '.join(text.en for text in speaks) or 'nothing speaks for it'}"
    if against:
        zh, en = f"{zh}；但{'、'.join(text.zh for text in against)}", f"{en}; but {', '.join(text.en for text in against)}"
    return Text(f"{zh}。", f"{en}.")
