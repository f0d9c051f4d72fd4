"""
Copies of pictures: shared parts (core/matching/parts), the perceptual hash, and pictures laid over each other where their embeddings are near
(core/matching/overlays), beside PDQ (pdqhash, where installed) and another embedding (--encoder), on the same real pictures.

    python benchmarks/pictures.py [--data ../shared/data] [--photos /usr/share/backgrounds] [--share 0.2] [--encoder FILE] [--write]
    python benchmarks/pictures.py --learn       makes core/matching/whitening.npy anew, from the half of the scenes that sets the thresholds

--encoder takes a network in ONNX from pictures (n x 320 x 320 x 3 uint8) to vectors of length 1, Meta's SSCD for one; its score is the larger cosine of
both ways round.

Pictures: photos of codes (zxing-barcodes, one in four), the photo of pdq-copy-detection, and any photos under --photos (Debian's wallpapers, say: apt-get
install gnome-backgrounds mate-backgrounds ukui-wallpapers lomiri-wallpapers-16.04 budgie-backgrounds), large ones cut into six. A share of
them is altered in ten ways, seeded. Half of the scenes (photos; series of codes) set each way's threshold: the loosest at which at most one of 100,000 pairs of
different scenes is told. The other half is reported. Hashes are compared turned and mirrored as well. A picture in which nothing stands out counts
all the same. Seconds are of the processor.
"""

import argparse
import io
import os
import platform
import random
import re
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from mingjian.core.detectors.copied_listing import DETECTOR
from mingjian.core.matching.embeddings import WHITENING, embedding_of, neighbours, seen, whitening
from mingjian.core.matching.overlays import DETAILED as MANY_POINTS
from mingjian.core.matching.overlays import laid_over
from mingjian.core.matching.parts import common_part, features_of, grey_of, likely_pairs
from mingjian.core.matching.pictures import hashes_of

ROOT = Path(__file__).parents[1]
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
LARGE, PIECE = 2000, 800  # pixels from which a photo is cut; side of a piece
FALSE_RATE = 1e-5
DETAILED = 30  # points that stand out in a picture with detail
COVER = DETECTOR.settings["cover"].default  # of one of two pictures that a common part fills
ENDINGS = (".jpg", ".jpeg", ".png")
Named = tuple[str, Image.Image]  # scene and picture
Made = tuple[int, str, Image.Image]  # number of the picture, way of altering, what it became
#: Scores of pairs (picture, altered picture) by number; a pair that is absent scores least.
Scores = dict[tuple[int, int], float]


def corpus(data: Path, photos: Path) -> Iterator[Named]:
    for path in sorted((data / "zxing-barcodes").rglob("*.png"))[::4]:
        yield path.parent.name.partition("-")[0], Image.open(path).convert("RGB")  # several series show one thing
    for path in sorted((data / "pdq-copy-detection/bridge-mods").glob("*orig*")):
        yield path.name, Image.open(path).convert("RGB")
    seen: set[str] = set()
    for path in sorted(photos.rglob("*")) if photos.is_dir() else ():
        scene = re.split(r"[_.-]", path.name)[0].lower()  # one wallpaper comes in several sizes and colours, by day and by night
        if path.suffix.lower() in ENDINGS and path.is_file() and scene not in seen:
            seen.add(scene)
            yield from ((scene, piece) for piece in pieces(Image.open(path).convert("RGB")))


