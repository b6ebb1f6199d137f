"""gunicorn's configuration file: `gunicorn -c python:service.gunicorn_settings service.wsgi:application`."""

import os

from service.settings import Settings

_settings = Settings.from_environment(os.environ)

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.web_workers
worker_class = "gthread"  # a slow client occupies a thread, not a process
threads = 4
keepalive = 5  # seconds
timeout = 60  # seconds; a request that takes longer is stopped and rolled back
graceful_timeout = 20
max_requests = 20_000  # a slow leak never grows old
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - heartbeats stay off the disk
control_socket_disable = True
accesslog = None  # service.app logs each request, without personal data
