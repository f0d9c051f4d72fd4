"""Draw a whole market from its plan, and write it to a folder."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from mingjian.core.errors import BadInput
from mingjian.core.made_market.draft import Offers
from mingjian.core.made_market.listings import draft_listings, listing_table, offers_of
from mingjian.core.made_market.operators import Shops, make_shops, operator_table
from mingjian.core.made_market.orders import addresses, make_orders
from mingjian.core.made_market.output import FORMATS, write_table
from mingjian.core.made_market.parcels import Sent, make_parcels, number_waybills
from mingjian.core.made_market.plan import Plan
from mingjian.core.made_market.planting.behaviour import period_table
from mingjian.core.made_market.planting.fronts import plant_fronts
from mingjian.core.made_market.planting.pictures import Photo
from mingjian.core.made_market.planting.tracks import make_tracks
from mingjian.core.made_market.plants import sow
from mingjian.core.made_market.posts import draft_posts, post_table
from mingjian.core.made_market.registers import make_permits, make_registrations
from mingjian.core.made_market.rights import make_rights
from mingjian.core.made_market.rings import plant
from mingjian.core.made_market.trade import Trade, choose_listings, ordinary, together
from mingjian.core.made_market.truth import Known
from mingjian.core.optional import to_install

PICTURES = "pictures"  # folder of the listings' pictures


@dataclass(frozen=True)
class Market:
    """All tables of a market by kind of record, the pictures of its listings as they are to be drawn, and what is known of it."""

    plan: Plan
    tables: dict[str, pa.Table]
    known: Known
    photos: tuple[Photo, ...]


def draw_market(plan: Plan, progress: Callable[[str], None] = lambda kind: None) -> Market:
    """Draw all tables of a market. `progress` is told each kind of record as it is begun."""
    known = Known()
    tables: dict[str, pa.Table] = {}
    progress("listing")
    shops, owners = make_shops(plan)
    draft = draft_listings(plan, shops, known)
    progress("post")
    posts = draft_posts(plan, known)
    sown = sow(plan, draft, posts, owners, known)
    tables |= {"listing": listing_table(draft), "post": post_table(posts), "recall": sown.recalls}
    progress("operator")
    tables["registration"] = make_registrations(plan, owners)
    permits, shown = make_permits(plan, shops, owners, known)
    tables["permit"] = pa.concat_tables([permits, sown.permits])
    tables["operator"] = operator_table(plan, shops, owners, shown)
    _tell_reborn(shops, known)
    tables["right"] = pa.concat_tables([make_rights(plan), sown.rights])
    progress("order")
    trade, sent, more = _make_trade(plan, shops, offers_of(draft, plan.shops), known)
    tables |= more
    tables["listing_period"] = period_table(plan, draft, sown.behaviour, tables["operator"]["opened_on"].to_pylist())
    tables["operator"] = plant_fronts(plan, shops, tables, known)
    progress("parcel_event")
    tables["parcel_event"] = make_tracks(plan, shops, trade, sent, tables["parcel"], known)
    return Market(plan, tables, known, sown.photos)


def _make_trade(plan: Plan, shops: Shops, offers: Offers, known: Known) -> tuple[Trade, Sent, dict[str, pa.Table]]:
    groups, planted = plant(plan, shops, known)
    trade = together([ordinary(plan, shops), *planted])
    listing, amount = choose_listings(plan, trade, offers)
    sent = number_waybills(plan, addresses(plan, groups, trade), trade)
    orders = make_orders(plan, shops, offers.ids, (listing, amount), groups, trade, sent, known)
    return trade, sent, {"order": orders, "parcel": make_parcels(plan, shops, offers, listing, trade, sent)}


def _tell_reborn(shops: Shops, known: Known) -> None:
    for later, earlier in enumerate(shops.reborn.tolist()):
        if earlier >= 0:
            known.add("shop", shops.subject(later), "reborn", is_bad=True, ring=shops.subject(earlier))


def write_market(market: Market, folder: Path, file_format: str = "parquet", *, pictures: bool = False) -> dict[str, int]:
    """
    Write every kind to `kind.parquet` or `kind.csv`, and the truth apart: `truth.json` counts it, `truth.parquet` (or .csv) lists it.

    `pictures` are drawn into the folder of that name. Gives the rows of each kind, and how many pictures. Raises BadInput where the folder cannot be written
    or holds something else than an earlier market, and for pictures without the extra [vision].
    """
    if file_format not in FORMATS:
        raise BadInput(f"格式须为 {' 或 '.join(FORMATS)}，不能是 {file_format}。", f"The format must be {' or '.join(FORMATS)}, not {file_format}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder)
        for name, table in [*market.tables.items(), ("truth", market.known.table())]:
            write_table(table, folder, name, file_format)
        rows = {name: table.num_rows for name, table in sorted(market.tables.items())}
        rows |= {PICTURES: _draw(market.photos, folder / PICTURES)} if pictures else {}
        told = {"plan": {**asdict(market.plan), "until": market.plan.until.isoformat()}, "rows": rows, **market.known.counts()}
        (folder / "truth.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"无法写入 {folder}：{error.strerror}。", f"{folder} cannot be written: {error.strerror}.") from error
    return rows


def _draw(photos: tuple[Photo, ...], folder: Path) -> int:
    try:
        from mingjian.core.made_market.photos import write_photos
    except ImportError as absent:
        raise BadInput(f"画图片需要附加组件：{to_install('vision').zh}。", f"Drawing pictures needs an extra: {to_install('vision').en}.") from absent
    return write_photos(photos, folder)


def _refuse_foreign(folder: Path) -> None:
    """Refuse to write over somebody's data: a folder that holds files must hold a market's truth."""
    if any(folder.iterdir()) and not (folder / "truth.json").exists():
        raise BadInput(
            f"{folder} 不是空文件夹，也不是先前生成的合成市场；请另选一个。", f"{folder} is neither empty nor an earlier synthetic market: choose another."
        )
