"""Begin the investigation: only with two investigators who have their certificates."""

from mingjian.core.errors import StepRefused
from mingjian.institutions.cases.models import Case
from mingjian.office.dossiers.transition import Asked, guard


@guard("admin_case", "investigate")
def only_with_two_investigators(asked: Asked) -> None:
    """Refuse it while fewer than two are named. A dossier of before there were cases has none, and goes its way."""
    case = Case.objects.filter(dossier=asked.dossier).first()
    if case is not None and len([one for one in case.investigators if one.certificate]) < 2:
        raise StepRefused("请先指定两名有执法证号的办案人员。", "Name two investigators with certificate numbers first.")
