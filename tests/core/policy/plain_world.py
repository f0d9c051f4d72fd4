"""The model once more, written plainly from its description, with ordinary numbers: what the compiled kernel is held against, bit for bit."""

import math
from typing import Any

MASK = 2**64 - 1
LOOK, START, PROOF, REVIEW, PEER, ADOPT, NOISE = 1, 2, 3, 4, 5, 6, 10


def mix(number: int) -> int:
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


def luck(seed: int, operator: int, week: int, purpose: int) -> float:
    stream = mix((mix((seed + 0x9E3779B97F4A7C15) & MASK) + week * 0xD1B54A32D192ED03 + purpose) & MASK)
    return (mix((stream + (operator + 1) * 0x9E3779B97F4A7C15) & MASK) >> 11) * 2.0**-53


class PlainWorld:
    """One world: `step` runs a week and gives what is counted by channel, in the order of the outcomes."""

    def __init__(self, seed: int, structure: Any, people: Any) -> None:
        self.seed, self.structure = seed, structure
        self.reach, self.moral = people.reach.tolist(), people.moral.tolist()
        self.sells, self.channel, self.until = people.sells.tolist(), people.channel.tolist(), people.until.tolist()
        self.perceived = people.perceived.tolist()
        self.found: dict[int, int] = {}  # who waits, since when; the oldest first
        self.risk = [0.01] * 3

    def step(self, week: int, rules: Any) -> list[list[float]]:
        row = [[0.0] * 16 for _ in range(3)]
        trading = [one for one in range(len(self.reach)) if self.until[one] <= week]
        there = [float(sum(self.channel[one] == channel for one in trading)) for channel in range(3)]
        wanted = 0.0
        for channel in range(3):
            wanted += there[channel] * rules.look[channel] * rules.hours_look
        part = min(1.0, rules.hours * (1.0 - rules.reserve) / wanted) if wanted else 0.0
        for channel in range(3):
            row[channel][12] = there[channel] * rules.look[channel] * part
            row[channel][13] = row[channel][12] * rules.hours_look
        self.trade(week, rules, row)
        self.find(week, rules, part, row)
        active = [row[channel][1] for channel in range(3)]
        hits = self.check(week, rules, rules.hours - wanted * part, row)
        self.learn(rules, hits, active)
        self.think(week, rules)
        return row

    def trade(self, week: int, rules: Any, row: list[list[float]]) -> None:
        for one, channel in enumerate(self.channel):
            orders, told = self.reach[one] * rules.orders[channel], row[channel]
            if self.until[one] > week:
                if not self.sells[one]:
                    told[5] += 1.0
                    told[6] += orders
                continue
            told[2] += 1.0
            if self.sells[one]:
                told[1] += 1.0
                told[0] += orders
                told[15] += orders * rules.deceived
            else:
                told[14] += rules.duty[channel]

    def find(self, week: int, rules: Any, part: float, row: list[list[float]]) -> None:
        number = len(self.reach)
        first = int(luck(self.seed, 0, week, START) * number)
        for one in [*range(first, number), *range(first)]:
            if self.until[one] > week or one in self.found:
                continue
            channel = self.channel[one]
            look = rules.look[channel] * part
            if self.sells[one]:
                rate = -rules.orders[channel] * rules.deceived * rules.report[channel]
                chance = 1.0 - (1.0 - look * rules.seen[channel]) * math.exp(self.reach[one] * rate)
            else:
                chance = 1.0 - (1.0 - look * rules.false_look[channel]) * (1.0 - rules.false_report[channel])
            if luck(self.seed, one, week, LOOK) < chance:
                self.found[one] = week
                row[channel][8] += 1.0

    def check(self, week: int, rules: Any, left: float, row: list[list[float]]) -> list[float]:
        hits = [0.0] * 3
        for one, since in list(self.found.items()):
            told = row[self.channel[one]]
            if week - since > rules.lapse:
                told[10] += 1.0
            elif left < rules.hours_check:
                break
            else:
                left -= rules.hours_check
                told[9] += 1.0
                told[13] += rules.hours_check
                self.judge(one, week, rules, hits, told)
            del self.found[one]
        for one in self.found:
            row[self.channel[one]][11] += 1.0
        return hits

    def judge(self, one: int, week: int, rules: Any, hits: list[float], told: list[float]) -> None:
        channel, drawn = self.channel[one], luck(self.seed, one, week, PROOF)
        if self.sells[one] and drawn < rules.proof[channel]:
            told[7] += 1.0
            hits[channel] += 1.0
            self.until[one] = week + 1 + (0 if self.structure.is_free else rules.suspension)
            self.perceived[one][channel] += rules.jump * (1.0 - self.perceived[one][channel])
            if self.structure.perceives == 1:
                for other in (one // 3, (one + 1) % len(self.reach)):
                    self.perceived[other][channel] += 0.5 * rules.jump * (1.0 - self.perceived[other][channel])
        if not self.sells[one] and drawn < rules.wrong[channel]:
            told[3] += 1.0
            told[4] += self.reach[one] < 2.0
            self.until[one] = week + 1 + rules.wrong_suspension

    def learn(self, rules: Any, hits: list[float], active: list[float]) -> None:
        fade = 1.0 if self.structure.perceives == 2 else rules.fade
        for channel in range(3):
            newest = hits[channel] / active[channel] if active[channel] else 0.0
            self.risk[channel] += 0.1 * (newest - self.risk[channel])
            for perceived in self.perceived:
                perceived[channel] += fade * (self.risk[channel] - perceived[channel])

    def worth(self, one: int, sells: int, channel: int, rules: Any) -> float:
        if not sells:
            return 1.0
        return 1.0 + rules.extra[channel] - self.perceived[one][channel] * (rules.fine + rules.suspension) - self.moral[one]

    def think(self, week: int, rules: Any) -> None:
        sold, where = list(self.sells), list(self.channel)
        for one in range(len(self.reach)):
            if self.until[one] <= week and luck(self.seed, one, week, REVIEW) < rules.review:
                way = self.imitated(one, week, rules, sold, where) if self.structure.reviews == 1 else self.chosen(one, week, rules)
                self.sells[one], self.channel[one] = way

    def chosen(self, one: int, week: int, rules: Any) -> tuple[int, int]:
        worths = []
        for way in range(6):
            chance = -math.log(-math.log(luck(self.seed, one, week, NOISE + way) + 1e-300) + 1e-300)
            moves = way % 3 != self.channel[one] and not self.structure.is_free
            worths.append(self.worth(one, way // 3, way % 3, rules) + rules.noise * chance - (rules.cost / 26.0 if moves else 0.0))
        best = worths.index(max(worths))
        return best // 3, best % 3

    def imitated(self, one: int, week: int, rules: Any, sold: list[int], where: list[int]) -> tuple[int, int]:
        drawn = luck(self.seed, one, week, ADOPT)
        if drawn < 0.05:
            way = int(drawn / 0.05 * 6)
            return (way // 3 if self.moral[one] < 1e9 else 0), way % 3
        peer = int(luck(self.seed, one, week, PEER) * len(self.reach))
        own, theirs = self.worth(one, sold[one], where[one], rules), self.worth(one, sold[peer], where[peer], rules)
        theirs -= rules.cost / 26.0 if where[peer] != where[one] else 0.0
        adopts = drawn < 1.0 / (1.0 + math.exp(min((own - theirs) / rules.noise, 700.0)))
        return (sold[peer], where[peer]) if adopts else (sold[one], where[one])
