"""
One world, week by week: trade, look and report, check with limited hours, learn, think again.

Compiled; every number drawn is luck of (seed, operator, week, purpose), so that two runs differ only where their rules do. `tests/core/policy/plain_world.py`
is the same model written plainly, held to this one bit for bit.
"""

import math

import numpy as np

from mingjian.core.compiled import Array, kernel
from mingjian.core.policy.luck import ADOPT, LOOK, NOISE, PEER, PROOF, REVIEW, START, draw, stream
from mingjian.core.policy.outcomes import (
    CASES,
    CHECKED,
    COUNTERFEIT_ORDERS,
    COUNTERFEITERS,
    DECEIVED_ORDERS,
    FINDINGS,
    HONEST_ORDERS_LOST,
    HONEST_WEEKS_LOST,
    HOURS,
    LAPSED,
    LOOKS,
    OPERATORS,
    UNDER_DUTY,
    WAITING,
    WRONGLY_HIT,
    WRONGLY_HIT_SMALL,
)
from mingjian.core.policy.people import UNWILLING, People
from mingjian.core.policy.rules import Rules
from mingjian.core.policy.structures import IMITATION, KNOWN, NEIGHBOURS

SMALL = 2.0  # reach below which an operator is a small one: about six in ten
_SPREAD = 26.0  # weeks over which the cost of a change is weighed
_UPLINE = 3  # operators under one upline
_TRIES = 0.05  # share of those who imitate that try something at random instead: without it a way that nobody takes is gone for good
_SMOOTH = 0.1  # weight of the newest week in the risk that is known to all


@kernel
def simulate(seed: int, weeks: int, begins: int, structure: tuple[int, int, bool], before: Rules, under: Rules, people: People, out: Array) -> None:
    """Run a world; the proposal's rules hold from week `begins`. `out`: float64, zeros, weeks × channels × outcomes. The people are changed."""
    queue = np.zeros(len(people.reach), np.int32)
    place = np.zeros(2, np.int64)  # where the queue begins, and how many wait
    risk = np.full(3, 0.01)
    hits, active = np.zeros(3), np.zeros(3)
    for week in range(weeks):
        rules = before if week < begins else under
        row = out[week]
        used = _trade(seed, week, rules, people, queue, place, active, row)
        _check(seed, week, rules, structure, people, queue, place, hits, used, row)
        _learn(rules, structure[0], people, hits, active, risk)
        if structure[1] == IMITATION:
            _imitate(seed, week, rules, people)
        else:
            _choose(seed, week, rules, structure, people)


@kernel
def _trade(seed: int, week: int, rules: Rules, people: People, queue: Array, place: Array, active: Array, row: Array) -> float:
    """Let everybody trade, and find some; give the hours that looks took. They take no more than the reserve for checks leaves."""
    until, channels = people.until, people.channel
    in_channel = np.zeros(3)
    for operator in range(len(until)):
        if until[operator] <= week:
            in_channel[channels[operator]] += 1.0
    wanted = 0.0
    for channel in range(3):
        wanted += in_channel[channel] * rules.look[channel] * rules.hours_look
    part = min(1.0, rules.hours * (1.0 - rules.reserve) / wanted) if wanted > 0.0 else 0.0
    for channel in range(3):
        row[channel, LOOKS] = in_channel[channel] * rules.look[channel] * part
        row[channel, HOURS] = row[channel, LOOKS] * rules.hours_look
    _sell(week, people, rules, active, row)
    _find(seed, week, part, rules, people, queue, place, row)
    return wanted * part


