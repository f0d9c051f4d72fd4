"""Look at a folder of pictures: `mingjian pictures FOLDER --out FILE`. Which are alike, and what codes and words stand in them. Works without Django."""

import importlib
import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.progress import Progress

from mingjian.core.errors import BadInput
from mingjian.core.extraction.contacts import find_contacts
from mingjian.core.language import name_of, several
from mingjian.core.matching.hashes import near_pictures
from mingjian.core.optional import to_install
from mingjian.core.records import kind
from mingjian.core.screening import batch_of, screen
from mingjian.core.screening.output import whole

MOST_BITS = 8  # of 64 by which two pictures may differ
COVER = 0.25  # of one of two pictures that their common part fills
_MODULES = ("matching.pictures", "matching.parts", "matching.embeddings", "matching.overlays", "extraction.pictures")
ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="Where the answers go, JSON lines: one a picture.")
@click.option("--words/--no-words", default=True, show_default=True, help="Read words, too, and look in them as in a title; about a second a picture.")
def command(folder: Path, out: Path, words: bool) -> None:
    """
    Look at every picture under FOLDER.

    Of each: its SHA-256, the codes in it (with what a friend code, a payment code or a share command moves off the platform, and which other pictures hold the
    same), the words in it with what detectors of words say of them, which other pictures are nearly the same, turned or mirrored ones too, and which share a
    part with it (crops, frames, collages), with its box in both. A picture that cannot be opened is told with the reason; the others go on. Needs the extra
    [vision].
    """
    if not out.parent.is_dir():
        raise BadInput(f"没有文件夹 {out.parent}，无法写入 {out}。", f"There is no folder {out.parent} to write {out} in.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file() and not path.is_symlink())
    told = list(_look(files, folder, words=words))
    _write(told, out)
    bad, alike = sum("fault" in one for one in told), sum(bool(one.get("near") or one.get("shares")) for one in told)
    click.echo(f"看过 {len(told)} 张图片：{alike} 张与其他图片雷同，{bad} 张无法打开；结果在 {out}。")
    click.echo(f"{several(len(told), 'picture')}: {alike} like another, {bad} that cannot be opened; see {out}.")


def _write(told: list[dict[str, Any]], out: Path) -> None:
    """Write the whole file or nothing."""
    with whole(out) as unfinished:
        unfinished.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told), "utf-8")


def _look(files: list[Path], folder: Path, *, words: bool) -> Iterator[dict[str, Any]]:
    near, parts, nets, overlays, reading = _modules()
    told: list[dict[str, Any]] = []
    hashes, shaded, features, embeddings, places = [], [], [], [], []
    with Progress(transient=True) as progress:
        for path in progress.track(files, description=folder.name):
            one: dict[str, Any] = {"file": name_of(path.relative_to(folder))}
            told.append(one)
            try:
                data = near.bytes_of(path)
                picture = near.open_picture(data)
            except BadInput as refused:
                one["fault"] = {"zh": refused.text.zh, "en": refused.text.en}
                continue
            one |= {"sha256": sha256(data).hexdigest(), "width": picture.width, "height": picture.height}
            one["codes"] = [{"kind": form, "says": says, **_contacts(says)} for form, says in reading.read_codes(picture)]
            if words:
                one["words"] = reading.read_words(picture)
                one["findings"] = _judged(one["words"], one["codes"])
            if (found := near.hashes_of(picture)) is not None:
                hashes.append(found)
                shaded.append(near.is_shaded_only(picture))
                features.append(parts.features_of(picture))
                embeddings.append(nets.embedding_of(picture))
                places.append(len(told) - 1)
    _tell_same_contacts(told)
    shown = [told[place] for place in places]
    passed = _tell_near(hashes, shaded, shown)
    grey = lru_cache(64)(lambda number: parts.grey_of(near.open_picture(files[places[number]])))
    for first, second, part in overlays.shared_parts(features, embeddings, np.arange(len(shown)), grey, cover=COVER, passed=passed, aside=np.array(shaded)):
        for mine, other, own, their in ((first, second, part.first, part.second), (second, first, part.second, part.first)):
            alike = {"file": shown[other]["file"], "own": own, "other": their, "points": part.points, "agreement": part.agreement, "mirrored": part.is_mirrored}
            alike["laid"] = part.is_laid
            shown[mine].setdefault("shares", []).append(alike)
    return iter(told)


def _contacts(says: str) -> dict[str, Any]:
    """Return which contacts a code holds, and what each moves off a platform: the talk, the payment or the trade; nothing where it holds none."""
    found = [{"kind": one.kind, "moves": one.moves, "value": one.value} for one in find_contacts(says) if one.value and one.strength > 1]
    return {"contacts": found} if found else {}


def _tell_same_contacts(told: list[dict[str, Any]]) -> None:
    """Add to each contact in a code which other pictures hold the same."""
    held: dict[tuple[str, str], list[str]] = {}
    contacts = [(one["file"], contact) for one in told for code in one.get("codes", ()) for contact in code.get("contacts", ())]
    for file, contact in contacts:
        held.setdefault((contact["kind"], contact["value"]), []).append(file)
    for file, contact in contacts:
        if others := sorted({*held[contact["kind"], contact["value"]]} - {file}):
            contact["also_in"] = others


def _tell_near(hashes: list[Any], shaded: list[bool], shown: list[dict[str, Any]]) -> set[tuple[int, int]]:
    """Add to each picture which others are nearly the same, two that are shaded only left out, and return the pairs."""
    passed = set()
    for pair in near_pictures(np.array(hashes), np.arange(len(hashes)), MOST_BITS, np.array(shaded)) if hashes else ():
        passed.add((pair.first, pair.second))
        for mine, other in ((pair.first, pair.second), (pair.second, pair.first)):
            alike = {"file": shown[other]["file"], "bits": pair.distance, "turned": pair.is_turned}
            shown[mine].setdefault("near", []).append(alike)
    return passed


def _judged(words: str, codes: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Let the detectors of words read what stands in a picture, the words of its codes too."""
    text = "\n".join([words, *(code["says"] for code in codes)])
    if not text.strip():
        return []
    found = screen(batch_of([{"listing_id": "picture", "title": text[:20_000]}], kind("listing")), "listing", np.arange(1).tolist())
    return [{name: one[name] for name in ("detector", "score", "reason_zh", "reason_en")} for one in found]


def _modules() -> tuple[Any, ...]:
    """Import what only the extra brings."""
    try:
        return tuple(importlib.import_module(f"mingjian.core.{module}") for module in _MODULES)
    except ImportError as absent:
        raise BadInput(f"看图片需要附加组件：{to_install('vision').zh}。", f"Pictures need an extra: {to_install('vision').en}.") from absent
