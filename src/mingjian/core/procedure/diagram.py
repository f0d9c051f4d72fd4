"""
Draws a sheet as SVG: states as boxes in layers, steps as numbered arrows, and below them what the numbers mean.

390 pixels wide, so that it reads on a telephone as it is. Colours are presentation attributes, which any stylesheet overrides by the classes `diagram-state`,
`diagram-step`, `is-current`, `is-end`, `is-open` and `is-undo`; there is no inline style, which the content policy would refuse.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from mingjian.core.procedure.sheet import Sheet, State_, Step

WIDTH = 390
_BOX, _HIGH, _ROW, _TOP = 150, 46, 100, 14
_COLUMNS = (95, 295)
_LINE = 22
_WIDE = 11.5  # characters of full width that fit in a box
_MARGINS = (9, WIDTH - 9)

Point = tuple[float, float]


@dataclass
class _Plan:
    """Where everything goes: the centre of each box, and the numbers placed so far."""

    centres: dict[str, Point]
    bottom: float
    marks: list[Point] = field(default_factory=list)

    def place(self, curve: tuple[Point, Point, Point, Point]) -> Point:
        """Choose the place on a curve that is farthest from boxes and from other numbers."""
        best = max((_at(curve, t / 20) for t in range(5, 16)), key=self._room)
        self.marks.append(best)
        return best

    def _room(self, spot: Point) -> float:
        boxes = (max(abs(spot[0] - x) - _BOX / 2, abs(spot[1] - y) - _HIGH / 2) for x, y in self.centres.values())
        marks = (((spot[0] - x) ** 2 + (spot[1] - y) ** 2) ** 0.5 - 9 for x, y in self.marks)
        return min((*boxes, *marks), default=0.0)


def diagram(sheet: Sheet, state: State_ | None = None, lang: str = "zh") -> str:
    """Draw a sheet; with a state, mark it and the steps open in it. Gives one `<svg>` element, all words escaped."""
    plan = _lay_out(sheet)
    current = set() if state is None else {state} if isinstance(state, str) else set(state.values())
    steps = [step for step in sheet.steps.values() if step.from_states]
    height = plan.bottom + _LINE * (len(steps) + 1)
    title, name = escape(sheet.title.in_language(lang)), escape(f"diagram-{sheet.procedure}")
    arrows = [part for number, step in enumerate(steps, 1) for part in _arrows(sheet, plan, step, number, current)]
    boxes = [part for one in sheet.states for part in _box(sheet, plan, one, current, lang)]
    legend = [part for number, step in enumerate(steps, 1) for part in _legend(plan, step, number, current, lang)]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img" ',
            f'aria-labelledby="{name}" font-family="sans-serif" font-size="13"><title id="{name}">{title}</title>',
            f'<defs><marker id="{name}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">',
            '<path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>',
            *arrows,
            *boxes,
            *_numbers(plan, steps, current),
            *legend,
            "</svg>",
        ]
    )


def _lay_out(sheet: Sheet) -> _Plan:
    """Put the states in rows of two by their distance from the start, each track under the other."""
    centres: dict[str, Point] = {}
    y = _TOP + _HIGH / 2
    for start in [sheet.starts] if isinstance(sheet.starts, str) else sheet.starts.values():
        for row in _rows(sheet, start):
            for name, x in zip(row, _COLUMNS if len(row) > 1 else (WIDTH / 2,), strict=True):
                centres[name] = (x, y)
            y += _ROW
    return _Plan(centres, y - _ROW + _HIGH / 2 + _TOP + 6)


def _rows(sheet: Sheet, start: str) -> Iterator[list[str]]:
    undoing = {step.undone_by for step in sheet.steps.values()}
    far = {start: 0}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for step in sheet.steps.values():
            if here in step.from_states and step.to and step.to not in far and step.name not in undoing:
                far[step.to] = far[here] + 1
                waiting.append(step.to)
    track = sheet.states[start].track
    left = [name for name, one in sheet.states.items() if one.track == track and name not in far]
    layers = [[name for name in far if far[name] == layer and name not in sheet.ends] for layer in range(max(far.values()) + 1)]
    for names in (*layers, [*left, *(name for name in far if name in sheet.ends)]):
        yield from (names[i : i + len(_COLUMNS)] for i in range(0, len(names), len(_COLUMNS)))


def _curve(plan: _Plan, start: str, end: str, number: int) -> tuple[Point, Point, Point, Point]:
    """Bend from box to box; arrows along one column go round by the margin, and arrows up keep clear of arrows down."""
    (x1, y1), (x2, y2) = plan.centres[start], plan.centres[end]
    shift = (number % 5 - 2) * 14
    if start == end:
        return (x1 - 20, y1 + _HIGH / 2), (x1 - 30, y1 + _HIGH), (x1 + 30, y1 + _HIGH), (x1 + 20, y1 + _HIGH / 2)
    if y1 == y2:
        side = 1 if x2 > x1 else -1
        dip = side * 14
        return (
            (x1 + side * _BOX / 2, y1 + dip / 2),
            (x1 + side * _BOX / 2 + side * 15, y1 + dip),
            (x2 - side * _BOX / 2 - side * 15, y2 + dip),
            (x2 - side * _BOX / 2, y2 + dip / 2),
        )
    if x1 == x2 and abs(y2 - y1) > _ROW:
        margin = _MARGINS[0] if (x1 < WIDTH / 2) == (y2 > y1) else _MARGINS[1]
        side = -1 if margin < x1 else 1
        edge = x1 + side * _BOX / 2
        return (edge, y1 + shift / 3), (margin + side * 30, y1 + shift), (margin + side * 30, y2 + shift), (edge, y2 + shift / 3)
    down = 1 if y2 > y1 else -1
    away = shift + down * 6
    return (x1 + away, y1 + down * _HIGH / 2), (x1 + away, y1 + down * _ROW * 0.6), (x2 + away, y2 - down * _ROW * 0.6), (x2 + away, y2 - down * _HIGH / 2)


def _at(curve: tuple[Point, Point, Point, Point], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return sum(w * p[0] for w, p in zip(weights, curve, strict=True)), sum(w * p[1] for w, p in zip(weights, curve, strict=True))


def _kinds(step: Step, start: str, current: set[str]) -> str:
    return "diagram-step is-open" if start in current else "diagram-step"


def _arrows(sheet: Sheet, plan: _Plan, step: Step, number: int, current: set[str]) -> Iterator[str]:
    for start in step.from_states:
        if step.to is None and start != step.from_states[0]:
            continue  # a step that stays is drawn once
        curve = _curve(plan, start, step.to or start, number)
        plan.place(curve)
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = curve
        dash = ' stroke-dasharray="4 3"' if any(other.undone_by == step.name for other in sheet.steps.values()) else ""
        yield (
            f'<path class="{_kinds(step, start, current)}" d="M{x1:.0f} {y1:.0f}C{x2:.0f} {y2:.0f} {x3:.0f} {y3:.0f} {x4:.0f} {y4:.0f}" fill="none" '
            f'stroke="{"#0550ae" if start in current else "#8c959f"}" stroke-width="{2 if start in current else 1}"{dash} '
            f'marker-end="url(#{escape(f"diagram-{sheet.procedure}")}-tip)"/>'
        )


def _numbers(plan: _Plan, steps: list[Step], current: set[str]) -> Iterator[str]:
    """Put the numbers on top of the boxes' layer, in the order in which the arrows were placed."""
    drawn = [(number, start) for number, step in enumerate(steps, 1) for start in (step.from_states if step.to else step.from_states[:1])]
    for (number, start), (x, y) in zip(drawn, plan.marks, strict=True):
        colour = "#0550ae" if start in current else "#57606a"
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="8" fill="#ffffff" stroke="{colour}" stroke-width=".5"/>'
        yield f'<text x="{x:.0f}" y="{y + 3.5:.0f}" text-anchor="middle" font-size="10" fill="{colour}">{number}</text>'


