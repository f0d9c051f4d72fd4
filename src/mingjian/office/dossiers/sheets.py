"""A dossier as a step finds it: held fast, under the sheet that it was opened with; and the step itself, until it is in the record."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from mingjian.core.errors import NotFound
from mingjian.core.procedure import Sheet, Step, rulebook
from mingjian.office.models import Dossier, Officer
from mingjian.office.people.permissions import dossiers_visible_to


def sheet_of(dossier: Dossier) -> Sheet:
    """Return the sheet that the dossier was opened under, in the version that was in force then."""
    return rulebook().sheet_version(dossier.procedure, dossier.sheet_in_force)


def hold(dossier: Dossier, by: Officer) -> Dossier:
    """Hold the dossier until the transaction ends, if the officer may see it at all. Raises NotFound."""
    found = dossiers_visible_to(by).select_related(None).select_for_update(of=("self",)).filter(pk=dossier.pk).first()
    if found is None:
        raise NotFound("没有这份卷宗。", "There is no such dossier.")
    return found


@dataclass(frozen=True)
class Taking:
    """
    One step of a dossier while it is taken: by whom, when, with which papers, in which roles.

    `step` is its name in the sheet. `key` is the client's own, so that a repeated request is one step; `sent` the digest of
    what came under it. What is read of it stays as it was asked for; what the
    step changes is the dossier.
    """

    dossier: Dossier
    sheet: Sheet
    step: str
    by: Officer
    at: datetime
    given: Mapping[str, object]
    key: str | None
    roles: Collection[str]
    sent: str = ""

    @property
    def spec(self) -> Step:
        """What the sheet says of the step. Raises KeyError where it has no such step."""
        return self.sheet.steps[self.step]
