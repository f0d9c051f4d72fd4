"""Addresses of special actions."""

from django.urls import path

from mingjian.institutions.campaigns import pages

app_name = "campaigns"
urlpatterns = [
    path("campaigns", pages.campaigns, name="campaigns"),
    path("campaigns/new", pages.new, name="new"),
    path("campaigns/tasks/<str:number>", pages.task, name="task"),
    path("campaigns/tasks/<str:number>/visit", pages.visit, name="visit"),
    path("campaigns/tasks/<str:number>/clue", pages.task_clue, name="task_clue"),
    path("campaigns/<str:number>", pages.campaign, name="campaign"),
    path("campaigns/<str:number>/counties", pages.counties, name="counties"),
    path("campaigns/<str:number>/figures/<str:row>", pages.figure, name="figure"),
    path("campaigns/<str:number>/tasks", pages.add_task, name="add_task"),
    path("campaigns/<str:number>/matters", pages.add_matter, name="add_matter"),
]
