"""Addresses of the office's own pages."""

from django.urls import path

from mingjian.office.web import account as account_pages
from mingjian.office.web import acts as act_pages
from mingjian.office.web import consents as consent_pages
from mingjian.office.web import docket as docket_pages
from mingjian.office.web import dossiers as dossier_pages
from mingjian.office.web import files as file_pages
from mingjian.office.web import help as help_pages
from mingjian.office.web import home as pages
from mingjian.office.web import ledger as ledger_pages
from mingjian.office.web import openid as openid_pages
from mingjian.office.web import powers as power_pages
from mingjian.office.web import rosters as roster_pages
from mingjian.office.web import search
from mingjian.office.web import signatures as signature_pages
from mingjian.office.web import staff as staff_pages
from mingjian.office.web import together as together_pages
from mingjian.office.web import views as view_pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("search", search.everything, name="search"),
    path("help", help_pages.index, name="help"),
    path("help/guide", help_pages.guide, name="guide"),
    path("help/<slug:name>", help_pages.help_page, name="help_page"),
    path("docket", docket_pages.docket, name="docket"),
    path("docket/print", docket_pages.docket_print, name="docket_print"),
    path("departments", dossier_pages.find_department, name="departments"),
    path("dossiers", dossier_pages.dossier_list, name="dossiers"),
    path("dossiers/new", dossier_pages.choose, name="choose"),
    path("dossiers/new/<slug:procedure>", dossier_pages.open_one, name="open"),
    path("signatures", signature_pages.signatures, name="signatures"),
    path("dossiers/together", together_pages.together, name="together"),
    path("dossiers/<str:number>", dossier_pages.dossier, name="dossier"),
    path("dossiers/<str:number>/moved", dossier_pages.moved, name="moved"),
    path("dossiers/<str:number>/steps/<slug:step>", dossier_pages.take_step, name="take_step"),
    path("dossiers/<str:number>/steps/<slug:step>/take-back", dossier_pages.take_back, name="take_back"),
    path("dossiers/<str:number>/files", file_pages.add, name="add_files"),
    path("dossiers/<str:number>/part/<slug:part>", dossier_pages.dossier, name="dossier_part"),
    path("reveal/<str:kind>/<path:name>", file_pages.reveal_page, name="reveal"),
    path("acts/new/<slug:kind>/<slug:name>", act_pages.make, name="make"),
    path("acts/<slug:kind>/<str:number>/<slug:name>", act_pages.act, name="act"),
    path("files/<int:pk>", file_pages.sealed, name="sealed"),
    path("files/<int:pk>/preview", file_pages.preview, name="preview"),
    path("files/<int:pk>/text", file_pages.text, name="file_text"),
    path("views", view_pages.keep, name="keep_view"),
    path("views/<int:pk>/count", view_pages.count, name="count_view"),
    path("views/<int:pk>/<slug:what>", view_pages.change, name="change_view"),
    path("ledger", ledger_pages.ledger, name="ledger"),
    path("ledger/verify", ledger_pages.verify, name="ledger_verify"),
    path("ledger/export", ledger_pages.export, name="ledger_export"),
    path("staff", staff_pages.staff, name="staff"),
    path("staff/openid", openid_pages.openid, name="openid"),
    path("staff/powers", power_pages.powers, name="powers"),
    path("staff/officers", staff_pages.add_officer, name="add_officer"),
    path("staff/departments", staff_pages.add_department, name="add_department"),
    path("staff/officers/<int:pk>", staff_pages.one_officer, name="officer"),
    path("staff/officers/<int:pk>/grant", staff_pages.grant, name="grant"),
    path("staff/officers/<int:pk>/active", staff_pages.set_active, name="set_active"),
    path("staff/officers/<int:pk>/ask", staff_pages.ask, name="ask_consent"),
    path("staff/rosters", roster_pages.roster_list, name="rosters"),
    path("staff/rosters/read", roster_pages.read, name="read_roster"),
    path("staff/rosters/<slug:number>", roster_pages.roster, name="roster"),
    path("staff/rosters/<slug:number>/ask", roster_pages.ask, name="ask_roster"),
    path("staff/rosters/<slug:number>/give", roster_pages.give, name="give_roster"),
    path("staff/rosters/<slug:number>/decline", roster_pages.decline, name="decline_roster"),
    path("staff/consents", consent_pages.waiting, name="consents"),
    path("staff/consents/<int:pk>/give", consent_pages.give, name="give_consent"),
    path("staff/consents/<int:pk>/decline", consent_pages.decline, name="decline_consent"),
    path("account", account_pages.account, name="own_account"),
    path("account/keys", account_pages.own_keys, name="own_keys"),
    path("account/keys/<int:pk>/renew", account_pages.renew_key, name="renew_key"),
    path("account/keys/<int:pk>/revoke", account_pages.revoke_key, name="revoke_key"),
]
