"""Who may sign in: officers whom an administrator entered, with a password and a second factor, or through the authority's own OpenID Connect provider."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from mingjian.office.models import Officer


class OfficersOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Nobody signs up: officers are entered by the system administrator."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong passwords: signing in rests. It is open again in five minutes at most."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class OfficersOfTheProvider(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Let the provider's person in as the officer of the same username, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claimed = sociallogin.account.extra_data
        username = claimed.get("preferred_username") or claimed.get("userinfo", {}).get("preferred_username") or ""
        officer = Officer.objects.filter(username=username, is_active=True).first()
        if officer is None:
            raise ImmediateHttpResponse(render(request, "office/not_an_officer.html", {"username": username}, status=403))
        sociallogin.connect(request, officer)


def lacks_second_factor(officer: Officer) -> bool:
    """Whether this node asks for a second factor that the officer has not set up yet."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and not is_mfa_enabled(officer)


def officer_of(request: HttpRequest) -> Officer:
    """Give the officer who asks; Django (LoginRequiredMiddleware) has seen to it that there is one."""
    assert isinstance(request.user, Officer)  # noqa: S101 - a promise of the middleware, not a check of input
    return request.user
