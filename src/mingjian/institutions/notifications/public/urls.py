"""The address of calendars: whoever has the secret part reads one."""

from django.urls import path

from mingjian.institutions.notifications.public import pages

app_name = "calendar"
urlpatterns = [path("calendar/<str:token>.ics", pages.calendar, name="calendar")]
