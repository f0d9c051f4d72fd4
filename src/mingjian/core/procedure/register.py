"""
The register: every figure of the rulebook in one list, one line an entry, so that none is lost or altered without somebody seeing it in a difference.

It is drawn by `mingjian law register` and stands as `rulebook/cn/register.yaml`; it says what the book says, not that the book is right.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from mingjian.core.law.crimes import Condition, Crimes, Tier
from mingjian.core.law.provisions import Fine, Liabilities
from mingjian.core.law.reading import Faults, read
from mingjian.core.law.statutes import LawValue, Statutes

FILE = "register.yaml"


def entries(statutes: Statutes, crimes: Crimes, liabilities: Liabilities) -> dict[str, str]:
    """Give what each figure says, by where it stands."""
    return dict(
        [
            *((f"{value.ref} {value.in_force}", _value(value)) for value in statutes.values()),
            *(
                (f"{crime.crime} {regime.regime} {tier.tier}", _tier(tier, regime.prior_within))
                for crime in crimes.all.values()
                for regime in crime.regimes
                for tier in regime.tiers
            ),
            *(
                (f"{act.act} {i + 1} {one.ground}", "; ".join(_fine(fine) for fine in one.fines))
                for act in liabilities.all.values()
                for i, one in enumerate(act.provisions)
            ),
        ]
    )


def _value(value: LawValue) -> str:
    figures = value.number if value.number is not None else f"{_end(value.least)}..{_end(value.most)}"
    return f"{figures} {value.unit}" if value.number is not None or value.least is not None or value.most is not None else value.unit


def _end(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def _tier(tier: Tier, within: int | None) -> str:
    times = f" = {tier.times[0]}×{tier.times[1]}" if tier.times else ""
    years = f", {within} years" if within else ""
    return f"{tier.months[0]}–{tier.months[1]} months{times}{years}: {'; '.join(_test(test) for test in tier.tests)}"


def _test(test: Condition) -> str:
    parts = [test.measure, _end(test.line), *(f"{name}>={number}" for name, number in test.either.items())]
    return " ".join(part for part in (*parts, *(f"{name}<{number}" for name, number in test.below.items())) if part)


def _fine(fine: Fine) -> str:
    bounds = [f"from {fine.least}"] if fine.least is not None else []
    bounds += [f"below {fine.below}"] if fine.below is not None else []
    bounds += [f"at least {fine.counts_at_least}"] if fine.counts_at_least is not None else []
    return " ".join([fine.value.partition("#")[2], *([f"of {fine.of}"] if fine.of else []), *bounds])


def register_file(found: Mapping[str, str]) -> str:
    """Write the register."""
    head = "# Drawn by `mingjian law register`; what stands here is compared with the files by `mingjian law check`.\nentries:\n"
    return head + "".join(f'  "{where}": "{said}"\n' for where, said in found.items())


def check_register(path: Path, found: Mapping[str, str], faults: Faults) -> None:
    """Note every entry that the files have lost, that they say otherwise, or that the register does not have yet."""
    top = read(path, path.name, faults) if path.is_file() else None
    kept = top.branch("entries") if top else None
    if kept is None:
        return
    for where in kept.items:
        said = kept.word(where)
        if found.get(where) != said:
            now = found.get(where, "—")
            kept.fault(
                f"登记为“{said}”，文件中为“{now}”；如属有意修改，请用 mingjian law register 重画。",
                f"The register has {said!r}, the files have {now!r}; if that is meant, draw it anew with `mingjian law register`.",
                where,
            )
    for where in _new(found, kept.items):
        kept.fault(f"登记中没有 {where}；请用 mingjian law register 重画。", f"The register has no {where}; draw it anew with `mingjian law register`.")


def _new(found: Mapping[str, str], kept: Mapping[str, object]) -> Iterator[str]:
    return (where for where in found if where not in kept)
