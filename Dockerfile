# The app as it runs in production: no compiler, no development dependency, not root.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
# better-sqlite3 is compiled where its binary cannot be downloaded.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
ENV npm_config_nodedir=/usr/local
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM dependencies AS build
RUN npm ci --no-audit --no-fund
COPY . .
ENV NEXT_TELEMETRY_DISABLED=1
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/.next ./.next
COPY --from=build /app/dist ./dist
COPY --from=build /app/db/migrations ./db/migrations
COPY package.json next.config.js ./
COPY public ./public
COPY scripts/simulator.js ./scripts/simulator.js
# SQLite's file and Next's cache are all that is written.
RUN rm -rf .next/cache && install -d -o node -g node data .next/cache
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Longer than PAYNET_TIMEOUT_MS: a charge in flight is let finish. Give the orchestrator a grace period to match.
STOPSIGNAL SIGTERM
CMD ["node", "dist/start.js"]
