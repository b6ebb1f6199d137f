"""What gunicorn serves: `service.wsgi:application`."""

import os

from service.app import create_app
from service.clocks.clock import SystemClock
from service.logs import configure_logs
from service.settings import Settings

settings = Settings.from_environment(os.environ)
configure_logs(settings.log_level)
application = create_app(settings, SystemClock())
