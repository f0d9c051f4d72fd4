"""
What each detector finds of what a made market holds, and what it names wrongly.

A made market is no proof about a real one: who made the plants knew the detectors. It shows what they do, and what they plainly cannot.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from mingjian.core.detectors import detectors, run
from mingjian.core.engines.opening import open_engine
from mingjian.core.errors import BadInput
from mingjian.core.quality import Measure
from mingjian.core.quality.frame.scores import accuracy
from mingjian.core.records import kinds

#: What each detector ought to find, by the labels of the market's truth; and what only looks like it.
CONCERNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "brand_disguise": (
        ("altered_mark",),
        ("registered_near_name", "own_near_name", "ordinary_word", "fits_the_mark", "second_hand", "slip_beside_the_mark", "names_the_mark"),
    ),
    "brushing_recruitment": (
        ("brushing_recruitment", "waybill_trade", "sham_trade_offered"),
        ("warning", "victim", "work", "honest_job", "makes_good", "tells_of_fraud", "talks_of_trade", "gifts"),
    ),
    "contact_migration": (("hidden",), ("gifts", "work")),
    "copied_listing": (("copied_text",), ("copied_from", "makers_words", "shops_of_one_operator", "leaflet", "platforms_terms")),
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

    @property
    def recall(self) -> Measure:
        """Give the share of plants found, with Wilson's interval."""
        return _share("recall", self.plants.values())

    @property
    def false(self) -> Measure:
        """Give the share of look-alikes named, with Wilson's interval."""
        return _share("named wrongly", self.alike.values())


def _share(name: str, tallies: Iterable[Tally]) -> Measure:
    given = list(tallies)
    return accuracy(sum(one.found for one in given), sum(one.there for one in given), name=name)


def measure_market(folder: Path) -> list[Told]:
    """
    Run every detector that finds its records in a market's folder, and hold its findings against the truth.

    Raises BadInput for a folder that holds no market in Parquet.
    """
    truth = folder / "truth.parquet"
    if not truth.is_file():
        raise BadInput(
            f"{folder} 中没有 truth.parquet：请先用 mingjian market make 生成（Parquet 格式）。",
            f"{folder} holds no truth.parquet: make a market there first, by mingjian market make, as Parquet.",
        )
    known = known_of(pq.read_table(truth).to_pylist())
    paths = {name: folder / f"{name}.parquet" for name in kinds() if (folder / f"{name}.parquet").is_file()}
    return [held_against(key, _run(key, paths), known) for key, (described, _) in sorted(detectors().items()) if not described.lacks(paths)]


def _run(key: str, paths: Mapping[str, Path]) -> list[dict[str, Any]]:
    with open_engine("duckdb") as engine:
        found: list[dict[str, Any]] = run(key, engine, {name: engine.read_parquet(str(path)) for name, path in paths.items()}).to_pylist()
    return found


def known_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Known]]:
    """Give what is known of each subject, by `kind platform/id`; a shop may be more than one thing."""
    known: dict[str, list[Known]] = {}
    for row in rows:
        if row["subject_kind"] not in _NOT_COUNTED:
            known.setdefault(f"{row['subject_kind']} {row['subject']}", []).append(Known(row["label"], row["is_bad"], row["disguise"] or ""))
    return known


def held_against(key: str, found: Collection[Mapping[str, Any]], known: Mapping[str, list[Known]]) -> Told:
    """Hold a detector's findings against what is known. A finding on a ring is one on every shop of it, and right if any of them belongs to one planted."""
    bad, alike = CONCERNS.get(key, ((), ()))
    told = Told(key, len(found))
    named = [_subjects(row) for row in found]
    every = {subject for subjects in named for subject in subjects}
    for subject, things in known.items():
        for one in things:
            side = told.plants if one.is_bad and one.label in bad else told.alike if not one.is_bad and one.label in alike else None
            if side is not None:
                tally = side.setdefault((one.label, one.way), Tally())
                tally.there += 1
                tally.found += subject in every
    for subjects in named:
        things = [one for subject in subjects for one in known.get(subject, ())]
        if not any(one.label in (*bad, *alike) for one in things):
            told.bad_otherwise += any(one.is_bad for one in things)
            told.ordinary += not any(one.is_bad for one in things)
    return told


def _subjects(row: Mapping[str, Any]) -> list[str]:
    if row["subject_kind"] != "ring":
        return [f"{row['subject_kind']} {row['subject']}"]
    told = json.loads(row["evidence"])
    return [f"shop {told['platform']}/{shop}" for shop in told["shops"]]
