"""Who may sign in: officers whom an administrator entered, with a password and a second factor, or through the authority's own OpenID Connect provider."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.signals import password_changed, password_set
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from mingjian.office.models import Officer
from mingjian.office.people import credentials, guesses
from mingjian.office.people.groups import end_what_groups_no_longer_give
from mingjian.office.record.entries import enter

#: In a session that began with a first password: nothing but choosing one's own is open in it.
FIRST = "first_password"


class OfficersOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Nobody signs up: officers are entered by the system administrator."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many wrong passwords: signing in from here rests. It is open again in five minutes at most."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try before it is known whether it is right; refuse it in words where a limit is reached."""
        super().pre_authenticate(request, **credentials)
        try:
            self._guesses = guesses.count_try(request, credentials.get("username", ""))
        except guesses.TooManyGuesses as refused:
            super()._rollback_login_failed_rl_usage()
            raise ValidationError(refused.said, code="too_many_login_attempts") from None

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        guesses.take_back(getattr(self, "_guesses", []))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return guesses.pair(request, credentials.get("username", ""))

    def pre_login(self, request: HttpRequest, user: Officer, **more: Any) -> HttpResponse | None:
        """Let nobody in by a first password whose three days are over."""
        if user.first_until is not None and user.first_until < now() and _is_by_password(request, user):
            clear_login(request)
            return render(request, "office/first_over.html", status=403)
        found: HttpResponse | None = super().pre_login(request, user, **more)
        return found


class OfficersOfTheProvider(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Let the provider's person in as the officer of the same username, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None) -> None:
        """Show in words why the provider's answer lets nobody in."""
        from mingjian.office.people.openid import words_for

        is_cancelled = error == AuthError.CANCELLED
        context = {"is_cancelled": is_cancelled, "why": None if is_cancelled else words_for(exception)}
        raise ImmediateHttpResponse(render(request, "office/provider_refused.html", context, status=403))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            end_what_groups_no_longer_give(sociallogin.user, sociallogin.account.extra_data, now())
            return
        claimed = sociallogin.account.extra_data
        username = claimed.get("preferred_username") or claimed.get("userinfo", {}).get("preferred_username") or ""
        officer = Officer.objects.filter(username=username, is_active=True).first()
        if officer is None:
            raise ImmediateHttpResponse(render(request, "office/not_an_officer.html", {"username": username}, status=403))
        sociallogin.connect(request, officer)
        credentials.note_factors(officer)
        end_what_groups_no_longer_give(officer, sociallogin.account.extra_data, now())


def lacks_second_factor(officer: Officer) -> bool:
    """Return whether this node asks for a second factor that the officer has not set up yet."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and not is_mfa_enabled(officer)


def officer_of(request: HttpRequest) -> Officer:
    """Return the officer who asks; Django (LoginRequiredMiddleware) has seen to it that there is one."""
    assert isinstance(request.user, Officer)  # noqa: S101 - a promise of the middleware, not a check of input
    return request.user


def listen() -> None:
    """Use a first password up when it is signed in with, and open the session when an own one was chosen."""
    credentials.listen()  # first: a first password that is used up is what the node itself changes
    user_logged_in.connect(_use_up, dispatch_uid="mingjian.first_password")
    user_logged_in.connect(_know, dispatch_uid="mingjian.known_address")
    for chosen in (password_set, password_changed):
        chosen.connect(_chosen, dispatch_uid="mingjian.own_password")


def owes_own_password(request: HttpRequest) -> bool:
    """Return whether this session began with a first password, and its officer has not chosen one yet."""
    return bool(request.session.get(FIRST))


def _is_by_password(request: HttpRequest, user: Officer) -> bool:
    """Return whether an own password was asked for; a provider's word or a passkey stands for itself."""
    return not any(one.get("method") == "socialaccount" for one in get_authentication_records(request, user))


def _use_up(sender: Any, request: HttpRequest, user: Officer, **more: Any) -> None:
    if user.first_until is None or not _is_by_password(request, user):
        return
    user.set_unusable_password()
    user.first_until = None
    with transaction.atomic():
        user.save(update_fields=["password", "first_until"])
        enter("officer_begun", at=now(), about=user, by=user)
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session[FIRST] = True
    credentials.note(user)


def _know(sender: Any, request: HttpRequest, user: Officer, **more: Any) -> None:
    if "REMOTE_ADDR" in request.META:
        guesses.know(request, user.username)


def _chosen(sender: Any, request: HttpRequest, user: Officer, **more: Any) -> None:
    request.session.pop(FIRST, None)
