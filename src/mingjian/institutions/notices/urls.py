"""Addresses of notices."""

from django.urls import path

from mingjian.institutions.notices import pages
from mingjian.institutions.notices.targets.urls import urlpatterns as targets

app_name = "notices"
urlpatterns = [
    path("notices", pages.notices, name="notices"),
    path("notices/many", pages.many, name="many"),
    path("notices/many/<str:number>", pages.batch, name="batch"),
    path("notices/rights", pages.rights, name="rights"),
    path("notices/returned", pages.rates, name="rates"),
    *targets,
    path("notices/send", pages.send, name="send"),
    path("notices/<str:number>/additions/<int:pk>", pages.addition, name="addition"),
    path("notices/<str:number>", pages.notice, name="notice"),
    path("notices/rights/<str:number>/pictures/<str:digest>", pages.bank_picture, name="bank_picture"),
    path("notices/rights/<str:number>", pages.right, name="right"),
]
