# The app as it runs in production: no compiler, no development dependency, not root, nothing to write but the database.
# For amd64 and arm64. The base image is named by its tag; pin its digest to your own liking.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package runs a script of its own while it is installed, and none needs to: what is native comes built.
# better-sqlite3 12, which would be compiled, is for Node 20 alone; Node 24 loads version 13, tried here.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && node -e "new (require('better-sqlite3-napi'))(':memory:').close()"

FROM dependencies AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
ENV NEXT_TELEMETRY_DISABLED=1
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /app
# A flood must not grow the process beyond what a small container has.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 NODE_OPTIONS=--max-old-space-size=256
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY --from=build /app/dist ./dist
COPY --from=build /app/db/migrations ./db/migrations
COPY package.json next.config.js ./
COPY public ./public
COPY scripts/run.js scripts/end-with-npm.js scripts/simulator.js ./scripts/
# SQLite's file is all that is written: the rest may be read-only.
RUN rm -rf .next/cache && install -d -o node -g node -m 700 data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Longer than PAYNET_TIMEOUT_MS: a charge in flight is let finish. Give the orchestrator a grace period to match.
STOPSIGNAL SIGTERM
CMD ["node", "dist/start.js"]
