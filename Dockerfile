# Two stages: one builds dist/, the other holds nothing else. docs/deploy.md says how to run it.
FROM node:26-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# Of the development tools the build needs these two alone, in their locked versions; they work without install scripts.
RUN esbuild=$(npm pkg get devDependencies.esbuild) typescript=$(npm pkg get devDependencies.typescript) \
  && npm pkg set --json "devDependencies={\"esbuild\":$esbuild,\"typescript\":$typescript}" \
  && npm ci --ignore-scripts
COPY tsconfig.json tsconfig.base.json tsconfig.studio.json ./
COPY functions functions
COPY scripts scripts
COPY src src
COPY supabase supabase
ARG SOURCE_COMMIT=
RUN node scripts/build.ts

FROM node:26-slim
ARG SOURCE_COMMIT=
LABEL org.opencontainers.image.title="Samokoder" \
  org.opencontainers.image.description="HTTP backend that turns a prompt into a working multi-file project" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$SOURCE_COMMIT" \
  org.opencontainers.image.base.name="docker.io/library/node:26-slim"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/dist dist
# The base image's "node" user, as numbers, so that an orchestrator can tell that it is not root.
USER 1000:1000
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/node.js"]
