"""Duties of whoever shows that it fulfils them, each with what was shown of it, newest first; record-keeping apart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mingjian.core.errors import BadInput, NotFound
from mingjian.core.law.duties import Duty
from mingjian.core.procedure import duties, rulebook
from mingjian.institutions.operators.models import Proof
from mingjian.office.models import Department, Officer
from mingjian.office.people.permissions import may

_SERVICES = "service_provider"
#: Whose duties a body of a kind shows: its own, and of a platform those of the services in its live rooms.
ACTORS: Mapping[str, tuple[str, ...]] = {
    Department.Kind.PLATFORM: (Department.Kind.PLATFORM.value, _SERVICES),
    Department.Kind.OPERATOR: (Department.Kind.OPERATOR.value, _SERVICES),
    Department.Kind.COURIER: (Department.Kind.COURIER.value,),
    Department.Kind.RIGHT_HOLDER: ("rights_holder",),
}
#: What the key of a duty holds where it is one to keep records.
_KEEPS = (".retain.", "records", "ledger")


@dataclass(frozen=True)
class Shown:
    """A duty that binds a body today, and what it showed of it: the newest first."""

    duty: Duty
    proofs: list[Proof]

    @property
    def newest(self) -> Proof | None:
        """Return what was shown last."""
        return self.proofs[0] if self.proofs else None

    @property
    def keeps_records(self) -> bool:
        """Return whether it is a duty to keep records."""
        return any(part in self.duty.name for part in _KEEPS)


def bodies_seen(officer: Officer) -> QuerySet[Department]:
    """Return whose proofs an officer may see: the own body's; to an authority those of bodies in its region that have duties of their own. By role besides."""
    own = officer.department
    if own is None or not may(officer, "operators.see_proofs"):
        return Department.objects.none()
    if not own.is_authority:
        return Department.objects.filter(pk=own.pk, kind__in=ACTORS)
    return Department.objects.filter(kind__in=ACTORS, region__startswith=own.region_prefix).order_by("kind", "name_zh")


def body_seen(officer: Officer, pk: int) -> Department:
    """Return one of them; the first for 0. Raises NotFound where there is none."""
    seen = bodies_seen(officer)
    found = seen.filter(pk=pk).first() if pk else seen.first()
    if found is None:
        raise NotFound("没有承担义务、且您可以查看的单位。", "There is no body with duties that you may see.")
    return found


def duties_shown(body: Department, on: date, services: Collection[str] | None = None) -> list[Shown]:
    """Return the duties that bind a body on a day with what it showed of each; those to keep records first. `services`: those that a platform has."""
    held: dict[str, list[Proof]] = {}
    for one in Proof.objects.filter(department=body).select_related("brought_by", "judged_by"):
        held.setdefault(one.duty, []).append(one)
    found = [Shown(duty, held.get(duty.name, [])) for duty in _binding(body, on, services)]
    return sorted(found, key=lambda one: not one.keeps_records)


def duty_named(name: str, body: Department, on: date) -> Duty:
    """Return a duty that binds a body on a day by its key. Raises BadInput."""
    found = next((duty for duty in _binding(body, on) if duty.name == name), None)
    if found is None:
        raise BadInput(f"没有对贵单位有效的义务 {name[:80]}。", f"No duty {name[:80]} binds you today.")
    return found


def proof_visible_to(officer: Officer, number: str) -> Proof:
    """Return one proof by its number; one that the officer may not see does not exist for them."""
    found = Proof.objects.filter(number=number, department__in=bodies_seen(officer)).select_related("department").first()
    if found is None:
        raise NotFound(f"没有履责证明 {number[:20]}。", f"There is no proof {number[:20]}.")
    return found


def _binding(body: Department, on: date, services: Collection[str] | None = None) -> list[Duty]:
    return [duty for actor in ACTORS.get(body.kind, ()) for duty in duties().of(actor, on, rulebook().statutes, services)]
