"""The arrival of the operator's statement, from which the holder's days run, and the holder's own withdrawal, which ends them."""

from mingjian.institutions.notices.services.arrival import check_arrival, check_reasonable, check_withdrawal
from mingjian.office.dossiers.transition import Asked, guard


@guard("notice_and_delete", "confirm_arrival")
@guard("notice_network_service", "confirm_arrival")
def only_on_the_day_on_record(asked: Asked) -> None:
    """Refuse a day of arrival before the forwarding, and another than the system's own record."""
    check_arrival(asked.dossier, asked.papers["served_on"])


@guard("notice_network_service", "confirm_arrival")
def only_with_time_left_to_the_holder(asked: Asked) -> None:
    """Refuse a reasonable period that is over when it is set."""
    check_reasonable(asked.papers["served_on"], asked.papers["reasonable_until"], asked.at)


@guard("notice_and_delete", "withdraw_notice", "withdraw_measured", "take_back_notice")
@guard("notice_copyright", "withdraw_notice")
@guard("notice_network_service", "withdraw_notice")
def only_by_the_holder(asked: Asked) -> None:
    """Refuse the platform's word that a holder took a notice back who did not say so here."""
    check_withdrawal(asked.dossier, asked.by, proof=asked.papers.get("evidence"))
