"""Addresses of notices."""

from django.urls import path

from mingjian.institutions.notices import pages
from mingjian.institutions.notices.complaints.urls import urlpatterns as complaints
from mingjian.institutions.notices.rights.urls import urlpatterns as of_rights
from mingjian.institutions.notices.targets.urls import urlpatterns as targets

app_name = "notices"
urlpatterns = [
    path("notices", pages.notices, name="notices"),
    path("notices/many", pages.many, name="many"),
    path("notices/many/template.csv", pages.many_template, name="many_template"),
    path("notices/many/drafts/<str:number>", pages.draft, name="draft"),
    path("notices/many/<str:number>", pages.batch, name="batch"),
    path("notices/rights", pages.rights, name="rights"),
    path("notices/missing", pages.missing, name="missing"),
    path("notices/returned", pages.rates, name="rates"),
    *targets,
    *of_rights,
    *complaints,
    path("notices/appeals/<str:number>", pages.figure_appeal, name="figure_appeal"),
    path("notices/send", pages.send, name="send"),
    path("notices/<str:number>/additions/<int:pk>", pages.addition, name="addition"),
    path("notices/<str:number>", pages.notice, name="notice"),
    path("notices/rights/<str:number>/pictures/<str:digest>", pages.bank_picture, name="bank_picture"),
    path("notices/rights/<str:number>", pages.right, name="right"),
]
