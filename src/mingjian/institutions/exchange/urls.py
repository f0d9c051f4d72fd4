"""Addresses of the exchange: the console's, and the one door for other nodes."""

from django.urls import path

from mingjian.institutions.exchange import door, pages

app_name = "exchange"
urlpatterns = [
    path("exchange", pages.home, name="home"),
    path("exchange/answers", pages.answers, name="answers"),
    path("exchange/clues/<str:number>", pages.share, name="share"),
    path("exchange/letters/new", pages.letter, name="letter"),
    path("exchange/records/<int:pk>", pages.record, name="record"),
    path("exchange/held/<int:pk>", pages.held, name="held"),
    path("exchange/envelopes/<int:pk>/receipt", pages.receipt, name="receipt"),
    path("exchange/v1/envelopes", door.envelopes, name="envelopes"),
]
