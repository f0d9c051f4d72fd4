"""Ask an address that settings name, and nobody whom it sends us on to."""

import urllib.request
from http.client import HTTPResponse
from typing import cast


class _Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it becomes an HTTPError of its status."""

    def redirect_request(self, *told: object, **more: object) -> None:
        """Follow no redirect."""


_OPENER = urllib.request.build_opener(_Stays)


def asked(request: urllib.request.Request, seconds: float) -> HTTPResponse:
    """Return the answer to a request. Raises HTTPError for any other status than 200 to 299, a redirect among them; OSError where nobody answers in time."""
    return cast(HTTPResponse, _OPENER.open(request, timeout=seconds))
