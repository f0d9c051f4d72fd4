"""Addresses of jobs."""

from django.urls import path

from mingjian.office.jobs import pages

app_name = "jobs"
urlpatterns = [
    path("jobs", pages.jobs, name="jobs"),
    path("jobs/<int:pk>", pages.one_job, name="job"),
    path("jobs/<int:pk>/cancel", pages.cancel_job, name="cancel"),
    path("jobs/<int:pk>/again", pages.try_job_again, name="again"),
]
