"""Every address of the node: sign-in, language, the office, each institution that is switched on, the API."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import import_string
from django.views.generic import RedirectView
from django.views.i18n import set_language

from mingjian import api_pages
from mingjian.office.institution import institutions
from mingjian.office.people.openid import callback


def with_keys(urls: tuple[list[URLPattern | URLResolver], str, str]) -> tuple[list[URLPattern | URLResolver], str, str]:
    """Leave the sign-in to the API, which has keys of its own and answers in its own way."""
    for pattern in urls[0]:
        if isinstance(pattern, URLPattern):
            login_not_required(pattern.callback)
    return urls


@login_not_required
def no_such_page(request: HttpRequest) -> HttpResponseBase:
    """Answer as if the page were not there."""
    raise Http404


#: Addresses of the office's own pages that they had before; those of institutions stand on their manifests.
MOVED = {
    "dossiers/<str:number>/reveal": "reveal/files/%(number)s",
    "dossiers/<str:number>/documents/<slug:key>/reveal": "reveal/values/%(number)s/%(key)s",
}


def moved() -> list[URLPattern]:
    """Redirect a former address (GET, permanently) to the one that the page has now, as the manifests say: what was kept or printed still opens."""
    view = RedirectView.as_view
    return [
        path(old, view(url=f"/{new}", permanent=True, query_string=True, http_method_names=["get", "head"]))
        for table in (MOVED, *(one.moved for one in institutions()))
        for old, new in table.items()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^accounts/(?:password/reset|signup|email)/", no_such_page),  # a node sends no mail, and officers are entered by an administrator
    path("accounts/oidc/<str:provider_id>/login/callback/", callback),  # before allauth's, which checks less
    path("accounts/", include("allauth.urls")),
    path("language", login_not_required(set_language), name="language"),
    path("", include("mingjian.office.urls")),
    path("", include("mingjian.office.jobs.urls")),
    path("", include("mingjian.office.documents.urls")),
    path("", include("mingjian.office.node.urls")),
    path("", include((moved(), "moved"))),
    *(path("", include(f"{app}.urls")) for app in settings.INSTITUTIONS if find_spec(f"{app}.urls")),
    *(path("", include(f"{one.name}.{portal.urls}")) for one in institutions() for portal in one.portals),
    path("api", api_pages.index, name="api"),
    path("api/", api_pages.index),
    path("api/docs", api_pages.operations, name="api_docs"),
    path("api/", with_keys(import_string("mingjian.api.api").urls)),
]

handler400 = "mingjian.office.node.log_events.unread"
handler403 = "mingjian.office.web.errors.forbidden"
handler500 = "mingjian.office.node.log_events.broken"
handler404 = "mingjian.office.web.errors.not_found"
