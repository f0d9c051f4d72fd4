"""Addresses of the exchange: the console's, and the one door for other nodes."""

from django.urls import path

from mingjian.institutions.exchange import pages, public
from mingjian.institutions.exchange.agreements import pages as agreement_pages
from mingjian.institutions.exchange.batches import pages as batch_pages
from mingjian.institutions.exchange.evidence import pages as evidence_pages
from mingjian.institutions.exchange.exports import pages as exports_pages
from mingjian.institutions.exchange.hits import pages as hits_pages
from mingjian.institutions.exchange.letters import pages as letters_pages
from mingjian.institutions.exchange.regions import pages as region_pages

app_name = "exchange"
urlpatterns = [
    path("exchange", pages.home, name="home"),
    path("exchange/answers", letters_pages.answers, name="answers"),
    path("exchange/clues/<str:number>", pages.share, name="share"),
    path("exchange/letters/new", letters_pages.letter, name="letter"),
    path("exchange/dossiers/<str:number>/files", evidence_pages.give, name="give"),
    path("exchange/dossiers/<str:number>/export", exports_pages.file, name="export"),
    path("exchange/held/<int:pk>/file", evidence_pages.file, name="file"),
    path("exchange/keys", agreement_pages.keys, name="keys"),
    path("exchange/agreements", agreement_pages.agreements, name="agreements"),
    path("exchange/agreements/taken", agreement_pages.take_over, name="take_over"),
    path("exchange/agreements/own/<int:pk>", agreement_pages.agreement, name="agreement"),
    path("exchange/agreements/own/<int:pk>/text", agreement_pages.text, name="agreement_text"),
    path("exchange/agreements/<str:name>", agreement_pages.complete, name="complete"),
    path("exchange/campaigns/<str:number>", region_pages.order, name="order"),
    path("exchange/batch", batch_pages.batch, name="batch"),
    path("exchange/questions", hits_pages.questions, name="questions"),
    path("exchange/records/<int:pk>", pages.record, name="record"),
    path("exchange/held/<int:pk>", pages.held, name="held"),
    path("exchange/envelopes/<int:pk>/receipt", pages.receipt, name="receipt"),
    path("exchange/v1/envelopes", public.envelopes, name="envelopes"),
]
