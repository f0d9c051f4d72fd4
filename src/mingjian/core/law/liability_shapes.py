"""Lints of shape over the liabilities: bands without a hole, fields accounted for, no special law that silently begins later, fines with their conditions."""

import re
from collections.abc import Collection, Iterator

from mingjian.core.calendar import DAY
from mingjian.core.law.duties import Duties
from mingjian.core.law.provisions import FEN, Act, Liabilities
from mingjian.core.law.reader import Faults
from mingjian.core.law.statutes import Statutes

Said = tuple[int, str, str]

#: Words by which a figure says that it holds on a condition only, or for somebody else than the firm.
_CONDITIONS = re.compile("拒不改正|逾期|情节(?:特别)?(?:严重|较轻|恶劣)|后果|次以上|责任人员|主管人员|从业人员|个人|单位|未曾|无法|明显偏低|大量")


#: Words of a condition by which there is no fine before an order was refused or let pass.
_ONLY_IF_REFUSED = re.compile("(?:拒不|逾期)[^；。]*才[^；。]*罚款")
#: Laws of which another article fines the persons responsible in a unit whatever was broken, and the act that it leaves out itself.
_FINES_PERSONS = {"food_safety_law": ("food_safety_reg/75", "food_label_flaws")}
#: Words of an order by which persons are fined beside the unit.
_FINE_ON_PERSONS = re.compile("(?:责任人员?|主管人员|负责人|个人)[^，；]*(?:，[^；]*)?罚款")
#: Words that say on whom, and not on which condition.
_OF_PERSONS = ("责任人员", "主管人员", "个人", "单位", "从业人员")


def check_liability_shapes(liabilities: Liabilities, shown_as: str, statutes: Statutes, fields: Collection[str], faults: Faults) -> None:
    """Note every hole, at the line of the provision that has it."""
    for act in liabilities.all.values():
        shapes = (*_bands(act), *_fields(act, fields), *_later(act, statutes), *_before(act))
        found = (*shapes, *_conditions(act, statutes), *_refused(act), *_persons(act), *_persons_of_law(act))
        for line, zh, en in found:
            faults.add(f"{shown_as}/{act.act}.yaml", line, zh, en)


def check_duties(duties: Duties, liabilities: Liabilities, shown_as: str, faults: Faults) -> None:
    """Note every fine of a duty that no act weighs, so that it cannot be asked what the breach is liable to; and every act of a duty that there is not."""
    weighed = {(name, fine.value) for act in liabilities.all.values() for name in act.duties for one in act.provisions for fine in one.fines}
    for duty in duties.all:
        for ref in (ref for ref in duty.fines if (duty.name, ref) not in weighed):
            faults.add(
                duty.file,
                duty.line_number,
                f"义务“{duty.name}”的罚款 {ref} 查不到：没有违法行为（liability）写明它在何种条件下适用。",
                f"The fine {ref} of duty {duty.name} cannot be asked: no act (liability) says on which condition it holds.",
            )
    known = {duty.name for duty in duties.all}
    for act in liabilities.all.values():
        for name in (name for name in act.duties if name not in known):
            faults.add(
                f"{shown_as}/{act.act}.yaml", 1, f"没有义务“{name}”；请先写入 duties。", f"There is no duty {name!r}; add it to duties, or mend the name."
            )


def _bands(act: Act) -> Iterator[Said]:
    for one in act.provisions:
        for base in {fine.of for fine in one.fines if not (fine.when or fine.whom)}:
            banded = [fine for fine in one.fines if fine.of == base and not (fine.when or fine.whom) and not fine.is_floor and not (fine.since or fine.until)]
            starts, ends = {fine.least for fine in banded if fine.least}, {fine.below for fine in banded if fine.below}
            if ends == {FEN} or starts | ends <= {FEN}:  # without any gains a multiple of them comes to nothing, so that is no hole
                continue
            unbounded = any(fine.least is None and fine.below is None for fine in banded)
            for figure in sorted(starts | ends if unbounded else starts ^ ends):
                yield (
                    one.line_number,
                    f"{one.ground}：{figure:,} 元处有缺口：一段到此为止，另一段没有从此开始。",
                    f"{one.ground}: there is a hole at {figure:,} yuan: one band ends there, and none begins, or the other way round.",
                )


def _fields(act: Act, fields: Collection[str]) -> Iterator[Said]:
    unsaid = [field for field in fields if not act.is_said_of(field)]
    if unsaid:
        yield (
            1,
            f"没有写明以下领域由哪部法律处罚：{'、'.join(unsaid)}；请写罚则，或者写入 complete 的 general、missing。",
            f"It is not said which law punishes the act in: {', '.join(unsaid)}; add provisions, or name them in complete, as general or missing.",
        )


