"""Addresses of the exchange: the console's, and the one door for other nodes."""

from django.urls import path

from mingjian.institutions.exchange import doors, pages

app_name = "exchange"
urlpatterns = [
    path("exchange", pages.home, name="home"),
    path("exchange/clues/<str:number>", pages.share, name="share"),
    path("exchange/letters/new", pages.letter, name="letter"),
    path("exchange/records/<int:pk>", pages.record, name="record"),
    path("exchange/records/<int:pk>/correct", pages.correct_record, name="correct"),
    path("exchange/records/<int:pk>/recall", pages.recall_record, name="recall"),
    path("exchange/held/<int:pk>", pages.held, name="held"),
    path("exchange/held/<int:pk>/take_up", pages.take_held_up, name="take_up"),
    path("exchange/held/<int:pk>/decline", pages.decline_held, name="decline"),
    path("exchange/held/<int:pk>/answer", pages.answer_held, name="answer"),
    path("exchange/held/<int:pk>/recall", pages.answer_held_recall, name="answer_recall"),
    path("exchange/envelopes/<int:pk>/receipt", pages.receipt, name="receipt"),
    path("exchange/envelopes/<int:pk>/give_up", pages.give_envelope_up, name="give_up"),
    path("exchange/v1/envelopes", doors.envelopes, name="envelopes"),
]
