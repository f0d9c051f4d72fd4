"""Seal a sample, hand it to the laboratory, and take a request for a re-test: each refused where the chain would break."""

from datetime import date

from mingjian.institutions.cases.services.sample_chain import check_handing_over, check_in_time, check_laboratory, check_outcome, check_seals
from mingjian.office.dossiers.transition import Asked, guard


@guard("sample_test", "seal")
def only_under_two_seals_that_differ(asked: Asked) -> None:
    """Refuse the same seal for test and reserve."""
    check_seals(asked.papers["test_seal"], asked.papers["reserve_seal"])


@guard("sample_test", "send")
def only_under_the_seal_of_the_test(asked: Asked) -> None:
    """Refuse to hand over what bears another seal than that of the test."""
    check_handing_over(asked.dossier, "test_seal", asked.papers["seal_received"])


@guard("sample_test", "take_objection")
def only_in_time_and_with_the_reserve(asked: Asked) -> None:
    """Refuse an objection out of time, without the reserve under its seal, and for food and cosmetics to the same institution."""
    check_in_time(asked.dossier, date.fromisoformat(str(asked.papers["objection_on"])[:10]))
    check_handing_over(asked.dossier, "reserve_seal", asked.papers["seal_received"])
    check_laboratory(asked.dossier, asked.papers["sample_lab"])


@guard("sample_test", "record_result", "record_retest")
def only_an_outcome_that_its_words_bear_out(asked: Asked) -> None:
    """Refuse a sample that fails in words as one that conforms."""
    check_outcome(asked.papers["sample_outcome"], asked.papers["test_result"], is_retest=asked.step == "record_retest")
