"""Draws the pictures of a made market, all from seeds: goods that nobody sells, and what is done to a picture that was taken from somebody. Needs Pillow."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from mingjian.core.made_market.planting.pictures import Photo

WIDTH, HEIGHT = 400, 300
QUALITY = 88  # of the JPEG as it is shown
Draw = np.random.Generator


def write_photos(photos: Iterable[Photo], folder: Path) -> int:
    """Write each picture as `<listing_id>.jpg`, and give how many; pictures of an earlier market go."""
    folder.mkdir(exist_ok=True)
    for earlier in folder.glob("L*.jpg"):
        earlier.unlink()
    many = 0
    for photo in photos:
        draw_photo(photo).save(folder / f"{photo.listing}.jpg", quality=QUALITY)
        many += 1
    return many


def draw_photo(photo: Photo) -> Image.Image:
    """Draw one, the same each time."""
    draw = np.random.default_rng(photo.taken)
    return _ALTERED[photo.way](_SCENES[photo.scene](photo.thing, draw), draw)


def _goods(thing: int, _: Draw) -> Image.Image:
    """Many small things in many colours on an uneven ground, with the grain of a photo."""
    draw = np.random.default_rng(thing)
    return _grained(_shapes(_ground(draw, (5, 7), 60, 200), draw, 80), draw)


def _soft(thing: int, _: Draw) -> Image.Image:
    """A few blurred patches, as a cup before a wall: hardly a point stands out."""
    return _ground(np.random.default_rng(thing), (6, 8), 0, 255)


def _laid_anew(thing: int, taken: Draw) -> Image.Image:
    """Return the same ten small things, laid down by each shop in its own way."""
    ground = Image.new("RGB", (WIDTH, HEIGHT), (200, 196, 188))
    for number in range(10):
        own = np.random.default_rng([thing, number])
        small = _shapes(Image.new("RGB", (70, 70), (200, 196, 188)), own, 8).rotate(int(taken.integers(0, 360)), expand=True, fillcolor=(200, 196, 188))
        ground.paste(small, (int(taken.integers(0, WIDTH - 80)), int(taken.integers(0, HEIGHT - 80))))
    return _grained(ground, taken)


def _box_on_white(thing: int, _: Draw) -> Image.Image:
    """A carton in the middle of a white ground, with its shadow."""
    return _on_white(np.random.default_rng(thing), lambda pen, wide, high: pen.rectangle((0, 0, wide, high), fill=255))


def _thing_on_white(thing: int, _: Draw) -> Image.Image:
    """Something with an outline of its own in the middle of a white ground."""
    draw = np.random.default_rng(thing)

    def outline(pen: ImageDraw.ImageDraw, wide: int, high: int) -> None:
        turns = np.sort(draw.uniform(0, 2 * np.pi, 9))
        reach = draw.uniform(0.55, 1, 9)
        pen.polygon([(wide / 2 * (1 + far * np.cos(turn)), high / 2 * (1 + far * np.sin(turn))) for turn, far in zip(turns, reach, strict=True)], fill=255)

    return _on_white(draw, outline)


def _on_white(draw: Draw, outline: Callable[[ImageDraw.ImageDraw, int, int], None]) -> Image.Image:
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "white")
    wide, high = int(draw.integers(120, 240)), int(draw.integers(120, 220))
    left, top = (WIDTH - wide) // 2, (HEIGHT - high) // 2
    ImageDraw.Draw(sheet).ellipse((left, top + high - 12, left + wide, top + high + 12), fill=(225, 225, 225))
    mask = Image.new("L", (wide, high))
    outline(ImageDraw.Draw(mask), wide, high)
    sheet.paste(_shapes(_ground(draw, (3, 3), 40, 220).resize((wide, high)), draw, 25), (left, top), mask)
    return sheet


def _promoted(thing: int, taken: Draw) -> Image.Image:
    """Goods on white in the frame that a platform gives to whoever takes part in its sale."""
    sheet = _thing_on_white(thing, taken)
    pen, font = ImageDraw.Draw(sheet), _font(28)
    pen.rectangle((0, 0, WIDTH, 44), fill=(214, 24, 60))
    pen.rectangle((0, HEIGHT - 44, WIDTH, HEIGHT), fill=(214, 24, 60))
    pen.text((20, 6), "11.11 BIG SALE  BIG SALE", font=font, fill="yellow")
    pen.text((20, HEIGHT - 38), "FREE SHIPPING  7 DAYS", font=font, fill="white")
    return sheet


def _flat(thing: int, _: Draw) -> Image.Image:
    return Image.new("RGB", (WIDTH, HEIGHT), _colour(np.random.default_rng(thing), 30, 230))


def _shaded(thing: int, _: Draw) -> Image.Image:
    """One colour that grows darker to one side, as a wall does."""
    draw = np.random.default_rng(thing)
    low = draw.integers(30, 120, 3)
    ends = np.array([low, low + draw.integers(40, 120, 3)], np.uint8)[:, None]
    return Image.fromarray(ends).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).rotate(int(draw.integers(0, 4)) * 90, expand=True).resize((WIDTH, HEIGHT))


def _ground(draw: Draw, cells: tuple[int, int], low: int, high: int) -> Image.Image:
    return Image.fromarray(draw.integers(low, high, (*cells, 3)).astype(np.uint8)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _shapes(ground: Image.Image, draw: Draw, many: int, most: int = 38) -> Image.Image:
    """Draw so many ellipses and rectangles over it, each 6 to `most` pixels a side and crossed by a line."""
    pen = ImageDraw.Draw(ground)
    for _ in range(many):
        x, y, wide, high = draw.integers((0, 0, 6, 6), (ground.width, ground.height, most, most)).tolist()
        colour = _colour(draw, 0, 255)
        (pen.ellipse, pen.rectangle)[int(draw.integers(2))]((x, y, x + wide, y + high), fill=colour)
        pen.line((x, y, x + wide, y + wide), fill=tuple(255 - one for one in colour), width=2)
    return ground


def _grained(picture: Image.Image, draw: Draw) -> Image.Image:
    grain = draw.normal(0, 4, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def _colour(draw: Draw, low: int, high: int) -> tuple[int, int, int]:
    red, green, blue = draw.integers(low, high, 3).tolist()
    return red, green, blue


def _font(size: int) -> Any:
    return ImageFont.load_default(size)  # Pillow's own, so that it is the same everywhere; it has no Chinese


def _rescaled(picture: Image.Image, draw: Draw) -> Image.Image:
    share = float(draw.uniform(0.4, 1.6))
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.BICUBIC)


def _recompressed(picture: Image.Image, draw: Draw) -> Image.Image:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=int(draw.integers(12, 35)))
    return Image.open(kept).convert("RGB")


def _cropped(picture: Image.Image, draw: Draw) -> Image.Image:
    side = float(draw.uniform(0.7, 0.9))
    wide, high = int(picture.width * side), int(picture.height * side)
    left, top = int(draw.integers(0, picture.width - wide)), int(draw.integers(0, picture.height - high))
    return picture.crop((left, top, left + wide, top + high))


def _bannered(picture: Image.Image, draw: Draw) -> Image.Image:
    """Two bands of words laid over, and a badge."""
    pen = ImageDraw.Draw(picture)
    for top in (0, picture.height - 60):
        pen.rectangle((0, top, picture.width, top + 60), fill=_colour(draw, 120, 255))
        pen.text((12, top + 10), "FACTORY PRICE  ONLY TODAY", font=_font(30), fill=_colour(draw, 0, 90))
    pen.ellipse((picture.width - 110, 80, picture.width - 10, 180), fill=_colour(draw, 120, 255))
    pen.text((picture.width - 96, 110), "NEW 99", font=_font(26), fill=_colour(draw, 0, 90))
    return picture


def _watermarked(picture: Image.Image, _: Draw) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    for row in range(5):
        ImageDraw.Draw(layer).text((row * 14, picture.height * row // 5), "MY SHOP  MY SHOP  MY SHOP", font=_font(34), fill=(255, 255, 255, 110))
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _mirrored(picture: Image.Image, _: Draw) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _framed(picture: Image.Image, draw: Draw) -> Image.Image:
    wide = int(draw.integers(25, 60))
    frame = Image.new("RGB", (picture.width + 2 * wide, picture.height + 2 * wide), _colour(draw, 0, 255))
    frame.paste(picture, (wide, wide))
    return frame


def _in_a_collage(picture: Image.Image, draw: Draw) -> Image.Image:
    """One of four cells, the others of the taker's own goods."""
    sheet = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), "white")
    own = int(draw.integers(4))
    for number in range(4):
        cell = picture if number == own else _goods(int(draw.integers(1 << 31)), draw)
        sheet.paste(cell, (number % 2 * WIDTH, number // 2 * HEIGHT))
    return sheet


def _off_a_screen(picture: Image.Image, draw: Draw) -> Image.Image:
    """Photographed at a slant from a screen: a trapezium, its lines, less sharp."""
    corners = [(0, 0), (0, picture.height), (picture.width, picture.height), (picture.width, 0)]  # as Image.Transform.QUAD goes round
    moved = [coordinate for x, y in corners for coordinate in (x + float(draw.uniform(-50, 50)), y + float(draw.uniform(-40, 40)))]
    shot = np.asarray(picture.transform(picture.size, Image.Transform.QUAD, moved, Image.Resampling.BILINEAR)).astype(float)
    shot *= 0.9 + 0.1 * np.sin(np.arange(picture.height) * 2.1)[:, None, None]
    return Image.fromarray(np.clip(shot, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))


def _cropped_and_mirrored(picture: Image.Image, draw: Draw) -> Image.Image:
    return _mirrored(_cropped(picture, draw), draw)


def _as_it_is(picture: Image.Image, _: Draw) -> Image.Image:
    return picture


_SCENES: Mapping[str, Callable[[int, Draw], Image.Image]] = {
    "goods": _goods,
    "soft": _soft,
    "laid_anew": _laid_anew,
    "box": _box_on_white,
    "thing": _thing_on_white,
    "promoted": _promoted,
    "flat": _flat,
    "shaded": _shaded,
}
_ALTERED: Mapping[str, Callable[[Image.Image, Draw], Image.Image]] = {
    "": _as_it_is,
    "rescaled": _rescaled,
    "recompressed": _recompressed,
    "cropped": _cropped,
    "banner": _bannered,
    "watermarked": _watermarked,
    "mirrored": _mirrored,
    "cropped_and_mirrored": _cropped_and_mirrored,
    "framed": _framed,
    "in_a_collage": _in_a_collage,
    "off_a_screen": _off_a_screen,
    "little_detail_cropped": _cropped,
    "little_detail_framed": _framed,
}
