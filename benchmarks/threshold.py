"""
How long one threshold takes in process: every crime, an act before the change of April 2025, so that two regimes are weighed.

Run `python benchmarks/threshold.py`; the least of five runs counts. Target: under 1 ms each.
"""

import time
from datetime import date
from decimal import Decimal

from mingjian.core.law.measures import Figures
from mingjian.core.law.thresholds import as_data, threshold
from mingjian.core.procedure import crimes

FIGURES = Figures(sales=Decimal(300_000), unsold=Decimal(90_000), gains=Decimal(25_000), loss=Decimal(10_000), prior_penalties=Decimal(1))
ROUNDS = 20


def main() -> None:
    """Print milliseconds for one threshold, and with its data."""
    start = time.perf_counter()
    found = crimes().all
    print(f"{len(found)} crimes read in {(time.perf_counter() - start) * 1e3:.0f} ms")
    for name, with_data in (("threshold", False), ("threshold and its data", True)):
        print(f"{name}: {min(_seconds(with_data) for _ in range(5)) / (ROUNDS * len(found)) * 1e3:.3f} ms")


def _seconds(with_data: bool) -> float:
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for crime in crimes().all.values():
            result = threshold(crime, FIGURES, date(2024, 6, 1), date(2026, 11, 24))
            if with_data:
                as_data(result)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
