"""The synthetic market: `mingjian market make FOLDER`, and what detectors find of it: `mingjian market measure FOLDER`."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from mingjian.core.detectors import detectors
from mingjian.core.errors import BadInput
from mingjian.core.made_market import make_market
from mingjian.core.made_market.output import FORMATS
from mingjian.core.made_market.plan import LAST_DAY
from mingjian.core.quality import Measure
from mingjian.core.quality.common.picture_plants import settings_of
from mingjian.core.quality.common.plant_check import Told, measure_market, unplanted
from mingjian.core.quality.common.planted_page import page, write_page
from mingjian.core.quality.common.planted_sizes import measure_sizes, section, section_anew, section_of, with_section


@click.group()
def command() -> None:
    """Make a synthetic market with known truth, for demonstrations and load tests, and see what detectors find of it."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same market.")
@click.option("--shops", default=2000, show_default=True, help="How many shops; about 130 orders each.")
@click.option("--days", default=30, show_default=True, help="How many days.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=LAST_DAY.isoformat(), show_default=True, help="The last day, in Beijing.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True)
@click.option("--pictures", is_flag=True, help="Draw the pictures that some listings show, too, into FOLDER/pictures; needs the extra [vision].")
def make(folder: Path, seed: int, shops: int, days: int, until: datetime, file_format: str, pictures: bool) -> None:
    """Write a market to FOLDER: one file a kind of record, and its truth in truth.json and truth.parquet (or .csv)."""
    rows = make_market(folder, seed=seed, shops=shops, days=days, until=until.date(), file_format=file_format, pictures=pictures)
    click.echo("、".join(f"{name} {count:,}" for name, count in rows.items()))
    click.echo(f"合成市场已写入 {folder}；真相另见 truth.json。The market is in {folder}; its truth, apart, in truth.json.")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--page", "page_path", type=click.Path(path_type=Path, dir_okay=False), help="Where to write a page with every kind of plant, as Markdown.")
@click.option("--without", multiple=True, type=click.Choice(["brand", "category"]), help="A column of the listings to leave out, as exports often have none.")
def measure(folder: Path, page_path: Path | None, without: tuple[str, ...]) -> None:
    """Run the detectors over a made market in FOLDER: what they find of what was planted, and what they name wrongly. No proof about a real market."""
    told = measure_market(folder, without=without)
    _say(told)
    if page_path:
        try:
            kept = section_of(page_path.read_text(encoding="utf-8")) if page_path.exists() else ""
            text = page(told, json.loads((folder / "truth.json").read_text(encoding="utf-8")))
            write_page(with_section(text, kept) if kept else text, page_path)
        except OSError as error:
            raise BadInput(f"无法写入 {page_path}：{error.strerror}。", f"{page_path} cannot be written: {error.strerror}.") from error
    if not settings_of(folder):
        click.echo("未比较图片：市场未画图片，或缺少 mingjian[vision]。No pictures were compared: none are drawn, or the extra [vision] is absent.")
    if absent := unplanted():
        click.echo(
            f"以下检测器没有埋设对象，未测效果：{'、'.join(absent)}。埋设方法见 docs/howto/add-a-detector.md 第 4 节。"
            f"Nothing is planted for these detectors, so they were not measured: {', '.join(absent)}. See docs/howto/add-a-detector.md, section 4.",
            err=True,
        )
    click.echo("市场是合成的，不能证明真实市场上的效果。The market is made: this is no proof about a real one.")


@command.command()
@click.option(
    "--shops",
    "sizes",
    multiple=True,
    type=click.IntRange(20, 1_000_000),
    default=(100, 150, 400, 1000, 3000),
    show_default=True,
    help="May be repeated.",
)
@click.option("--seeds", default="101-110", show_default=True, help="Seeds of each size, FIRST-LAST.")
@click.option("--large", type=click.IntRange(20, 1_000_000), help="A further size, with fewer seeds.")
@click.option("--large-seeds", default="101-103", show_default=True, help="The seeds of the further size.")
@click.option("--page", "page_path", type=click.Path(path_type=Path, dir_okay=False), help="A page, as `measure --page` wrote it, at whose end the table goes.")
@click.option("--only", multiple=True, help="Measure this detector alone; the page keeps the rows of the others.")
def sizes(sizes: tuple[int, ...], seeds: str, large: int | None, large_seeds: str, page_path: Path | None, only: tuple[str, ...]) -> None:
    """Make markets of several sizes, each with several seeds, and see what detectors find in all of them together."""
    if unknown := sorted(set(only) - set(detectors())):
        raise BadInput(
            f"没有检测器“{unknown[0]}”；可选：{'、'.join(sorted(detectors()))}。",
            f"There is no detector {unknown[0]!r}; there are {', '.join(sorted(detectors()))}.",
        )
    asked = dict.fromkeys(sizes, _seeds(seeds)) | ({large: _seeds(large_seeds)} if large else {})
    told = measure_sizes(asked, lambda shops, seed: click.echo(f"{shops:,} 家网店，随机种子 {seed}。{shops:,} shops, seed {seed}.", err=True), only)
    text = section(told)
    click.echo(text)
    if page_path:
        try:
            before = page_path.read_text(encoding="utf-8") if page_path.exists() else ""
            earlier = section_of(before)
            write_page(with_section(before, section_anew(told, earlier) if only and earlier else text), page_path)
        except OSError as error:
            raise BadInput(f"无法写入 {page_path}：{error.strerror}。", f"{page_path} cannot be written: {error.strerror}.") from error


def _seeds(written: str) -> range:
    first, _, last = written.partition("-")
    if not first.isdecimal() or not (last or first).isdecimal() or int(last or first) < int(first):
        raise BadInput(f"随机种子须写作 101-110，不能是 {written!r}。", f"Seeds are written 101-110, not {written!r}.")
    return range(int(first), int(last or first) + 1)


def _say(told: Sequence[Told]) -> None:
    table = Table("检测器 detector", "找到 found", "95 %", "误报 named wrongly", "95 %", "其他 bad / ordinary elsewhere")
    for one in told:
        if one.plants:
            table.add_row(one.detector, *_share(one.recall), *_share(one.false), f"{one.bad_otherwise} / {one.ordinary}")
    Console().print(table)
    for one in told:
        for remark in one.remarks:
            click.echo(f"{one.detector}: {remark.zh} {remark.en}")


def _share(measured: Measure) -> tuple[str, str]:
    return (f"{round(measured.value * measured.n)} / {measured.n}", f"{measured.low:.2f} – {measured.high:.2f}") if measured.n else ("–", "")
