"""
Draws a sheet as SVG: one state under the other, steps as numbered arrows, and below them what the numbers mean.

Steps that lead on run down on the right, steps that lead back run up on the left (dashed where they undo another). All steps to one state share one line, so
that a sheet of thirty steps stays legible. It is 390 pixels wide and reads on a telephone as it is. Colours are presentation attributes, which any stylesheet
overrides by the classes `diagram-state`, `diagram-step`, `is-current`, `is-end`, `is-open`; there is no inline style, which the content policy would refuse.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from mingjian.core.procedure.sheet import Sheet, State_, Step

WIDTH = 390
_LEFT, _RIGHT = 108, 282  # the sides of a box
_LEAST_HIGH, _GAP, _TOP, _PORT, _LINE = 44, 16, 10, 18, 22
_FIRST_LANE, _LANE, _GUTTER = 30, 10, 100
_WIDE = 12.5  # characters of full width that fit in a box
_BLUE, _GREY, _INK, _PALE = "#0550ae", "#8c959f", "#1f2328", "#ddf4ff"


@dataclass(frozen=True, slots=True)
class _Arrow:
    """One way from one state to another, with the number of its step."""

    number: int
    start: str
    end: str
    is_open: bool
    is_undo: bool


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a state stands."""

    top: float
    high: float


@dataclass(frozen=True)
class _Side:
    """The arrows of one side: down on the right, up on the left."""

    edge: int
    out: int  # +1 to the right, -1 to the left
    arrows: tuple[_Arrow, ...]

    def ports(self, state: str) -> list[_Arrow]:
        """Return the arrows that leave a state on this side, in the order of their numbers."""
        return [arrow for arrow in self.arrows if arrow.start == state]


def diagram(sheet: Sheet, state: State_ | None = None, lang: str = "zh") -> str:
    """Draw a sheet; with a state, mark it and the steps open in it. Gives one `<svg>` element, all words escaped."""
    current = set() if state is None else {state} if isinstance(state, str) else set(state.values())
    steps = [step for step in sheet.steps.values() if step.from_states]
    order = _order(sheet)
    sides = _sides(sheet, steps, order, current)
    boxes = _stack(order, sides)
    bottom = max(box.top + box.high for box in boxes.values()) + _GAP
    height = bottom + _LINE * (len(steps) + 0.5)
    name = escape(f"diagram-{sheet.procedure}", quote=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" role="img" ',
        f'aria-labelledby="{name}" font-family="sans-serif" font-size="13"><title id="{name}">{escape(sheet.title.in_language(lang))}</title>',
        *(part for side in sides for part in _lines(side, boxes)),
        *(part for one in order for part in _box(sheet, boxes[one], one, current, lang)),
        *(part for side in sides for part in _numbers(side, boxes)),
        *_staying(steps, boxes, current),
        *(_legend(step, number, bottom, current, lang) for number, step in enumerate(steps, 1)),
        "</svg>",
    ]
    return "".join(parts)


def _order(sheet: Sheet) -> list[str]:
    """Return the states from the start on, the ends last; one track after the other."""
    undoing = {step.undone_by for step in sheet.steps.values()}
    order: dict[str, None] = {}
    for start in [sheet.starts] if isinstance(sheet.starts, str) else sheet.starts.values():
        waiting, found = deque([start]), {start: None}
        while waiting:
            here = waiting.popleft()
            ahead = [step.to for step in sheet.steps.values() if here in step.from_states and step.to and step.name not in undoing]
            waiting += (new := dict.fromkeys(to for to in ahead if to not in found))
            found |= new
        found |= dict.fromkeys(name for name, one in sheet.states.items() if one.track == sheet.states[start].track)
        order |= dict.fromkeys(sorted(found, key=lambda name: name in sheet.ends and name != start))
    return list(order)


def _sides(sheet: Sheet, steps: list[Step], order: list[str], current: set[str]) -> tuple[_Side, _Side]:
    undoing = {step.undone_by for step in steps}
    arrows = [
        _Arrow(number, start, step.to, start in current, step.name in undoing)
        for number, step in enumerate(steps, 1)
        for start in step.from_states
        if step.to and step.to != start
    ]
    down = tuple(arrow for arrow in arrows if order.index(arrow.end) > order.index(arrow.start))
    return _Side(_RIGHT, 1, down), _Side(_LEFT, -1, tuple(arrow for arrow in arrows if arrow not in down))


def _stack(order: list[str], sides: tuple[_Side, _Side]) -> dict[str, _Box]:
    """Stack the boxes, each as high as its arrows need."""
    boxes: dict[str, _Box] = {}
    top = float(_TOP)
    for state in order:
        ports = max(len(side.ports(state)) + any(arrow.end == state for arrow in side.arrows) for side in sides)
        boxes[state] = _Box(top, max(_LEAST_HIGH, ports * _PORT + 6))
        top += boxes[state].high + _GAP
    return boxes


def _leaves_at(side: _Side, box: _Box, arrow: _Arrow) -> float:
    """Return the height at which an arrow leaves its box: below (on the left: above) where the others arrive."""
    place = side.ports(arrow.start).index(arrow)
    if side.out > 0:
        return box.top + box.high - 12 - (len(side.ports(arrow.start)) - 1 - place) * _PORT
    return box.top + 12 + place * _PORT


def _arrives_at(side: _Side, box: _Box) -> float:
    return box.top + 9 if side.out > 0 else box.top + box.high - 9


