# syntax=docker/dockerfile:1
# One image, made in three stages. Data lives in /data; everything else may be thrown away.
#   docker build -t bidaide .
#   docker run -d --name bidaide -p 127.0.0.1:8000:8000 -v bidaide-data:/data --env-file bidaide.env bidaide
#   docker exec bidaide bidaide backup - > sauvegarde.zip     (keys apart, returns: docs/deploy.md)

# --- Front-end packages, by exact version ---------------------------------------------------------
FROM node:22-bookworm-slim AS assets
WORKDIR /opt/bidaide
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# --- Python packages, each file checked against its hash --------------------------------------------
FROM python:3.11-slim-bookworm AS build
WORKDIR /opt/bidaide
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/base.txt requirements/base.txt
RUN python -m venv .venv && .venv/bin/python -m pip install --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /opt/bidaide/node_modules node_modules
RUN .venv/bin/python -m pip install --no-deps --no-index --no-build-isolation --editable . \
    && .venv/bin/python tools/vendor_assets.py \
    && rm -rf node_modules \
    && .venv/bin/python -m compileall -q app

# --- What runs ------------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 bidaide \
    && useradd --uid 10001 --gid bidaide --no-create-home --home-dir /data --shell /usr/sbin/nologin bidaide \
    && install -d -o bidaide -g bidaide -m 0750 /data
COPY --from=build /opt/bidaide /opt/bidaide
WORKDIR /opt/bidaide
ENV PATH=/opt/bidaide/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    BIDAIDE_ENVIRONMENT=production \
    BIDAIDE_DATA_DIR=/data \
    BIDAIDE_PORT=8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['BIDAIDE_PORT'] + '/readyz', timeout=4)"]
CMD ["bidaide", "serve", "--host", "0.0.0.0"]
