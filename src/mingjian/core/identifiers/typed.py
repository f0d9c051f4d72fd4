"""Numbers that somebody types into a subject's file: what is no telephone is refused, what is no valid credit code is kept and marked."""

import re
import unicodedata

from mingjian.core.errors import BadInput
from mingjian.core.identifiers import identify

#: Five digits, as service numbers have, or more, whatever signs people write between them and words beside them.
_TELEPHONE = re.compile(r"(?:\d[\s()-]*){5,}")
_OF_BODIES = frozenset({"uscc", "org_code", "registration_no_15"})


def refuse_no_telephone(value: str) -> None:
    """Raise BadInput for what holds no telephone number at all."""
    if not _TELEPHONE.search(unicodedata.normalize("NFKC", value)):
        raise BadInput("电话至少有五位数字，请核对。", "A telephone has five digits at least: look at it again.")


def is_code_valid(code: str) -> bool:
    """Return whether a credit code, or a number that bodies had before, passes its own check."""
    return any(one.valid and one.kind in _OF_BODIES for one in identify(code))
