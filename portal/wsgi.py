"""Where the web server (granian) takes hold of the portal."""

import os

from django.core.wsgi import get_wsgi_application

from base.comun import registro

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

registro.instalar()
application = get_wsgi_application()
