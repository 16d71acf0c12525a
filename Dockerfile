# The server in one image: packages are installed in the first stage, only their result is kept.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock ./
RUN python3 -m venv .venv && .venv/bin/python -m pip install --require-hashes --no-deps -r requirements.lock
RUN .venv/bin/python -m pip uninstall --yes pip setuptools

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY LICENSE ./
COPY checkout checkout
COPY chat chat
COPY media media
COPY web web
COPY server server
RUN .venv/bin/python -m compileall -q checkout chat media server
# A number instead of a name: no account has to exist, and orchestrators can see that it is not root.
RUN install -d -o 10001 -g 10001 /data
USER 10001:10001
ENV SHOWFLOOR_HOST=0.0.0.0 SHOWFLOOR_PORT=8080 SHOWFLOOR_DATA_DIR=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8080/tcp 8080/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD .venv/bin/python -c "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"SHOWFLOOR_PORT\"]}/readyz', timeout=2)"
CMD [".venv/bin/python", "-m", "server", "serve"]
