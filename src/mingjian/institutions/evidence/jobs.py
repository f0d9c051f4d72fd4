"""Jobs of evidence, subpackage by subpackage: imported here, so that each has declared itself."""

from mingjian.institutions.evidence.captures.jobs import capture_page as capture_page
from mingjian.institutions.evidence.captures.jobs import capture_pages as capture_pages
