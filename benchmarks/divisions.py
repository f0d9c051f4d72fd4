"""
How far a judge of texts is ahead of its plain baseline on rows laid aside by lot, over several divisions, not one: a single one is luck where classes are rare.

Run `python benchmarks/divisions.py chineseharm-bench [--divisions 9] [--aside 0.3] [--of LABEL ...] [--data FOLDER]`. In every division both are fitted on the
rows that are left and judge those laid aside. Copies and near-duplicates lie on one side, save where a set counts copies as rows of their own. The interval
of the mean difference is by bootstrap over rows (all divisions of a draw share its rows).
"""

import argparse
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mingjian.core.quality import chosen, read
from mingjian.core.quality.common.keys import hashed
from mingjian.core.quality.common.training import fit, labelled, support_of

DRAWS, SEED = 2000, 20_261_126

Numbers = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float64]


class Division(NamedTuple):
    """The places of rows laid aside, and what the judge and the baseline took them for (numbers of classes; one more for a class of no row)."""

    aside: Numbers
    ours: Numbers
    plain: Numbers


def main() -> None:
    """Measure, and print a line a division and the means."""
    parser = argparse.ArgumentParser()
    parser.add_argument("set", choices=["chineseharm-bench"])
    parser.add_argument("--divisions", type=int, default=9)
    parser.add_argument("--aside", type=float, default=0.3)
    parser.add_argument("--of", nargs="*", default=[], help="classes whose F1 is told, too")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = parser.parse_args()
    (module,) = chosen([given.set]).values()
    rows = labelled(read(module, given.data / given.set))
    support = support_of(module, given.data / given.set)
    classes = sorted({row.label for row in rows})
    numbers = {label: place for place, label in enumerate(classes)}
    labels = np.array([numbers[row.label] for row in rows])
    kept_together = np.unique(hashed(rows), return_inverse=True)[1]
    wanted = {"macro": list(range(len(classes))), **{label: [numbers[label]] for label in given.of}}
    found = []
    for number in range(given.divisions):
        began = perf_counter()
        drawn = np.random.default_rng(SEED + number).random(kept_together.max() + 1)[kept_together] < given.aside
        left, aside = [rows[place] for place in np.flatnonzero(~drawn)], np.flatnonzero(drawn)
        contents = [rows[place].content for place in aside]
        ours, plain = fit(module, left, support).predict(contents), module.baseline(left)(contents)
        found.append(Division(aside, *(np.array([numbers[label] for label in said]) for said in (ours, plain))))
        print(f"{number + 1}: {len(left)} rows left, {len(aside)} laid aside; {_told(labels, found[-1:], wanted)}; {perf_counter() - began:.0f} s", flush=True)
    print(f"mean of {len(found)}: {_told(labels, found, wanted)}")


def _told(labels: Numbers, found: list[Division], wanted: dict[str, list[int]]) -> str:
    """Give F1 of the judge and of the baseline, and their difference, with intervals."""
    rng, told = np.random.default_rng(SEED), []
    draws = np.array(
        [_both(labels, found, np.bincount(rng.integers(0, len(labels), len(labels)), minlength=len(labels)).astype(np.float64)) for _ in range(DRAWS)]
    )
    whole = _both(labels, found, np.ones(len(labels)))
    for name, places in wanted.items():
        (ours, plain), spread = whole[:, places].mean(1), draws[:, :, places].mean(2)
        low, high = np.quantile(spread[:, 0], [0.025, 0.975])
        less, more = np.quantile(spread[:, 0] - spread[:, 1], [0.025, 0.975])
        told.append(f"{name} F1 {ours:.3f} [{low:.3f}, {high:.3f}], baseline {plain:.3f}, ahead {ours - plain:+.3f} [{less:+.3f}, {more:+.3f}]")
    return "; ".join(told)


def _both(labels: Numbers, found: list[Division], weights: Weights) -> Weights:
    """Give the F1 of each class (2 x classes: judge, baseline), mean over divisions, where each row counts by its weight."""
    classes = int(labels.max()) + 1
    judged = [[_f1(labels[one.aside], said, weights[one.aside], classes) for said in (one.ours, one.plain)] for one in found]
    mean: Weights = np.mean(np.array(judged), 0)
    return mean


def _f1(labels: Numbers, said: Numbers, weights: Weights, classes: int) -> Weights:
    right = labels == said
    both = np.bincount(labels, weights, classes) + np.bincount(said, weights, classes)
    share: Weights = 2 * np.bincount(labels[right], weights[right], classes) / np.maximum(both, 1e-9)
    return share


if __name__ == "__main__":
    main()
