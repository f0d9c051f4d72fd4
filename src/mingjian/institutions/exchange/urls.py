"""Addresses of the exchange: the console's, and the one door for other nodes."""

from django.urls import path

from mingjian.institutions.exchange import door, pages
from mingjian.institutions.exchange.letters import pages as letters_pages

app_name = "exchange"
urlpatterns = [
    path("exchange", pages.home, name="home"),
    path("exchange/answers", letters_pages.answers, name="answers"),
    path("exchange/clues/<str:number>", pages.share, name="share"),
    path("exchange/letters/new", letters_pages.letter, name="letter"),
    path("exchange/records/<int:pk>", pages.record, name="record"),
    path("exchange/held/<int:pk>", pages.held, name="held"),
    path("exchange/envelopes/<int:pk>/receipt", pages.receipt, name="receipt"),
    path("exchange/v1/envelopes", door.envelopes, name="envelopes"),
]
