"""Address of the page that verifies what anybody brings."""

from django.urls import path

from mingjian.institutions.evidence.bundles.public import pages

app_name = "verify"
urlpatterns = [path("verify", pages.verify_file, name="verify"), path("verify/page", pages.checker, name="checker")]
