"""Addresses of messages."""

from django.urls import path
from django.views.generic import RedirectView

from mingjian.institutions.notifications import pages

app_name = "notifications"
urlpatterns = [
    path("notifications", pages.told, name="notifications"),
    path("notifications/reach", pages.keep_reach, name="reach"),
    path("notifications/addresses/<slug:channel>", pages.keep_address, name="address"),
    path("notifications/addresses/<slug:channel>/remove", pages.remove_address, name="remove_address"),
    path("notifications/addresses/<slug:channel>/trial", pages.try_address, name="try_address"),
    path("notifications/sent/<int:pk>/again", pages.send_again, name="again"),
    path("notifications/calendars", pages.open_calendar, name="open_calendar"),
    path("notifications/calendars/<int:pk>/<slug:what>", pages.change_calendar, name="change_calendar"),
    path("notifications/notes/<str:number>", pages.notes, name="notes"),
    path("notifications/notes/<int:pk>/withdraw", pages.withdraw, name="withdraw"),
    # Messages that were sent before 2026-12 link to the former address.
    path("tidings", RedirectView.as_view(pattern_name="notifications:notifications")),
    path("tidings/notes/<str:number>", RedirectView.as_view(pattern_name="notifications:notes")),
]
