"""Addresses of consultations and of tasks of joint conferences."""

from django.urls import path

from mingjian.institutions.conferences import pages

app_name = "conferences"
urlpatterns = [
    path("conferences", pages.conferences, name="conferences"),
    path("conferences/new", pages.new, name="new"),
    path("conferences/meetings/new", pages.call, name="call"),
    path("conferences/meetings/<str:number>", pages.meeting, name="meeting"),
    path("conferences/tasks/<str:number>", pages.task, name="task"),
    path("conferences/<str:number>", pages.consultation, name="consultation"),
    path("conferences/<str:number>/tasks", pages.add_task, name="add_task"),
]
