"""Look at a folder of pictures: `mingjian pictures FOLDER --out FILE`. Which are alike, and what codes and words stand in them. Works without Django."""

import importlib
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.progress import Progress

from mingjian.core.errors import BadInput
from mingjian.core.records import kind
from mingjian.core.screening import batch_of, screen

MOST_BITS = 8  # of 64 by which two pictures may differ
ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where the answers go, JSON lines: one a picture.")
@click.option("--words/--no-words", default=True, show_default=True, help="Read words, too, and look in them as in a title; about a second a picture.")
def command(folder: Path, out: Path, words: bool) -> None:
    """
    Look at every picture under FOLDER.

    Of each: its SHA-256, the codes in it, the words in it with what detectors of words say of them, and which other pictures are nearly the same, turned or
    mirrored ones too. A picture that cannot be opened is told with the reason; the others go on. Needs the extra [vision].
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    told = list(_look(files, folder, words=words))
    with out.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in told)
    bad, alike = sum("fault" in one for one in told), sum(bool(one.get("near")) for one in told)
    click.echo(f"看过 {len(told)} 张图片：{alike} 张与其他图片雷同，{bad} 张无法打开；结果在 {out}。")
    click.echo(f"{len(told)} picture(s): {alike} like another, {bad} that cannot be opened; see {out}.")


def _look(files: list[Path], folder: Path, *, words: bool) -> Iterator[dict[str, Any]]:
    near, reading = _rooms()
    told: list[dict[str, Any]] = []
    hashes, places = [], []
    with Progress(transient=True) as progress:
        for path in progress.track(files, description=folder.name):
            one: dict[str, Any] = {"file": str(path.relative_to(folder))}
            told.append(one)
            try:
                data = path.read_bytes()
                picture = near.open_picture(data)
            except BadInput as refused:
                one["fault"] = {"zh": refused.text.zh, "en": refused.text.en}
                continue
            one |= {"sha256": sha256(data).hexdigest(), "width": picture.width, "height": picture.height}
            one["codes"] = [{"kind": form, "says": says} for form, says in reading.read_codes(picture)]
            if words:
                one["words"] = reading.read_words(picture)
                one["findings"] = _judged(one["words"], one["codes"])
            if (found := near.hashes_of(picture)) is not None:
                hashes.append(found)
                places.append(len(told) - 1)
    for pair in near.near_pictures(np.array(hashes), np.arange(len(hashes)), MOST_BITS) if hashes else ():
        for mine, other in ((pair.first, pair.second), (pair.second, pair.first)):
            alike = {"file": told[places[other]]["file"], "bits": pair.distance, "turned": pair.is_turned}
            told[places[mine]].setdefault("near", []).append(alike)
    return iter(told)


def _judged(words: str, codes: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Let the detectors of words read what stands in a picture, the words of its codes too."""
    text = "\n".join([words, *(code["says"] for code in codes)])
    if not text.strip():
        return []
    found = screen(batch_of([{"listing_id": "picture", "title": text[:20_000]}], kind("listing")), "listing", np.arange(1).tolist())
    return [{name: one[name] for name in ("detector", "score", "reason_zh", "reason_en")} for one in found]


def _rooms() -> tuple[Any, Any]:
    """Import what only the extra brings."""
    try:
        return importlib.import_module("mingjian.core.matching.pictures"), importlib.import_module("mingjian.core.extraction.pictures")
    except ImportError as absent:
        raise BadInput("看图片需要附加组件：pip install 'mingjian[vision]'。", "Pictures need an extra: pip install 'mingjian[vision]'.") from absent
