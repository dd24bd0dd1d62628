import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshi.project.settings")
# Seconds. Writers take turns holding SQLite's lock; at Python's 5 ms each of them would wait that long for the
# interpreter between two statements.
SWITCH_INTERVAL = 0.0005
sys.setswitchinterval(SWITCH_INTERVAL)
application = get_wsgi_application()