@kernel
def _sell(week: int, people: People, rules: Rules, active: Array, row: Array) -> None:
    """Count what is sold and what is lost."""
    sells, channels, until, reach, reached, duty = people.sells, people.channel, people.until, people.reach, rules.orders, rules.duty
    active[:] = 0.0
    for operator in range(len(reach)):
        channel = channels[operator]
        orders = reach[operator] * reached[channel]
        if until[operator] > week:
            if sells[operator] == 0:
                row[channel, HONEST_WEEKS_LOST] += 1.0
                row[channel, HONEST_ORDERS_LOST] += orders
            continue
        row[channel, OPERATORS] += 1.0
        if sells[operator] == 1:
            active[channel] += 1.0
            row[channel, COUNTERFEITERS] += 1.0
            row[channel, COUNTERFEIT_ORDERS] += orders
            row[channel, DECEIVED_ORDERS] += orders * rules.deceived
        else:
            row[channel, UNDER_DUTY] += duty[channel]


@kernel
def _find(seed: int, week: int, part: float, rules: Rules, people: People, queue: Array, place: Array, row: Array) -> None:
    """Find some, by a look or a report, and let them wait; the turn begins at another operator each week, so that nobody is always the first."""
    sells, channels, until, reach, found = people.sells, people.channel, people.until, people.reach, people.found
    unseen, unreported, honest = np.zeros(3), np.zeros(3), np.zeros(3)
    for channel in range(3):
        look = rules.look[channel] * part
        unseen[channel] = 1.0 - look * rules.seen[channel]
        unreported[channel] = -rules.orders[channel] * rules.deceived * rules.report[channel]
        honest[channel] = 1.0 - (1.0 - look * rules.false_look[channel]) * (1.0 - rules.false_report[channel])
    looked, number = stream(seed, week, LOOK), len(reach)
    first = int(draw(stream(seed, week, START), 0) * number)
    for turn in range(number):
        operator = first + turn if first + turn < number else first + turn - number
        if until[operator] > week or found[operator] >= 0:
            continue
        channel = channels[operator]
        chance = honest[channel] if sells[operator] == 0 else 1.0 - unseen[channel] * math.exp(reach[operator] * unreported[channel])
        if draw(looked, operator) < chance:
            found[operator] = week
            row[channel, FINDINGS] += 1.0
            queue[(place[0] + place[1]) % number] = operator
            place[1] += 1


@kernel
def _check(
    seed: int, week: int, rules: Rules, structure: tuple[int, int, bool], people: People, queue: Array, place: Array, hits: Array, used: float, row: Array
) -> None:
    """Check findings, the oldest first, while hours are left; those too old lapse."""
    hits[:] = 0.0
    left, proved = rules.hours - used, stream(seed, week, PROOF)
    while place[1] > 0:
        operator = queue[place[0]]
        channel = people.channel[operator]
        is_old = week - people.found[operator] > rules.lapse
        if not is_old and left < rules.hours_check:
            break
        place[0], place[1] = (place[0] + 1) % len(queue), place[1] - 1
        people.found[operator] = -1
        if is_old:
            row[channel, LAPSED] += 1.0
            continue
        left -= rules.hours_check
        row[channel, CHECKED] += 1.0
        row[channel, HOURS] += rules.hours_check
        _judge(operator, week, rules, structure, people, hits, draw(proved, operator), row)
    for turn in range(place[1]):
        row[people.channel[queue[(place[0] + turn) % len(queue)]], WAITING] += 1.0


@kernel
def _judge(operator: int, week: int, rules: Rules, structure: tuple[int, int, bool], people: People, hits: Array, luck: float, row: Array) -> None:
    """Let a check end: a case stands, an honest operator is wrongly hit, or nothing comes of it."""
    channel = people.channel[operator]
    if people.sells[operator] == 1:
        if luck < rules.proof[channel]:
            row[channel, CASES] += 1.0
            hits[channel] += 1.0
            people.until[operator] = week + 1 if structure[2] else week + 1 + rules.suspension
            _frighten(operator, channel, rules.jump, structure[0], people)
    elif luck < rules.wrong[channel]:
        row[channel, WRONGLY_HIT] += 1.0
        if people.reach[operator] < SMALL:
            row[channel, WRONGLY_HIT_SMALL] += 1.0
        people.until[operator] = week + 1 + rules.wrong_suspension


