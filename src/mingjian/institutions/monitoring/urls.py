"""Addresses of monitoring."""

from django.urls import path

from mingjian.institutions.monitoring.findings import pages
from mingjian.institutions.monitoring.findings.pages import shops as shop_pages
from mingjian.institutions.monitoring.findings.pages import undo
from mingjian.institutions.monitoring.rules import pages as rule_pages
from mingjian.institutions.monitoring.runs import pages as detector_pages

app_name = "monitoring"
urlpatterns = [
    path("findings", pages.findings, name="findings"),
    path("findings/shops", shop_pages.shops, name="shops"),
    path("findings/shops/found", shop_pages.found, name="shops_found"),
    path("findings/set_aside", pages.set_several_aside, name="set_several_aside"),
    path("findings/hand_over", pages.hand_several_over, name="hand_several_over"),
    path("findings/restore", undo.restore_several, name="restore_several"),
    path("findings/take_back", undo.take_several_back, name="take_several_back"),
    path("findings/<int:pk>", pages.finding, name="finding"),
    path("findings/<int:pk>/compared", pages.examples, name="compared"),
    path("findings/<int:pk>/set_aside", pages.set_aside, name="set_aside"),
    path("findings/<int:pk>/restore", pages.restore, name="restore"),
    path("detectors", detector_pages.detectors, name="detectors"),
    path("detectors/nights", detector_pages.nights, name="nights"),
    path("detectors/run", detector_pages.run_detectors, name="run_detectors"),
    path("detectors/screen", detector_pages.screen, name="screen"),
    path("detectors/screen/<int:pk>", detector_pages.screened, name="screened"),
    path("detectors/screen/<int:pk>/<slug:what>.csv", detector_pages.screened_file, name="screened_file"),
    path("pictures/<path:name>", pages.picture, name="picture"),
    path("rules", rule_pages.rules, name="rules"),
    path("rules/new", rule_pages.new, name="new_rule"),
    path("rules/run", rule_pages.run, name="run_rules"),
    path("rules/known_good", rule_pages.known_good, name="known_good"),
    path("rules/known_good/<int:pk>/drop", rule_pages.drop, name="drop_known_good"),
    path("rules/<int:pk>", rule_pages.rule, name="rule"),
    path("rules/<int:pk>/revise", rule_pages.revise, name="revise_rule"),
    path("rules/<int:pk>/do/<slug:act>", rule_pages.do, name="do_rule"),
    path("rules/samples/<int:pk>/judge", rule_pages.judge, name="judge_sample"),
]
