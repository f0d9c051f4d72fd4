"""
What each detector finds of what a made market holds, and what it names wrongly.

A made market is no proof about a real one: who made the plants knew the detectors. It shows what they do, and what they plainly cannot.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from mingjian.core.detectors import detectors, remarks_of, run
from mingjian.core.engines.factory import open_engine
from mingjian.core.errors import BadInput
from mingjian.core.language import Text
from mingjian.core.quality import Measure
from mingjian.core.quality.common.picture_plants import PICTURED, settings_of, spared
from mingjian.core.quality.common.scores import accuracy
from mingjian.core.records import kind, kinds

#: What each detector ought to find, by the labels of the market's truth; and what only looks like it.
CONCERNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "behaves_as_fake": (
        ("behaves_as_fake",),
        ("only_new_goods", "only_bad_batch", "only_wrong_size", "only_clearance", "only_competitors_returns", "only_put_up_often"),
    ),
    "brand_disguise": (
        ("altered_mark",),
        ("registered_near_name", "own_near_name", "ordinary_word", "fits_the_mark", "second_hand", "slip_beside_the_mark", "names_the_mark"),
    ),
    "brushing_recruitment": (
        ("brushing_recruitment", "waybill_trade", "sham_trade_offered"),
        ("warning", "victim", "work", "honest_job", "makes_good", "tells_of_fraud", "talks_of_trade", "gifts"),
    ),
    "contact_migration": (("hidden",), ("gifts", "work")),
    "copied_listing": (
        ("copied_text", "copied_picture"),
        ("copied_from", "makers_words", "shops_of_one_operator", "leaflet", "platforms_terms", *sorted(PICTURED - {"copied_picture"})),
    ),
    "empty_parcel_source": (
        ("tight_ring", "lopsided_ring", "small_ring", "two_shop_ring"),
        ("club", "flash_sale", "group_purchase", "company_order", "restock", "top_up"),
    ),
    "empty_parcel_track": (
        ("empty_tracks",),
        (
            *("tracks_same_city", "tracks_by_air", "tracks_clock_slips", "tracks_scans_left_out"),
            *("club", "flash_sale", "group_purchase", "company_order", "restock", "top_up"),
        ),
    ),
    "forbidden_claims": (
        ("forbidden_claim",),
        ("statement_the_law_asks_for", "approved_leaflet", "measures_only", "denied", "plain_words", "book", "leaflet"),
    ),
    "layered_agents": (
        ("agent_layers", "recruits_alone"),
        ("masters_and_pupils", "friends_recommended", "dealers", "shop_hires", "sells_franchise", "warns_of_it"),
    ),
    "missing_permit": (
        ("wrong_permit", "permit_expired", "permit_of_another", "permit_never_issued"),
        ("shown_rightly", "renewed", "shown_with_spaces", "shown_in_full_width", "one_maker_two_brands", "number_in_the_picture", "leaflet"),
    ),
    "order_concentration": (("brushed_shop",), ("flash_sale", "group_purchase", "company_order", "restock", "top_up")),
    "price_outlier": (("far_too_cheap", "passed_off", "code_word"), ("sounds_like_a_copy",)),
    "recalled_goods": (("recalled_again",), ("another_batch", "spare_part", "mended", "another_maker", "offered_before")),
    "replica_words": (("code_word", "hidden", "replica_sale"), ("sounds_like_a_copy", "hobby", "work")),
    "sham_ring": (
        ("tight_ring", "lopsided_ring", "small_ring", "two_shop_ring", "brushed_shop"),
        ("club", "flash_sale", "group_purchase", "company_order", "restock", "top_up"),
    ),
}
#: Detectors that no made market can measure: on real sites and posts; or, as the watch of a line of turnover, by tests of their own.
MEASURED_ELSEWHERE = frozenset(("risky_site", "black_market_advertising", "exempt_turnover"))
#: What records do not tell, or a detector leaves by design, and why: of each detector by label, or by `label way`.
BEYOND: Mapping[str, Mapping[str, Text]] = {
    "behaves_as_fake": {
        "behaves_as_fake little_sold": Text("卖得太少，退货、投诉的件数说明不了什么", "too little is sold: so few returns and complaints say nothing"),
        "behaves_as_fake reasons_not_told": Text(
            "平台没有给出退货、投诉的原因，只有价格、评价等旁证；同品牌商品太少时价格也无从比较",
            "the platform does not tell why goods came back, so that only price and ratings speak; and where goods of the brand are few, not even the price",
        ),
    },
    "brand_disguise": {
        "ordinary_word": Text(
            "读音、类别和所处位置都与商标相同的词，仅凭记录分不清是巧合还是攀附",
            "of a word that sounds like the mark, on goods of its class, where a brand stands, no record tells whether chance or intent wrote it",
        ),
        "altered_mark two_letters": Text("改动两处字母的与普通单词分不开，不报", "with two letters changed it is like any other word, and left"),
        "altered_mark two_signs": Text("同上，两处换成数字", "so it is with two letters put as digits"),
        "altered_mark another_character": Text("两字商标换去一字，剩下的不足以认出", "of a mark of two characters, one says too little"),
    },
    "brushing_recruitment": {
        "sham_trade_offered in_other_words": Text("没有一个行话，只能由人读懂", "it holds no word of the trade: only a person reads it so"),
        "sham_trade_offered in_letters": Text("单独的字母缩写与型号等相混，不作依据", "letters by themselves are also models and sizes, and count for nothing"),
        "sham_trade_offered in_signs": Text("表情可读作许多字", "each sign can be read as many words"),
    },
    "copied_listing": {
        "makers_words own_price": Text(
            "经销商自行定价、沿用厂家文案，与抄来文案、压价出售者的记录一样，须看授权",
            "dealers with the maker's words and prices of their own have the same records as copiers who sell for less: only an authorisation tells",
        ),
        "makers_picture not_on_the_list": Text(
            "经销商使用厂家提供的图片，与盗图者的图片一样，须看授权；名单上的店铺（on_the_list）不再提示",
            "dealers show their maker's picture as copiers do: only an authorisation tells; shops on the list (on_the_list) are spared",
        ),
        "other_goods_on_white thing": Text(
            "白底上外形相近，整图指纹相差不超过所设位数，须看图",
            "their outlines on white are so alike that hashes of the whole pictures lie within the bits set: the pictures must be seen",
        ),
        "same_frame_other_goods": Text(
            "边框相同、外形又相近的，整图指纹相差不超过所设位数，须看图",
            "in one frame, and of like outlines besides, hashes of the whole pictures lie within the bits set: the pictures must be seen",
        ),
        "copied_picture little_detail_framed": Text(
            "细节少又加了框的图，不一定能叠合对齐", "with little detail, and framed, one cannot always be laid over the other rightly"
        ),
        "copied_text half_rewritten": Text(
            "相同的不足七成，与各写各的相近描述分不开", "less than seven tenths is common to both, as in descriptions of like goods"
        ),
    },
    "empty_parcel_track": {
        "empty_tracks few_of_many": Text(
            "异常快件不足该店的一成，与漏扫、时钟误差分不开", "under a tenth of the shop's parcels are odd: scans left out and wrong clocks make as many"
        )
    },
    "forbidden_claims": {"forbidden_claim in_other_words": Text("没有一个所列用语，只能由人读懂", "it holds no listed word: only a person reads it so")},
    "layered_agents": {"recruits_alone": Text("用家常话说的层级返利，没有可认的词", "layers promised in everyday words hold none to know them by")},
    "missing_permit": {
        "number_in_the_picture": Text(
            "图片不在记录中，与未公示编号的商品（not_shown）完全一样；给出图片后可读",
            "its picture is not among the records, so it is in all like one that shows none (not_shown); where the picture is given, it is read",
        )
    },
    "price_outlier": {
        "far_too_cheap": Text(
            "只有价格低而无可疑用语的，或同名商品太少的，不报", "cheap by itself is never told, nor where goods of the same name are too few to compare"
        ),
        "passed_off": Text(
            "价格在同类商品的正常波动以内，或在两段可疑价格之间", "its price lies within the ordinary spread, or between the two ranges that are suspect"
        ),
    },
    "recalled_goods": {"recalled_again under_another_name": Text("换了品牌、型号的，召回公告认不出", "under another name no notice of recall knows it")},
    "sham_ring": {"group_purchase": Text("同一群人在同几家店一起下单，与团伙的订单一样", "the same people order from the same shops at one time, as rings do")},
}
#: Kinds of subjects that the truth names for those who look closer, while findings speak of whole rings or of shops.
_NOT_COUNTED = frozenset(("buyer", "order", "ring"))


class Known(NamedTuple):
    """What the truth says of one subject: its label, whether it does wrong, in what way, of which ring."""

    label: str
    is_bad: bool
    way: str


@dataclass
class Tally:
    """Subjects of one label and way, and how many of them were found."""

    there: int = 0
    found: int = 0


@dataclass
class Told:
    """What one detector gave: of plants and look-alikes by (label, way), and findings on subjects that do wrong otherwise, or that are ordinary."""

    detector: str
    findings: int = 0
    plants: dict[tuple[str, str], Tally] = field(default_factory=dict)
    alike: dict[tuple[str, str], Tally] = field(default_factory=dict)
    bad_otherwise: int = 0
    ordinary: int = 0
    beside: int = 0  # ordinary shops that a finding on several names besides planted ones
    remarks: tuple[Text, ...] = ()  # what it says it could not judge for want of data

    @property
    def recall(self) -> Measure:
        """Return the share of plants found, with Wilson's interval."""
        return _share("recall", self.plants.values())

    @property
    def false(self) -> Measure:
        """Return the share of look-alikes named, with Wilson's interval."""
        return _share("named wrongly", self.alike.values())


