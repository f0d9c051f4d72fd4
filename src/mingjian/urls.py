"""Every address of the node: sign-in, language, the office, each institution that is switched on, the API."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("language", set_language, name="language"),
    path("", include("mingjian.office.urls")),
    *(path("", include(f"{app}.urls")) for app in settings.INSTITUTIONS if find_spec(f"{app}.urls")),
    path("api/", import_string("mingjian.api.api").urls),
]
