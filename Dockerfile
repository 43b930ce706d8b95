# syntax=docker/dockerfile:1

# Cooper's image: the folder that `npm run build` makes, on Node 24, and nothing else.
# docker build -t cooper .

ARG NODE=node:24.20.0-trixie-slim

FROM ${NODE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build
RUN mkdir /state

# The same base, because the build picked the native parts for its C library and its processor.
FROM ${NODE} AS image
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Cooper" \
      org.opencontainers.image.description="A self-hosted web dashboard for S3 buckets" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
# Cooper installs nothing; who breaks in shall not either.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn*
WORKDIR /app
COPY --from=build /app/.next/standalone ./
COPY --from=build --chown=1000:1000 /state /data
# All of it may be changed at run time; nothing else was asked for while it was built.
ENV NODE_ENV=production \
    HOSTNAME=0.0.0.0 \
    PORT=3000 \
    COOPER_STATE=file:/data
# By number, so that Kubernetes can see that it is not root. It owns /data and may write nowhere else.
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "healthcheck.mjs"]
CMD ["node", "cooper.mjs"]
