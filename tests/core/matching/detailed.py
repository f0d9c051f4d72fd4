"""Draws pictures with detail, seeded: what local features can hold on to."""

from typing import Any

import numpy as np
from PIL import Image, ImageDraw


def detailed(seed: int, size: tuple[int, int] = (480, 360), shapes: int = 90) -> Image.Image:
    """Draw many small shapes in many greys and colours on an uneven ground."""
    draw = np.random.default_rng(seed)
    ground = Image.fromarray(draw.integers(60, 200, (5, 7, 3)).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(ground)
    for _ in range(shapes):
        x, y, side = int(draw.integers(0, size[0])), int(draw.integers(0, size[1])), int(draw.integers(6, 40))
        box: Any = (x, y, x + side, y + int(draw.integers(6, 40)))
        colour: Any = tuple(int(one) for one in draw.integers(0, 255, 3))
        (pen.ellipse, pen.rectangle)[int(draw.integers(2))](box, fill=colour)
        pen.line((x, y, x + side, y + side), fill=tuple(255 - one for one in colour), width=2)
    return ground


def arranged(places: int, seed: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """Lay the same twelve small things down anew, each turned its own way: the same goods on another photo."""
    draw, ground = np.random.default_rng(places), Image.new("RGB", size, (200, 196, 188))
    for number in range(12):
        thing = detailed(1000 * seed + number, (60, 60), 6).rotate(int(draw.integers(0, 360)), expand=True, fillcolor=(200, 196, 188))
        ground.paste(thing, (int(draw.integers(0, size[0] - 80)), int(draw.integers(0, size[1] - 80))))
    return ground


def soft(seed: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """Draw a few blurred patches: a picture in which hardly a point stands out."""
    return Image.fromarray(np.random.default_rng(seed).integers(0, 255, (6, 8, 3)).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)


def promoted(goods: Image.Image) -> Image.Image:
    """Put goods into the frame of a sale, as it is given to whoever takes part: two bands of letters over and under it."""
    sheet = Image.new("RGB", (480, 360), "white")
    sheet.paste(goods.resize((300, 240)), (90, 60))
    pen = ImageDraw.Draw(sheet)
    for top, words in ((0, "11.11 BIG SALE  BIG SALE"), (310, "FREE SHIPPING  7 DAYS")):
        pen.rectangle((0, top, 480, top + 50), fill="crimson")
        pen.text((12, top + 6), words, fill="yellow", font_size=32)
    return sheet


def carton(seed: int) -> Image.Image:
    """Show a carton on white: each has the same outline and a print of its own."""
    sheet = Image.new("RGB", (480, 360), "white")
    sheet.paste(soft(seed, (240, 200)).point(lambda value: value // 2), (120, 80))
    return sheet
