"""Secrets of second factors, encrypted where they lie."""

from allauth.mfa.adapter import DefaultMFAAdapter

from mingjian.office.models.hidden import hide, shown


class HiddenFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Let no copy of the database give the secrets of second factors away."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret of TOTP, or the seed of recovery codes."""
        return hide(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Give it back; one of before it was encrypted is given as it is."""
        return shown(encrypted_text)
