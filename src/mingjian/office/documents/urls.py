"""Addresses of documents."""

from django.urls import path, re_path

from mingjian.office.documents import pages

app_name = "documents"
urlpatterns = [
    path("dossiers/<str:number>/documents/<slug:key>", pages.one_form, name="form"),
    path("dossiers/<str:number>/documents/<slug:key>/reveal", pages.reveal_values, name="reveal"),
    re_path(r"^documents/(?P<pk>\d{1,18})\.(?P<way>docx|pdf)$", pages.download, name="download"),
    path("documents/templates", pages.all_templates, name="templates"),
    path("documents/templates/<slug:key>", pages.one_template, name="template"),
    path("documents/templates/<slug:key>/download", pages.download_template, name="download_template"),
    path("documents/numbering", pages.numbering, name="numbering"),
]
