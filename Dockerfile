ARG BUILD_FROM=ghcr.io/home-assistant/base-python:3.13-alpine3.24

# The panel is the same for every processor, so it is built on the builder's own.
FROM --platform=$BUILDPLATFORM node:22-alpine AS panel
WORKDIR /build/addon/panel
COPY addon/panel/package.json addon/panel/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY addon/panel/ ./
RUN npm run build

FROM ${BUILD_FROM}

COPY requirements/runtime.txt /usr/src/borne/requirements.txt
# No compiler in the image: every package comes as a wheel, or the build stops here.
RUN pip install --no-cache-dir --root-user-action=ignore \
      --only-binary=:all: --require-hashes -r /usr/src/borne/requirements.txt

COPY src/borne/ /usr/src/borne/src/borne/
COPY --from=panel /build/src/borne/web/static/ /usr/src/borne/src/borne/web/static/
COPY rules/ /usr/src/borne/rules/
COPY addon/backup.py /usr/bin/borne-backup
COPY rootfs/ /

# Modes are set here too: a copy of the repository over Samba loses them.
# The image is discarded at every stop, so the bytecode is compiled once, at the build.
RUN chmod 755 /usr/bin/borne /usr/bin/borne-backup \
      /etc/s6-overlay/s6-rc.d/borne/run /etc/s6-overlay/s6-rc.d/borne/finish \
    && python3 -m compileall -q --invalidation-mode unchecked-hash /usr/src/borne/src \
    && /usr/bin/borne --help > /dev/null

# s6 clears the environment; with-contenv in the service's run script brings this back.
ENV BORNE_LIBRARY=/usr/src/borne/rules

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8099/api/health"]

LABEL \
  org.opencontainers.image.title="Borne" \
  org.opencontainers.image.description="Home Assistant as the central system of EV chargers" \
  org.opencontainers.image.source="https://github.com/borne-ev/borne" \
  org.opencontainers.image.licenses="MIT"
