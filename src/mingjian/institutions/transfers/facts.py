"""What a transfer tells: to official documents what its case and its pack say, to its own steps which papers go along and to which police."""

from typing import Any

from mingjian.core.language import Text
from mingjian.institutions.cases.facts import crime_said, facts_of_case, transfer_drafted
from mingjian.institutions.cases.models import AmountLine
from mingjian.institutions.cases.queries import lines_counted, police_beside, procuratorate_beside
from mingjian.institutions.clues.facts import facts_of_clue
from mingjian.institutions.matters.facts import facts_of_matter
from mingjian.institutions.transfers.models import TRANSFER
from mingjian.institutions.transfers.queries import case_behind
from mingjian.institutions.transfers.services.pack import pack_of, police_of
from mingjian.office.documents.facts import Personal
from mingjian.office.models import Dossier


def facts_of_transfer(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Return what is known of a transfer, by group and name: what the case or the clue that it arose from says, its pack and its police body."""
    if dossier.procedure != TRANSFER:
        return {}
    case, police = case_behind(dossier), police_beside(dossier.department)
    procuratorate = procuratorate_beside(dossier.department)
    pack = {"papers": pack_of(dossier).listed, "police": police.name_zh if police else "", "procuratorate": procuratorate.name_zh if procuratorate else ""}
    told: dict[str, dict[str, Any]] = {"pack": pack, "transfer": crime_said(case)}
    behind = case.dossier if case else dossier.arose_from
    for groups in (facts_of_clue(behind), facts_of_case(behind), facts_of_matter(behind)) if behind else ():  # what the matter says goes before
        for group, values in groups.items():
            told[group] = {**told.get(group, {}), **{name: value for name, value in values.items() if isinstance(value, Personal) or value not in ("", [])}}
    return told


def told_of_transfer(dossier: Dossier) -> dict[str, Any]:
    """Describe the facts of a transfer (`vocabularies/transfers/facts.yaml`) that its own steps ask for again."""
    pack, case = pack_of(dossier), case_behind(dossier)
    unsold = [one for one in lines_counted(case) if one.kind == AmountLine.Kind.UNSOLD] if case else []
    waived = next((one.waiver.reason for one in pack.items if one.key == "goods" and one.waiver), "")
    goods = "\n".join(f"{one.goods} {one.quantity.normalize():f}" for one in unsold) or (f"没有物品移交：{waived}" if waived else "")
    drafted = {"transfer_drafted": lambda: transfer_drafted(case) if case else ""}
    return {"pack_papers": pack.listed, "pack_police": police_of(dossier), "pack_goods": goods, **drafted}


def lacking_of_transfer(dossier: Dossier) -> list[Text]:
    """Name what the pack of a transfer lacks and nobody waived; nothing of any other dossier."""
    return [one.label for one in pack_of(dossier).gaps] if dossier.procedure == TRANSFER else []
