"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjian.settings")
application = get_wsgi_application()

from mingjian.office.demo import refuse_demo_officers  # noqa: E402 - needs the applications loaded

refuse_demo_officers()
