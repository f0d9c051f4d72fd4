"""
The register: every figure of the rulebook in one list, one line an entry, so that none is lost or altered without somebody seeing it in a difference.

It is drawn by `mingjian law register` and stands as `rulebook/cn/register.yaml`; it says what the book says, not that the book is right.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from mingjian.core.calendar import Calendar, Year
from mingjian.core.law.crimes import GRAVEST, LIGHTEST, Condition, Crimes, Regime, Tier
from mingjian.core.law.discretion import Discretion
from mingjian.core.law.provisions import Fine, Liabilities, Provision
from mingjian.core.law.reader import Faults, read
from mingjian.core.law.statutes import RUNS, VERIFICATIONS, LawValue, Statutes

FILE = "register.yaml"


def entries(statutes: Statutes, calendar: Calendar, crimes: Crimes, liabilities: Liabilities, discretion: Discretion) -> dict[str, str]:
    """Return what each figure says, by where it stands: with the days, fields and marks on which it hangs, for without one of them it says something else."""
    return dict(
        [
            *((f"{value.ref} {value.in_force}", _value(value)) for value in statutes.values()),
            *((f"calendar {year.year}", _year(year)) for year in calendar.years),
            *(
                (f"{crime.crime} {regime.regime} {tier.tier}", _tier(tier, regime))
                for crime in crimes.all.values()
                for regime in crime.regimes
                for tier in regime.tiers
            ),
            *((f"{act.act} {i + 1} {one.ground}", _provision(one)) for act in liabilities.all.values() for i, one in enumerate(act.provisions)),
            *(
                (f"{act.act} missing {i + 1}", f"{missing.since or ''}..{missing.until or ''} [{', '.join(missing.fields)}]")
                for act in liabilities.all.values()
                for i, missing in enumerate(act.missing)
            ),
            *(
                (f"{scale.name} {band.name}", ", ".join([f"{band.least}..{band.most} percent", *_mark(scale.verification)]))
                for scale in discretion.scales
                for band in scale.bands.values()
            ),
        ]
    )


def _value(value: LawValue) -> str:
    figures = value.number if value.number is not None else f"{_end(value.least)}..{_end(value.most)}"
    has_figures = value.number is not None or value.least is not None or value.most is not None
    notes = [value.runs] if value.runs != RUNS[0] else []
    notes += ["rolls not"] if not value.rolls else []
    notes += [f"from {value.superseded[0]} {value.superseded[1]}"] if value.superseded else []
    notes += ["or otherwise"] if value.rolls_otherwise else []
    notes += [f"extends {value.extends}"] if value.extends else []
    notes += [f"leaves out {len(value.excludes)}"] if value.excludes else []
    notes += [f"at most {value.exclusion_cap}"] if value.exclusion_cap else []
    notes += [f"until {value.until}"] if value.until else []
    return ", ".join([f"{figures} {value.unit}" if has_figures else value.unit, *notes, *_mark(value.verification)])


def _mark(verification: str) -> list[str]:
    """Return the mark of what nobody read: without it the figure would decide."""
    return [verification] if verification == VERIFICATIONS[-1] else []


def _year(year: Year) -> str:
    off = "".join(f" {day:%m-%d}" for day in sorted(year.off))
    return f"off{off}; worked{''.join(f' {day:%m-%d}' for day in sorted(year.worked))}{', provisional' if year.is_provisional else ''}"


def _end(figure: int | None) -> str:
    return "" if figure is None else str(figure)


def _tier(tier: Tier, regime: Regime) -> str:
    times = f" = {tier.times[0]}×{tier.times[1]}" if tier.times else ""
    years = f", {regime.prior_within} years" if regime.prior_within else ""
    kinds = [tier.lightest] * (tier.lightest != LIGHTEST[-1]) + [tier.gravest] * (tier.gravest != GRAVEST[0])
    days = f"{regime.in_force}..{regime.until or ''}" + (f" (acts from {regime.acts_from})" if regime.acts_from != regime.in_force else "")
    of = "".join(f" [{', '.join(fields)}]" for fields in (regime.fields, [f"not {one}" for one in regime.but_not]) if fields)
    term = " ".join([f"{tier.months[0]}–{tier.months[1]} months{times}{years}", *kinds])
    return f"{days}{of} {term}: {'; '.join(_test(test) for test in tier.tests)}"


def _test(test: Condition) -> str:
    parts = [test.measure, _end(test.line), *(f"{name}>={number}" for name, number in test.either.items())]
    parts += [f"{name}<{number}" for name, number in test.below.items()]
    parts += [f"among {len(test.among)}"] if test.among else []
    parts += ["attempt"] if test.is_attempt else []
    parts += [f"from {test.in_force}"] if test.in_force else []
    parts += ["judged"] if test.judge or test.besides else []
    return " ".join(part for part in (*parts, *_mark(test.verification)) if part)


def _provision(one: Provision) -> str:
    said = "; ".join(_fine(fine) for fine in one.fines)
    held = f" ({one.since or ''}..{one.until or ''})" if one.since or one.until else ""
    before = f" before {', '.join(one.before)}" if one.before else ""
    steps_back = " steps back" if one.subsidiary else ""
    fields = f" [{', '.join(one.fields)}]" if one.fields else ""
    others = " for others" if one.whom else ""
    return f"{said}{held}{fields}{before}{steps_back}{others}"


def _fine(fine: Fine) -> str:
    bounds = [f"from {fine.least}"] if fine.least is not None else []
    bounds += [f"below {fine.below}"] if fine.below is not None else []
    bounds += [f"at least {fine.counts_at_least}"] if fine.counts_at_least is not None else []
    bounds += ["floor"] if fine.is_floor else []
    bounds += [f"since {fine.since}"] if fine.since else []
    bounds += [f"until {fine.until}"] if fine.until else []
    bounds += ["judged"] if fine.when else []
    bounds += ["on others"] if fine.whom else []
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
