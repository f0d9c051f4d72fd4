"""Questions about transfers: their waivers, the case that one arises from, the dossiers whose material goes with it."""

from mingjian.core.errors import NotFound
from mingjian.institutions.cases.models import Case
from mingjian.institutions.cases.queries import case_of
from mingjian.institutions.transfers.models import OPEN, TRANSFER, Waiver
from mingjian.office.lists.digits import number_in
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import may_see


def waiver_visible_to(officer: Officer, number: str) -> Waiver:
    """Return a waiver by `transfer-nth`. Raises NotFound."""
    transfer, _, nth = number.rpartition("-")
    seen = Waiver.objects.filter(may_see(officer, "dossier")).select_related("dossier__department", "by")
    found = seen.filter(dossier__number=transfer, nth=number_in(nth) or 0).first()
    if found is None:
        raise NotFound(f"没有缺项注明 {number}。", f"There is no waiver {number}.")
    return found


def waivers_of(transfer: Dossier) -> dict[str, Waiver]:
    """Return the waivers of a transfer that stand, by their gap."""
    return {one.gap: one for one in Waiver.objects.filter(dossier=transfer, standing=OPEN).select_related("by", "dossier__department")}


def case_behind(dossier: Dossier) -> Case | None:
    """Return the case that a transfer arises from, or that the dossier itself is of."""
    own = case_of(dossier)
    if own is not None or dossier.arose_from_id is None:
        return own
    return Case.objects.filter(dossier=dossier.arose_from_id).select_related("dossier__department", "clue__dossier", "first", "second").first()


def transfer_of(case: Case) -> Dossier | None:
    """Return the newest transfer that arises from a case; one that was voided is none."""
    found = Dossier.objects.filter(arose_from=case.dossier_id, procedure=TRANSFER).order_by("-pk")
    return next((one for one in found if not isinstance(one.state, dict) or one.state.get("filing") != "voided"), None)


def sources_of(dossier: Dossier, case: Case | None) -> list[int]:
    """Return the keys of the dossiers whose material goes with a transfer: its own, that which it arises from, the case's, and the clue's."""
    found = {dossier.pk, dossier.arose_from_id, case.dossier_id if case else None, case.clue.dossier_id if case and case.clue else None}
    return sorted(one for one in found if one)
