"""What the code must show before anybody believes it: a published result reproduced, and a null proposal that changes nothing."""

from dataclasses import dataclass

import numpy as np

from mingjian.core.language import Text
from mingjian.core.law import Statutes
from mingjian.core.policy.experiment import Experiment
from mingjian.core.policy.experiment_run import run
from mingjian.core.policy.inspection import orbit

_DRIFT = 1e-8
_NEAR = 5e-4


@dataclass(frozen=True)
class Shown:
    """One thing that was to be shown: in words, whether it was, and what came out."""

    says: Text
    is_shown: bool
    got: str


def inspection_game() -> Shown:
    """R7: closed orbits round (k/r, g/p), with the authors' parameters."""
    gain, penalty, reward, cost = 50.0, 100.0, 4.0, 1.0
    found = orbit(gain, penalty, reward, cost, (0.5, 0.5))
    is_near = abs(found.mean_x - cost / reward) < _NEAR and abs(found.mean_y - gain / penalty) < _NEAR
    says = Text(
        "检查博弈（Ishikawa、Fontanari 2025）：轨道闭合，时间平均等于不动点",
        "inspection game (Ishikawa, Fontanari 2025): closed orbits, means at the fixed point",
    )
    return Shown(says, is_near and found.drift < _DRIFT, f"x {found.mean_x:.4f} (0.2500), y {found.mean_y:.4f} (0.5000), drift {found.drift:.0e} (< 1e-08)")


def null_changes_nothing(experiment: Experiment, statutes: Statutes) -> Shown:
    """Every difference under the lever `null` is exactly zero, bit for bit, in every week and world."""
    weekly = run(experiment, statutes).weekly
    changed = int((weekly[:, :, 1:].view(np.uint64) != weekly[:, :, :1].view(np.uint64)).sum())
    return Shown(Text("空方案逐比特不改变任何数", "the null proposal changes no bit of any number"), changed == 0, f"{changed} of {weekly[:, :, 1:].size:,}")