@kernel
def _frighten(operator: int, channel: int, jump: float, perceives: int, people: People) -> None:
    """Raise the risk that the one hit perceives there, and half as much that of the upline and of the next one under it."""
    people.perceived[operator, channel] += jump * (1.0 - people.perceived[operator, channel])
    if perceives == NEIGHBOURS:
        for other in (operator // _UPLINE, (operator + 1) % len(people.reach)):
            people.perceived[other, channel] += 0.5 * jump * (1.0 - people.perceived[other, channel])


@kernel
def _learn(rules: Rules, perceives: int, people: People, hits: Array, active: Array, risk: Array) -> None:
    """Let what everybody hears of each channel sink in: it draws what an operator perceives towards it, or is what they know."""
    for channel in range(3):
        newest = hits[channel] / active[channel] if active[channel] > 0.0 else 0.0
        risk[channel] += _SMOOTH * (newest - risk[channel])
    perceived, fade = people.perceived, 1.0 if perceives == KNOWN else rules.fade
    for operator in range(len(perceived)):
        for channel in range(3):
            perceived[operator, channel] += fade * (risk[channel] - perceived[operator, channel])


@kernel
def _worth(operator: int, sells: int, channel: int, rules: Rules, people: People) -> float:
    """What a week of a way of trading is worth to an operator, in honest margins."""
    if sells == 0:
        return 1.0
    worth: float = 1.0 + rules.extra[channel] - people.perceived[operator, channel] * (rules.fine + rules.suspension) - people.moral[operator]
    return worth


@kernel
def _choose(seed: int, week: int, rules: Rules, structure: tuple[int, int, bool], people: People) -> None:
    """Let some think again: of six ways (honest or not, in each channel) they take the one worth most, with chance in it."""
    thinks = stream(seed, week, REVIEW)
    cost = 0.0 if structure[2] else rules.cost / _SPREAD
    chances = np.empty(6, np.uint64)
    for way in range(6):
        chances[way] = stream(seed, week, NOISE + way)
    until, review = people.until, rules.review
    for operator in range(len(until)):
        if until[operator] > week or draw(thinks, operator) >= review:
            continue
        best, sells, channel = -math.inf, 0, 0
        for way in range(6):
            luck = draw(chances[way], operator)
            worth = _worth(operator, way // 3, way % 3, rules, people) - rules.noise * math.log(-math.log(luck + 1e-300) + 1e-300)
            if way % 3 != people.channel[operator]:
                worth -= cost
            if worth > best:
                best, sells, channel = worth, way // 3, way % 3
        people.sells[operator], people.channel[operator] = sells, channel


@kernel
def _imitate(seed: int, week: int, rules: Rules, people: People) -> None:
    """Let some look at one other operator, and do as that one does, the likelier the more it is worth to them."""
    thinks, whom, adopts = stream(seed, week, REVIEW), stream(seed, week, PEER), stream(seed, week, ADOPT)
    sold, where = people.sells.copy(), people.channel.copy()
    until, review = people.until, rules.review
    for operator in range(len(until)):
        if until[operator] > week or draw(thinks, operator) >= review:
            continue
        luck = draw(adopts, operator)
        if luck < _TRIES:
            way = int(luck / _TRIES * 6)
            people.sells[operator], people.channel[operator] = way // 3 if people.moral[operator] < UNWILLING else 0, way % 3
            continue
        peer = int(draw(whom, operator) * len(people.reach))
        own = _worth(operator, sold[operator], where[operator], rules, people)
        theirs = _worth(operator, sold[peer], where[peer], rules, people)
        if where[peer] != where[operator]:
            theirs -= rules.cost / _SPREAD
        if luck < 1.0 / (1.0 + math.exp(min((own - theirs) / rules.noise, 700.0))):
            people.sells[operator], people.channel[operator] = sold[peer], where[peer]
