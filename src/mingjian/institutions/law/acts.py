"""Acts of law."""

from datetime import datetime
from secrets import token_hex

from mingjian.core.errors import BadInput
from mingjian.institutions.law.models import Review
from mingjian.institutions.law.services.reviews import digest_of, text_digest, version_named
from mingjian.office.acts.execution import Account, act
from mingjian.office.models import Officer


# Sign that a version of the rulebook was held against a text.
@act
def sign_review(*, by: Officer, at: datetime, reviewed_version: str, reviewed_against: str, review_verdict: str, review_remark: str = "") -> Account[Review]:
    """
    Keep who checked a version of the rulebook as it stands now, against which text, and with what result.

    Raises BadInput for a version that there is not, and for a difference or a check in part without a word of what.
    """
    assert by.department is not None  # noqa: S101 - whoever holds a role has a department, by constraint
    version = version_named(reviewed_version)
    if review_verdict != Review.Verdict.AGREES and not review_remark.strip():
        raise BadInput("部分核对或者有出入的，请在核对说明中写明哪些条。", "For a check in part, or a difference, write in the remark which articles.")
    kind, name, day = version
    made = Review.objects.create(
        number=f"{reviewed_version.strip().replace('/', '-')}-{token_hex(4)}",
        kind=kind,
        name=name,
        in_force=day,
        digest=digest_of(version),
        text_sha256=text_digest(version),
        against=reviewed_against.strip()[:300],
        verdict=review_verdict,
        remark=review_remark.strip(),
        department=by.department,
        by=by,
        at=at,
    )
    return Account(made, {"version": made.version, "version_sha256": made.digest, "text_sha256": made.text_sha256})


@act
def withdraw_review(review: Review, *, by: Officer, at: datetime, reason: str) -> None:
    """Take a check out of what is shown; the ledger keeps it, with the reason."""
