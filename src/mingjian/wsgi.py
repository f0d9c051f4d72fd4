"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.settings")
os.umask(0o077)  # what a node writes, only its own user reads
application = get_wsgi_application()

from mingjian.core.kept import collect_seldom  # noqa: E402 - as below
from mingjian.core.procedure import crimes, duties, liabilities, rulebook  # noqa: E402 - needs the applications loaded
from mingjian.office.demo import refuse_demo_officers  # noqa: E402 - as above
from mingjian.office.institution import parts  # noqa: E402 - as above

refuse_demo_officers()
# Read now, so that the first officer of the morning does not wait for it.
rulebook()
crimes()
duties()
liabilities()
for warm in parts("warms"):
    warm()
collect_seldom()
