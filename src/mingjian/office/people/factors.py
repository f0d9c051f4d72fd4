"""Second factors: their secrets are encrypted where they lie, and no code opens anything twice."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP

from mingjian.office.models.hidden import hide, shown


class HiddenFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Let no copy of the database give the secrets of second factors away."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret of TOTP, or the seed of recovery codes."""
        return hide(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return it back; one of before it was encrypted is given as it is."""
        return shown(encrypted_text)


class ActivateOnce(ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """Set an authenticator up by a code, which is then used: it opens no sign-in besides."""

    def clean_code(self) -> str:
        """Check the code, and mark it as used by this officer."""
        code = str(super().clean_code())
        pending = TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))
        if not pending._mark_code_used(code):
            raise DefaultMFAAdapter().validation_error("incorrect_code")
        return code