def _share(name: str, tallies: Iterable[Tally]) -> Measure:
    given = list(tallies)
    return accuracy(sum(one.found for one in given), sum(one.there for one in given), name=name)


def unplanted() -> list[str]:
    """Return the detectors for which a made market holds nothing to find, so that `measure_market` says nothing of how well they work."""
    return sorted(set(detectors()) - set(CONCERNS) - MEASURED_ELSEWHERE)


def measure_market(folder: Path, *, without: Collection[str] = (), only: Collection[str] = (), done: Callable[[str], None] = lambda key: None) -> list[Told]:
    """
    Run every detector that finds its records in a market's folder, and hold its findings against the truth.

    `done` is told each detector that has run. `only`: these detectors; all, unless given.

    `without` names columns of listings that are left out, as exports of platforms have none: brand, say, which is then read from titles.

    Where the right holder's leave answers a suspicion, dealers that have it are spared for that brand, as a node spares shops on its list. Where pictures are
    not drawn, or the extra [vision] is absent, what only they tell is left out. Raises BadInput for a folder that holds no market in Parquet.
    """
    truth = folder / "truth.parquet"
    if not truth.is_file():
        raise BadInput(
            f"{folder} 中没有 truth.parquet：请先用 mingjian market make 生成（Parquet 格式）。",
            f"{folder} holds no truth.parquet: make a market there first, by mingjian market make, as Parquet.",
        )
    looks = settings_of(folder)
    rows = pq.read_table(truth).to_pylist()
    known = known_of(row for row in rows if looks or row["label"] not in PICTURED)
    dealers = spared(folder, rows) if looks else frozenset()
    paths = {name: folder / f"{name}.parquet" for name in kinds() if (folder / f"{name}.parquet").is_file()}
    told = []
    for key, (described, _) in sorted(detectors().items()):
        if not described.lacks(paths) and (not only or key in only):
            found, remarks = _run(key, paths, looks.get(key, {}), without)
            asked = [row for row in found if not (described.asks_authority and dealers.issuperset(_subjects(row)))]
            told.append(replace(held_against(key, asked, known), remarks=remarks))
            done(key)
    return told


