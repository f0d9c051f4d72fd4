"""Who asks, where a proxy stands before the node: taken from what the proxy says, and from nobody else."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class TrustedProxies:
    """Put the caller's address in the place of the proxy's: the last one in X-Forwarded-For that no trusted proxy has."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer
        self.trusted = [ip_network(one, strict=False) for one in settings.PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the caller's own; what a caller wrote into the header is passed over, since a proxy adds the address that it saw at its end."""
        if self.trusted:
            request.META["REMOTE_ADDR"] = self.caller(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))
        return self.answer(request)

    def caller(self, near: str, said: str) -> str:
        """Go back from the nearest address, as long as each is a trusted proxy's."""
        found = near
        for one in [near, *reversed([part.strip() for part in said.split(",")])]:
            try:
                address = ip_address(one)
            except ValueError:
                break
            found = one
            if not any(address in network for network in self.trusted):
                break
        return found
