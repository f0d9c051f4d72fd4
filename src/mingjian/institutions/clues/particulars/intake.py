"""What a clue must hold when it comes in, whichever way it comes."""

from mingjian.core.errors import BadInput
from mingjian.institutions.clues.models import Clue
from mingjian.institutions.clues.particulars import PARTICULARS, REPORTER
from mingjian.office.particulars.values import Values

#: One of these says what a clue is about.
ABOUT = ("platform", "operator_name", "displayed_operator", "content", "shop_url", "listing_url")


class Reported(Values, of=REPORTER):
    """Who reported it, where somebody did."""


class Intake(Values, of=PARTICULARS, reporter=Reported):
    """The particulars of a clue as they come in: a source, a suspected act, and what it is about."""

    def check(self) -> None:
        """Refuse what cannot be a clue, saying which particular and why."""
        if self.source not in Clue.Source.values:
            raise BadInput(f"线索来源 {self.source!r} 不在目录中。", f"The source {self.source!r} is not one of: {', '.join(Clue.Source.values)}.")
        if not self.suspected_act.strip():
            raise BadInput("请写明涉嫌行为。", "A clue says what act is suspected.")
        if not any(getattr(self, name) for name in ABOUT):
            raise BadInput(
                "线索须指明对象：平台与网店、链接、经营者或情况说明至少一项。",
                "A clue names its subject: a platform and shop, a link, an operator, or a description.",
            )
        self.check_each()
