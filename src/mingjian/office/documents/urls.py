"""Addresses of documents."""

from django.urls import path

from mingjian.office.documents import pages, phrase_pages, review_pages, setting_pages

app_name = "documents"
urlpatterns = [
    path("dossiers/<str:number>/index", pages.index, name="index"),
    path("dossiers/<str:number>/custody", pages.custody, name="custody"),
    path("dossiers/<str:number>/review", review_pages.one_file, name="review"),
    path("documents/review", review_pages.draw, name="draw"),
    path("dossiers/<str:number>/documents", pages.several, name="several"),
    path("dossiers/<str:number>/documents/<slug:key>", pages.one_form, name="form"),
    path("documents/<int:pk>.docx", pages.download, {"way": "docx"}, name="word"),
    path("documents/<int:pk>.pdf", pages.download, {"way": "pdf"}, name="pdf"),
    path("documents/<int:pk>/seal", pages.seal, name="seal"),
    path("documents/<int:pk>.sealed.pdf", pages.download, {"way": "sealed"}, name="sealed"),
    path("documents/templates", pages.all_templates, name="templates"),
    path("documents/templates/<slug:key>", pages.one_template, name="template"),
    path("documents/templates/<slug:key>/download", pages.download_template, name="download_template"),
    path("documents/phrases", phrase_pages.all_phrases, name="phrases"),
    path("documents/phrases/<int:nth>", phrase_pages.one_phrase, name="phrase"),
    path("dossiers/<str:number>/phrases/<slug:paper>", phrase_pages.for_field, name="phrases_for"),
    path("documents/office", setting_pages.all_offices, name="office"),
    path("documents/office/<str:code>", setting_pages.one_office, name="office_of"),
    path("documents/numbers", setting_pages.numbers, name="numbers"),
]