def _later(act: Act, statutes: Statutes) -> Iterator[Said]:
    """Where the special law has no version yet, the general one must not seem to govern: what is missing is said, or the text added."""
    for one in (one for one in act.provisions if one.fields and not one.since):
        versions = statutes.versions(one.ground.partition("/")[0])
        eve = versions[0].in_force - DAY
        general = [
            other for other in act.provisions if not (other.fields or other.subsidiary) and other.is_for("", eve) and statutes.has_article(other.ground, eve)
        ]
        unsaid = [field for field in one.fields if not any(missing.is_for(field, eve) for missing in act.missing)]
        if general and unsaid and not versions[0].is_first:
            yield (
                one.line_number,
                f"{one.ground} 在库内始于 {versions[0].in_force}，而一般规定 {general[0].ground} 更早：此前会由一般法顶替；请补旧版本，或者写入 missing。",
                f"{one.ground} begins on {versions[0].in_force} in the rulebook; before, the general {general[0].ground} would stand for it. "
                "Add the earlier text, or say in missing what is not there.",
            )


def _before(act: Act) -> Iterator[Said]:
    grounds = {one.ground for one in act.provisions}
    for one in act.provisions:
        for ground in (ground for ground in one.before if ground not in grounds):
            yield (
                one.line_number,
                f"{one.ground} 所排除的 {ground} 不在本行为的罚则中。",
                f"{one.ground} goes before {ground}, which is no provision of this act.",
            )


def _persons(act: Act) -> Iterator[Said]:
    """What is ordered beside a fine holds no fine on persons that stands in no figure."""
    for one in act.provisions:
        told = next((order for order in one.orders if _FINE_ON_PERSONS.search(order.zh)), None)
        elsewhere = any(other.whom and set(one.fields) <= set(other.fields or one.fields) for other in act.provisions)
        if told and not (elsewhere or one.whom or any(fine.whom for fine in one.fines)):
            yield (
                one.line_number,
                f"{one.ground}：“{told.zh[:40]}”说到对个人的罚款，却没有数额；请写入 fines，并写明 whom。",
                f"{one.ground}: {told.en[:80]!r} speaks of a fine on persons, and no figure of it stands in fines (with whom).",
            )


def _conditions(act: Act, statutes: Statutes) -> Iterator[Said]:
    """A figure whose own title says that it holds on a condition is not told as if it always held."""
    titles = {value.ref: value.title for value in statutes.values()}
    for one in act.provisions:
        for fine in (fine for fine in one.fines if not fine.when and fine.value in titles):
            said = "".join(text.zh for text in (one.condition, one.whom, fine.whom) if text)
            wanting = [
                word for word in _CONDITIONS.findall(titles[fine.value].zh) if word not in said and not (word in _OF_PERSONS and (fine.whom or one.whom))
            ]
            if wanting:
                yield (
                    one.line_number,
                    f"{fine.value}（{titles[fine.value].zh}）只在“{wanting[0]}”等条件下适用，罚则须写明（when 或者 condition）。",
                    f"{fine.value} ({titles[fine.value].en}) holds on a condition only; the provision must say it (when, or condition).",
                )


def _refused(act: Act) -> Iterator[Said]:
    """Where the provision says that only what was refused is fined, each figure says so: a headline shows figures with their own conditions."""
    for one in (one for one in act.provisions if one.condition and _ONLY_IF_REFUSED.search(one.condition.zh)):
        if any(not (fine.when or fine.whom) for fine in one.fines):
            yield (
                one.line_number,
                f"{one.ground}：拒不改正的才罚款，每项罚款须写明（when），否则结论中如同当然适用。",
                f"{one.ground}: there is a fine only if correction was refused; each figure must say it (when), or the headline tells it as if it always held.",
            )


def _persons_of_law(act: Act) -> Iterator[Said]:
    """Where an article fines persons for every breach of a law, each act that the law punishes tells it."""
    grounds = {one.ground for one in act.provisions}
    for law, (article, left_out) in _FINES_PERSONS.items():
        own = next((one for one in act.provisions if one.ground.startswith(f"{law}/")), None)
        if own and article not in grounds and act.act != left_out:
            yield (
                own.line_number,
                f"{own.ground} 的违法行为，{article} 另对单位的责任人员罚款，罚则中没有写。",
                f"{article} fines the persons responsible for what {own.ground} punishes, too, and is no provision of this act.",
            )