def pieces(photo: Image.Image) -> Iterator[Image.Image]:
    across, down = (3, 2) if photo.width >= LARGE else (1, 1)
    for column in range(across):
        for row in range(down):
            piece = photo.crop(
                (photo.width * column // across, photo.height * row // down, photo.width * (column + 1) // across, photo.height * (row + 1) // down)
            )
            piece.thumbnail((PIECE, PIECE))
            if hashes_of(piece) is not None:
                yield piece


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return Image.open(kept).convert("RGB")


def cropped(picture: Image.Image, draw: random.Random, least: float, most: float) -> Image.Image:
    side = sqrt(draw.uniform(least, most))
    width, height = int(picture.width * side), int(picture.height * side)
    left, top = draw.randint(0, picture.width - width), draw.randint(0, picture.height - height)
    return picture.crop((left, top, left + width, top + height))


def framed(picture: Image.Image, draw: random.Random) -> Image.Image:
    wide = int(min(picture.size) * draw.uniform(0.08, 0.2))
    frame = Image.new("RGB", (picture.width + 2 * wide, picture.height + 2 * wide), (draw.randint(0, 255), draw.randint(0, 255), draw.randint(0, 255)))
    frame.paste(picture, (wide, wide))
    return frame


def lettered(picture: Image.Image, draw: random.Random) -> Image.Image:
    picture = picture.copy()
    pen = ImageDraw.Draw(picture)
    for _ in range(4):
        font = ImageFont.truetype(FONT, max(10, int(min(picture.size) * draw.uniform(0.08, 0.14))))
        place = draw.randint(0, picture.width // 2), draw.randint(0, picture.height * 9 // 10)
        pen.text(place, "正品代购 微信abc123", font=font, fill=(draw.randint(0, 255), draw.randint(0, 255), draw.randint(0, 255)))
    return picture


def watermarked(picture: Image.Image) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    font = ImageFont.truetype(FONT, max(10, min(picture.size) // 8))
    for row in range(4):
        ImageDraw.Draw(layer).text((0, picture.height * row // 4), "某某旗舰店 某某旗舰店", font=font, fill=(255, 255, 255, 110))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def collage(picture: Image.Image, draw: random.Random, others: list[Image.Image], *, stretched: bool) -> Image.Image:
    side, sheet = 400, Image.new("RGB", (800, 800), "white")
    cells = [picture, *draw.sample(others, 3)]
    draw.shuffle(cells)
    for number, cell in enumerate(cells):
        small = cell.resize((side, side)) if stretched else cell.copy()
        small.thumbnail((side, side))
        sheet.paste(small, (number % 2 * side, number // 2 * side))
    return sheet


def altered(picture: Image.Image, draw: random.Random, others: list[Image.Image]) -> dict[str, Image.Image]:
    flip = Image.Transpose.FLIP_LEFT_RIGHT
    return {
        "cropped to 70-90 %": cropped(picture, draw, 0.7, 0.9),
        "cropped to 50-70 %": cropped(picture, draw, 0.5, 0.7),
        "framed": framed(picture, draw),
        "four lines of words": lettered(picture, draw),
        "watermarked": watermarked(picture),
        "collage 2 x 2": collage(picture, draw, others, stretched=False),
        "collage, stretched": collage(picture, draw, others, stretched=True),
        "halved, JPEG 30": jpeg(picture.resize((max(1, picture.width // 2), max(1, picture.height // 2))), 30),
        "mirrored": picture.transpose(flip),
        "cropped, mirrored, JPEG 50": jpeg(cropped(picture, draw, 0.5, 0.9).transpose(flip), 50),
    }


def by_parts(pictures: list[Image.Image], copies: list[Image.Image], spent: dict[str, float], points: list[int]) -> Scores:
    begun = time.process_time()
    features = [features_of(one) for one in [*pictures, *copies]]
    spent["a picture"] = (time.process_time() - begun) / len(features)
    points += [len(one.signs) for one in features]
    begun = time.process_time()
    pairs = likely_pairs(features, np.array([*[-1] * len(pictures), *range(len(copies))]))
    pairs = [pair for pair in pairs if pair[0] < len(pictures) <= pair[1]]
    spent["a picture, to propose pairs"] = (time.process_time() - begun) / len(features)
    greys = [grey_of(one) for one in [*pictures, *copies]]
    begun, scores = time.process_time(), {}
    for one, other, is_mirrored in pairs:
        part = common_part(features[one], features[other], lambda one=one, other=other: (greys[one], greys[other]), is_mirrored=is_mirrored)  # type: ignore[misc]
        if part is not None and part.cover >= COVER:
            scores[one, other - len(pictures)] = part.sureness
    spent["a proposed pair"] = (time.process_time() - begun) / max(1, len(pairs))
    spent["pairs proposed a picture"] = len(pairs) / len(features)
    return scores


def by_overlays(pictures: list[Image.Image], copies: list[Image.Image], spent: dict[str, float], points: list[int]) -> Scores:
    begun = time.process_time()
    embeddings = [embedding_of(one) for one in [*pictures, *copies]]
    spent["a picture"] = (time.process_time() - begun) / len(embeddings)
    begun = time.process_time()
    pairs = neighbours(embeddings, np.array([*[-1] * len(pictures), *range(len(copies))]))
    pairs = [pair for pair in pairs if pair[0] < len(pictures) <= pair[1] and min(points[pair[0]], points[pair[1]]) < MANY_POINTS]
    spent["a picture, to propose pairs"] = (time.process_time() - begun) / len(embeddings)
    greys = [grey_of(one) for one in [*pictures, *copies]]
    begun, scores = time.process_time(), {}
    for one, other in pairs:
        part = laid_over(greys[one], greys[other])
        if part is not None and part.cover >= COVER:
            scores[one, other - len(pictures)] = part.sureness
    spent["a proposed pair"] = (time.process_time() - begun) / max(1, len(pairs))
    spent["pairs proposed a picture"] = len(pairs) / len(embeddings)
    return scores


def by_encoder(pictures: list[Image.Image], copies: list[Image.Image], spent: dict[str, float], file: Path) -> Scores:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options)

    def vector(picture: Image.Image) -> Any:
        return session.run(None, {session.get_inputs()[0].name: np.asarray(picture.resize((320, 320), Image.Resampling.BOX))[None]})[0][0]

    begun = time.process_time()
    ours, theirs = (np.array([vector(one) for one in some]) for some in (pictures, copies))
    spent["a picture"] = (time.process_time() - begun) / (len(ours) + len(theirs))
    mirrored = np.array([vector(one.transpose(Image.Transpose.FLIP_LEFT_RIGHT)) for one in pictures])
    alike = np.maximum(ours @ theirs.T, mirrored @ theirs.T)
    return {(int(one), int(other)): float(alike[one, other]) for one, other in zip(*np.nonzero(alike > 0.1), strict=True)}


def by_hash(pictures: list[Image.Image], copies: list[Image.Image], spent: dict[str, float], hashes: Callable[[Image.Image], Any], bits: int) -> Scores:
    begun = time.process_time()
    ours, theirs = [[hashes(one) for one in some] for some in (pictures, copies)]
    spent["a picture"] = (time.process_time() - begun) / (len(pictures) + len(copies))
    begun, scores = time.process_time(), {}
    table = np.array([np.zeros((8, bits // 8), np.uint8) if one is None else one for one in theirs])
    for number, one in enumerate(ours):
        if one is None:
            continue
        apart = np.bitwise_count(table ^ one[0]).sum(-1).min(-1)
        scores |= {(number, other): 1 - float(apart[other]) / bits for other in np.flatnonzero(apart < bits * 0.3).tolist() if theirs[other] is not None}
    spent["a pair"] = (time.process_time() - begun) / (len(ours) * len(theirs))
    return scores


def perceptual(picture: Image.Image) -> Any:
    found = hashes_of(picture)
    return None if found is None else found.view(np.uint8).reshape(8, 8)


def pdq(picture: Image.Image) -> Any:
    import pdqhash

    small = picture.copy()
    small.thumbnail((512, 512))
    found, _ = pdqhash.compute_dihedral(np.asarray(small))
    return np.packbits(np.array(found, np.uint8), axis=-1)


def interval(right: int, of: int) -> str:
    """Wilson's, at 95 in a hundred."""
    if not of:
        return "–"
    share, z = right / of, 1.96
    middle, half = (share + z * z / (2 * of)) / (1 + z * z / of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.2f} ({max(0, middle - half):.2f}-{min(1, middle + half):.2f})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(os.environ.get("MINGJIAN_SHARED", ROOT.parent / "shared")) / "data")
    options.add_argument("--photos", type=Path, default=Path("/usr/share/backgrounds"))
    options.add_argument("--share", type=float, default=0.2, help="of the pictures that are altered")
    options.add_argument("--encoder", type=Path, help="another embedding, held beside")
    options.add_argument("--learn", action="store_true", help="make the whitening of embeddings anew")
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    warnings.simplefilter("ignore")  # palettes of wallpapers
    Image.MAX_IMAGE_PIXELS = None
    cv2.setNumThreads(1)
    named = list(corpus(given.data, given.photos))
    if given.learn:
        learn(named, given.share)
        return
    told = measured(named, given.share, given.encoder)
    print(told)
    if given.write:
        page = ROOT / "docs/reference/performance.md"
        page.write_text(re.sub(r"(<!-- pictures -->).*?(<!-- /pictures -->)", lambda m: f"{m[1]}\n{told}\n{m[2]}", page.read_text(), flags=re.DOTALL))


def learn(named: list[Named], share: float) -> None:
    made, first_half = drawn(named, share)
    kept = [one for scene, one in named if first_half[scene]] + [copy for number, _, copy in made if first_half[named[number][0]]]
    np.save(WHITENING, whitening(np.array([seen(one) for one in kept])).astype(np.float16))
    print(f"Learnt from {len(kept)} pictures of {sum(first_half.values())} scenes.")


def drawn(named: list[Named], share: float) -> tuple[list[Made], dict[str, bool]]:
    """Alter a share of the pictures, and say which scenes are of the half that sets thresholds."""
    draw = random.Random(20261124)  # noqa: S311 - alters pictures, no secret
    pictures = [one for _, one in named]
    first_half = {scene: int(sha256(scene.encode()).hexdigest(), 16) % 2 == 0 for scene, _ in named}
    made: list[Made] = []
    for number, one in enumerate(pictures):
        if draw.random() < share:
            same_half = [other for at, other in enumerate(pictures) if at != number and first_half[named[at][0]] == first_half[named[number][0]]]
            made += [(number, way, copy) for way, copy in altered(one, draw, same_half).items()]
    return made, first_half


def measured(named: list[Named], share: float, encoder: Path | None) -> str:
    made, first_half = drawn(named, share)
    pictures = [one for _, one in named]
    spent: dict[str, dict[str, float]] = defaultdict(dict)
    copies = [copy for _, _, copy in made]
    points: list[int] = []
    scores = {"shared parts": by_parts(pictures, copies, spent["shared parts"], points)}
    scores["perceptual hash"] = by_hash(pictures, copies, spent["perceptual hash"], perceptual, 64)
    try:
        scores["PDQ"] = by_hash(pictures, copies, spent["PDQ"], pdq, 256)
    except ImportError:
        print("pdqhash is not installed: PDQ is left out.")
        del spent["PDQ"]
    scores["laid over"] = by_overlays(pictures, copies, spent["laid over"], points)
    negative = apart(named, made, first_half, half=True)
    scores["parts or hash"] = either([scores["shared parts"], scores["perceptual hash"]], negative)
    scores["parts, hash or laid over"] = either([scores["shared parts"], scores["perceptual hash"], scores["laid over"]], negative)
    if encoder is not None:
        scores["other embedding"] = by_encoder(pictures, copies, spent["other embedding"], encoder)
    return report(named, made, scores, spent, first_half, points)


def apart(named: list[Named], made: list[Made], first_half: dict[str, bool], half: bool) -> list[tuple[int, int]]:
    """Give the pairs of different scenes of one half. A collage holds other scenes: it is left out."""
    own = [number for number, (scene, _) in enumerate(named) if first_half[scene] is half]
    theirs = [at for at, (number, way, _) in enumerate(made) if first_half[named[number][0]] is half and "collage" not in way]
    return [(number, at) for number in own for at in theirs if named[number][0] != named[made[at][0]][0]]


def threshold(scores: Scores, negative: list[tuple[int, int]]) -> float:
    """Give the loosest score that at most FALSE_RATE of the pairs of different scenes reach."""
    worst = sorted((scores.get(pair, 0.0) for pair in negative), reverse=True)
    return max(worst[int(FALSE_RATE * len(worst))] + 1e-9, 1e-9)


def either(ways: list[Scores], negative: list[tuple[int, int]]) -> Scores:
    """Score by whichever is the surest, each in terms of its own threshold: what the detector does."""
    lines = [threshold(one, negative) for one in ways]
    return {pair: max(one.get(pair, 0.0) / line for one, line in zip(ways, lines, strict=True)) for pair in set().union(*ways)}


def report(
    named: list[Named],
    made: list[Made],
    scores: dict[str, Scores],
    spent: dict[str, dict[str, float]],
    first_half: dict[str, bool],
    points: list[int],
) -> str:
    tuned, negative = apart(named, made, first_half, half=True), apart(named, made, first_half, half=False)
    lines = {way: threshold(found, tuned) for way, found in scores.items()}
    asked = [(at, number, way) for at, (number, way, _) in enumerate(made) if not first_half[named[number][0]]]
    ways = dict.fromkeys(way for _, _, way in asked)
    header = f"| altered copies found | {' | '.join(scores)} |\n|---|{'---|' * len(scores)}"
    rows = []
    detailed = f"all, of pictures with {DETAILED} points and more"
    for way in [*ways, "all", detailed]:
        chosen = [(number, at) for at, number, other in asked if way in (other, "all") or (way == detailed and points[number] >= DETAILED)]
        cells = [interval(sum(found.get(pair, 0.0) >= lines[name] for pair in chosen), len(chosen)) for name, found in scores.items()]
        rows.append(f"| {way} | {' | '.join(cells)} |")
    false = [sum(found.get(pair, 0.0) >= lines[name] for pair in negative) for name, found in scores.items()]
    rows.append(f"| told of {len(negative):,} pairs of different scenes | {' | '.join(map(str, false))} |")
    rows.append(f"| threshold | {' | '.join(f'{one:.3f}' for one in lines.values())} |")
    clock = "; ".join(f"{name}: " + ", ".join(f"{told(value, what)} {what}" for what, value in some.items()) for name, some in spent.items())
    about = (
        f"`python benchmarks/pictures.py`: {platform.machine()}, {os.cpu_count()} processors; {len(named)} pictures of {len(first_half)} scenes, "
        f"{sum(first_half.values())} of which set the thresholds (at most one of 100,000 pairs of different scenes: {len(tuned):,} pairs). "
        f"Shares of {len(asked) // max(1, len(ways))} pictures of the other scenes, with 95 % intervals.\n\nSeconds of the processor: {clock}."
    )
    return "\n".join([about, "", header, *rows])


def told(value: float, what: str) -> str:
    return f"{value:.1f}" if what.startswith("pairs") else f"{value * 1e3:.3g} ms" if value > 1e-4 else f"{value * 1e6:.2g} us"


if __name__ == "__main__":
    main()
