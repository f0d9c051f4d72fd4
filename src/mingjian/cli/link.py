"""Records that are one operator's: `mingjian link FILE... --out PAIRS --clusters FILE`. Works without Django; needs the extra [linking]."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mingjian.cli.import_ import pairs_of as mapping_of
from mingjian.cli.import_ import sheet_option
from mingjian.core.engines.factory import ENGINES, open_engine
from mingjian.core.errors import BadInput
from mingjian.core.language import several
from mingjian.core.linking.clusters import LARGEST, Clusters, clusters_of
from mingjian.core.linking.columns import prepared
from mingjian.core.linking.record import read_records
from mingjian.core.optional import to_install
from mingjian.core.screening.output import refuse_to_write_over, writer_for, written

if TYPE_CHECKING:
    from mingjian.core.linking.weights import Weights

_FILE = click.Path(path_type=Path, dir_okay=False)
_CHANCE = click.FloatRange(0.0, 1.0, min_open=True)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--out", type=_FILE, required=True, help="Where the pairs go, with the weight of each comparison: .csv, .jsonl or .parquet.")
@click.option("--clusters", "into", type=_FILE, required=True, help="Where record and cluster go: .csv, .jsonl or .parquet.")
@click.option("--engine", "engine_name", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--spark-url", default="local[2]", show_default=True, envvar="MINGJIAN_SPARK", help="For --engine spark: sc://host:15002, or local[2].")
@click.option("--least", type=_CHANCE, default=0.5, show_default=True, help="The smallest probability of a pair that is told.")
@click.option("--threshold", type=_CHANCE, default=0.8, show_default=True, help="The smallest probability that joins two records in a cluster.")
@click.option("--largest", type=click.IntRange(2), default=LARGEST, show_default=True, help="The most records of one cluster.")
@click.option("--map", "mapping", multiple=True, metavar="THEIRS=OURS", help="A column of the files under another name; may be repeated.")
@sheet_option
def command(
    files: tuple[Path, ...],
    out: Path,
    into: Path,
    engine_name: str,
    spark_url: str,
    least: float,
    threshold: float,
    largest: int,
    mapping: tuple[str, ...],
    sheet: str,
) -> None:
    """
    Show which records of FILES (CSV, Excel, JSON lines, Parquet) are probably one operator's, by name, phone, payee, codes, person and addresses.

    Each pair has its probability, what each comparison adds (log2 of the odds; they and the prior add up to the weight), and the same in words. A link is a
    reason to look: an officer confirms it. The answers hold no phone, account or person.
    """
    _refuse(files, out, into)
    try:
        from mingjian.core.linking.pairs import pairs_of
    except ImportError as error:
        raise BadInput(f"关联尚未安装：{to_install('linking').zh}。", f"Linking is not installed: {to_install('linking').en}.") from error
    records, bad, notes = read_records(files, mapping_of(mapping), sheet)
    table = prepared(records)
    with open_engine(engine_name, url=spark_url) as engine:
        pairs, weights = pairs_of(table, engine, min(least, threshold))
    found = clusters_of(pairs, table, threshold, largest)
    told = pairs.filter(pairs["probability"].to_numpy() >= least)
    written([told], told.schema, out)
    written([found.table], found.table.schema, into)
    for note in notes:
        click.echo(f"注意：{note.zh} Note: {note.en}", err=True)
    _say(table.num_rows, bad, told.num_rows, found, weights)


def _refuse(files: tuple[Path, ...], out: Path, into: Path) -> None:
    """Refuse what is wrong before anything is read."""
    for path in (out, into):
        writer_for(path)
    if out.absolute() == into.absolute():
        raise BadInput("--out 与 --clusters 不能是同一文件。", "--out and --clusters may not be one file.")
    for path in files:
        refuse_to_write_over(path, out, into)


def _say(rows: int, bad: int, pairs: int, found: Clusters, weights: "Weights") -> None:
    clusters = len(found.table["cluster"].unique())
    click.echo(f"{rows:,} 条记录，{pairs:,} 对，{clusters:,} 组；{bad:,} 行无法读取。")
    click.echo(f"{several(rows, 'record')}, {several(pairs, 'pair')}, {several(clusters, 'cluster')}; not to be read: {several(bad, 'row')}.")
    if not weights.is_learnt:
        click.echo(
            "记录太少，权重取自模型的初始值，未从数据学得。There are too few records to learn from: the weights are those that the model begins with.", err=True
        )
    for why, times in found.refused.items():
        if times:
            click.echo(f"{_REFUSED[why][0]}：{times:,}。{_REFUSED[why][1]}: {times:,}.", err=True)


_REFUSED = {
    "uscc": ("因两个有效信用代码不同而未合并", "joins refused for two valid credit codes"),
    "branch": ("因分支机构不同而未合并", "joins refused for two branches"),
    "largest": ("因超过最大组而未合并", "joins refused for the size of a cluster"),
}
