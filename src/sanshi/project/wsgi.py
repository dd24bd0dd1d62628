import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshi.project.settings")
# Seconds. A writer on SQLite keeps all others waiting, so it must get the interpreter back soon after each of
# its statements; Python's own 5 ms would be added to many of them.
SWITCH_INTERVAL = 0.0005
sys.setswitchinterval(SWITCH_INTERVAL)
application = get_wsgi_application()
