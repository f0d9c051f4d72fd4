"""Where exhibits stand among the grounds of a finding: in the reason, before or behind what else it could be, or as cards of their own."""

from mingjian.office.panels import MAIN

SAID, WEIGHED, CARD = "said", "weighed", MAIN