def _run(key: str, paths: Mapping[str, Path], settings: Mapping[str, str], without: Collection[str]) -> tuple[list[dict[str, Any]], tuple[Text, ...]]:
    with open_engine("duckdb") as engine:
        relations = {name: engine.read_parquet(str(path)) for name, path in paths.items()}
        if without and "listing" in relations:
            left = ", ".join(f"CAST(NULL AS VARCHAR) AS {one.name}" if one.name in without else one.name for one in kind("listing").columns)
            relations["listing"] = engine.sql(f"SELECT {left} FROM l", l=relations["listing"])  # noqa: S608 - names of ours
        found = run(key, engine, relations, settings)
    return found.to_pylist(), remarks_of(found)


def known_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Known]]:
    """Return what is known of each subject, by `kind platform/id`; a shop may be more than one thing."""
    known: dict[str, list[Known]] = {}
    for row in rows:
        if row["subject_kind"] not in _NOT_COUNTED:
            known.setdefault(f"{row['subject_kind']} {row['subject']}", []).append(Known(row["label"], row["is_bad"], row["disguise"] or ""))
    return known


def held_against(key: str, found: Collection[Mapping[str, Any]], known: Mapping[str, list[Known]]) -> Told:
    """
    Hold a detector's findings against what is known. A finding on a ring is one on every shop of it, and right if any of them belongs to one planted.

    What does wrong in a way that the detector ought to find is no look-alike of it, whatever else it is: in a market of a hundred shops a club often
    orders at a shop of a ring.
    """
    bad, alike = CONCERNS.get(key, ((), ()))
    told = Told(key, len(found))
    named = [_subjects(row) for row in found]
    every = {subject for subjects in named for subject in subjects}
    for subject, things in known.items():
        does_it = any(one.is_bad and one.label in bad for one in things)
        for one in things:
            side = told.plants if one.is_bad and one.label in bad else told.alike if not (one.is_bad or does_it) and one.label in alike else None
            if side is not None:
                tally = side.setdefault((one.label, one.way), Tally())
                tally.there += 1
                tally.found += subject in every
    for subjects in named:
        things = [one for subject in subjects for one in known.get(subject, ())]
        if not any(one.label in (*bad, *alike) for one in things):
            told.bad_otherwise += any(one.is_bad for one in things)
            told.ordinary += not any(one.is_bad for one in things)
        elif len(subjects) > 1:
            told.beside += sum(subject not in known for subject in subjects)
    return told


def _subjects(row: Mapping[str, Any]) -> list[str]:
    if row["subject_kind"] == "source":
        return [f"shop {shop}" for shop in json.loads(row["evidence"])["shops"]]
    if row["subject_kind"] != "ring":
        return [f"{row['subject_kind']} {row['subject']}"]
    told = json.loads(row["evidence"])
    return [f"shop {told['platform']}/{shop}" for shop in told["shops"]]
