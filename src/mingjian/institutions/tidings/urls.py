"""Addresses of messages."""

from django.urls import path

from mingjian.institutions.tidings import pages

app_name = "tidings"
urlpatterns = [
    path("tidings", pages.told, name="tidings"),
    path("tidings/reach", pages.keep_reach, name="reach"),
    path("tidings/addresses/<slug:channel>", pages.keep_address, name="address"),
    path("tidings/addresses/<slug:channel>/remove", pages.remove_address, name="remove_address"),
    path("tidings/addresses/<slug:channel>/trial", pages.try_address, name="try_address"),
    path("tidings/sent/<int:pk>/again", pages.send_again, name="again"),
    path("tidings/calendars", pages.open_calendar, name="open_calendar"),
    path("tidings/calendars/<int:pk>/<slug:what>", pages.change_calendar, name="change_calendar"),
    path("tidings/notes/<str:number>", pages.notes, name="notes"),
    path("tidings/notes/<int:pk>/withdraw", pages.withdraw, name="withdraw"),
]
