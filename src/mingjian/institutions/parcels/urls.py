"""Addresses of inquiries about a waybill, attestations and senders."""

from django.urls import path

from mingjian.institutions.parcels.pages import attestations, inquiries, outlets, routes, senders

app_name = "parcels"
urlpatterns = [
    path("parcels", inquiries.parcels, name="parcels"),
    path("parcels/ask", inquiries.ask, name="ask"),
    path("parcels/route", routes.route, name="route"),
    path("parcels/senders", senders.senders, name="senders"),
    path("parcels/outlets", outlets.outlets, name="outlets"),
    path("parcels/attestations", attestations.bring, name="bring"),
    path("parcels/attestations/template.csv", attestations.template, name="template"),
    path("parcels/attestations/<str:number>", attestations.batch, name="batch"),
    path("parcels/<str:number>", inquiries.inquiry, name="inquiry"),
]