def _lanes(side: _Side, boxes: Mapping[str, _Box]) -> dict[str, float]:
    """Return each state that arrows lead to its own line beside the boxes; lines that do not meet share a place, short ones nearest."""
    spans: dict[str, tuple[float, float]] = {}
    for end in dict.fromkeys(arrow.end for arrow in side.arrows):
        heights = [_arrives_at(side, boxes[end]), *(_leaves_at(side, boxes[arrow.start], arrow) for arrow in side.arrows if arrow.end == end)]
        spans[end] = (min(heights), max(heights))
    taken: list[list[tuple[float, float]]] = []
    lane_of: dict[str, int] = {}
    for end, span in sorted(spans.items(), key=lambda one: one[1][1] - one[1][0]):
        free = next((i for i, lane in enumerate(taken) if all(span[1] + 4 < low or span[0] - 4 > high for low, high in lane)), len(taken))
        taken += [[]] if free == len(taken) else []
        taken[free].append(span)
        lane_of[end] = free
    apart = min(_LANE, (_GUTTER - _FIRST_LANE) / max(len(taken), 1))
    return {end: side.edge + side.out * (_FIRST_LANE + lane * apart) for end, lane in lane_of.items()}


def _lines(side: _Side, boxes: Mapping[str, _Box]) -> Iterator[str]:
    """Draw the arrows, those open now on top."""
    lanes = _lanes(side, boxes)
    for arrow in sorted(side.arrows, key=lambda one: one.is_open):
        x, y1, y2 = lanes[arrow.end], _leaves_at(side, boxes[arrow.start], arrow), _arrives_at(side, boxes[arrow.end])
        kinds, colour, wide = ("diagram-step is-open", _BLUE, 2) if arrow.is_open else ("diagram-step", _GREY, 1)
        dash = ' stroke-dasharray="4 3"' if arrow.is_undo else ""
        tip = side.edge + side.out * 2
        yield f'<path class="{kinds}" d="M{side.edge} {y1:.0f}H{x:.0f}V{y2:.0f}H{tip}" fill="none" stroke="{colour}" stroke-width="{wide}"{dash}/>'
        yield f'<path class="{kinds}" d="M{tip} {y2:.0f}l{side.out * 7} -4v8z" fill="{colour}"/>'


def _numbers(side: _Side, boxes: Mapping[str, _Box]) -> Iterator[str]:
    for arrow in side.arrows:
        yield from _number(arrow.number, side.edge + side.out * 16, _leaves_at(side, boxes[arrow.start], arrow), arrow.is_open)


def _staying(steps: list[Step], boxes: Mapping[str, _Box], current: set[str]) -> Iterator[str]:
    """Put the numbers of steps that change no state on the lower edge of their boxes."""
    placed: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        for start in step.from_states if step.to in (None, *step.from_states) else ():
            if step.to in (None, start):
                x = _LEFT + 20 + 20 * placed.get(start, 0)
                placed[start] = placed.get(start, 0) + 1
                yield from _number(number, x, boxes[start].top + boxes[start].high, start in current)


def _number(number: int, x: float, y: float, is_open: bool) -> Iterator[str]:
    colour = _BLUE if is_open else "#57606a"
    yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="8.5" fill="#ffffff" stroke="{colour}"/>'
    yield f'<text x="{x:.0f}" y="{y + 3.5:.1f}" text-anchor="middle" font-size="11" fill="{colour}">{number}</text>'


def _box(sheet: Sheet, box: _Box, name: str, current: set[str], lang: str) -> Iterator[str]:
    here, end = name in current, name in sheet.ends
    kinds = f"diagram-state{' is-current' if here else ''}{' is-end' if end else ''}"
    yield f'<g class="{kinds}"{" " + _HERE if here else ""}>'
    yield (
        f'<rect x="{_LEFT}" y="{box.top:.0f}" width="{_RIGHT - _LEFT}" height="{box.high:.0f}" rx="{_LEAST_HIGH // 2 if end else 5}" '
        f'fill="{_PALE if here else "#ffffff"}" stroke="{_BLUE if here else "#57606a"}" stroke-width="{2.5 if here else 1}"/>'
    )
    lines = _wrap(sheet.states[name].label.in_language(lang))
    for i, line in enumerate(lines):
        y = box.top + box.high / 2 + 4.5 + 16 * (i - (len(lines) - 1) / 2)
        yield f'<text x="{WIDTH / 2:.0f}" y="{y:.0f}" text-anchor="middle" fill="{_INK}">{escape(line)}</text>'
    yield "</g>"


_HERE = 'aria-current="step"'


def _wrap(label: str) -> list[str]:
    """Break a label into at most two lines: at blanks in English, anywhere in Chinese; what is longer ends in an ellipsis."""
    lines = [""]
    for piece in label.split(" ") if label.isascii() else list(label):
        joined = f"{lines[-1]} {piece}".strip() if label.isascii() else lines[-1] + piece
        if _width(joined) > _WIDE and lines[-1]:
            lines.append(piece)
        else:
            lines[-1] = joined
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1]}…"]


def _width(text: str) -> float:
    return sum(0.55 if char.isascii() else 1 for char in text)


def _legend(step: Step, number: int, bottom: float, current: set[str], lang: str) -> str:
    is_open = not current.isdisjoint(step.from_states)
    kinds, look = ("diagram-step is-open", f'fill="{_BLUE}" font-weight="bold"') if is_open else ("diagram-step", f'fill="{_INK}"')
    return f'<text class="{kinds}" x="14" y="{bottom + _LINE * number:.0f}" {look}>{number}. {escape(step.label.in_language(lang))}</text>'
