"""What a complaint must hold when it comes in."""

from mingjian.core.errors import BadInput
from mingjian.institutions.disputes.particulars import COMPLAINANT, PARTICULARS
from mingjian.office.particulars.values import Values


class Consumer(Values, of=COMPLAINANT):
    """Who complains."""


class Intake(Values, of=PARTICULARS, complainant=Consumer):
    """The particulars of a complaint as they come in: facts, demand, the operator, and the consumer."""

    def check(self) -> None:
        """Refuse what cannot be a complaint, saying which particular and why."""
        if self.complainant is None or not self.complainant.name.strip():
            raise BadInput("投诉须有真实的投诉人；匿名的按举报登记为线索。", "A complaint has a consumer; what is anonymous is registered as a clue.")
        self.check_each()