def _box(sheet: Sheet, plan: _Plan, name: str, current: set[str], lang: str) -> Iterator[str]:
    x, y = plan.centres[name]
    here, end = name in current, name in sheet.ends
    kinds = " ".join(["diagram-state", *(["is-current"] if here else []), *(["is-end"] if end else [])])
    yield f'<g class="{kinds}"{" aria-current=" + chr(34) + "step" + chr(34) if here else ""}>'
    yield (
        f'<rect x="{x - _BOX / 2:.0f}" y="{y - _HIGH / 2:.0f}" width="{_BOX}" height="{_HIGH}" rx="{22 if end else 5}" '
        f'fill="{"#ddf4ff" if here else "#ffffff"}" stroke="{"#0550ae" if here else "#57606a"}" stroke-width="{2.5 if here else 1}"/>'
    )
    lines = _wrap(sheet.states[name].label.in_language(lang))
    for i, line in enumerate(lines):
        yield f'<text x="{x:.0f}" y="{y + 4.5 + 16 * (i - (len(lines) - 1) / 2):.0f}" text-anchor="middle" fill="#1f2328">{escape(line)}</text>'
    yield "</g>"


def _wrap(label: str) -> list[str]:
    """Break a label into at most two lines: at blanks in English, anywhere in Chinese; what is longer ends in an ellipsis."""
    lines = [""]
    for piece in label.split(" ") if label.isascii() else list(label):
        joined = f"{lines[-1]} {piece}".strip() if label.isascii() else lines[-1] + piece
        if _width(joined) > _WIDE and lines[-1]:
            lines.append(piece)
        else:
            lines[-1] = joined
    return lines if len(lines) < 3 else [lines[0], f"{lines[1]}…"]


def _width(text: str) -> float:
    return sum(0.55 if char.isascii() else 1 for char in text)


def _legend(plan: _Plan, step: Step, number: int, current: set[str], lang: str) -> Iterator[str]:
    y = plan.bottom + _LINE * number
    is_open = not current.isdisjoint(step.from_states)
    weight, colour = (' font-weight="bold"', "#0550ae") if is_open else ("", "#1f2328")
    yield f'<text class="{"diagram-step is-open" if is_open else "diagram-step"}" x="14" y="{y:.0f}" fill="{colour}"{weight}>'
    yield f"{number}. {escape(step.label.in_language(lang))}</text>"
