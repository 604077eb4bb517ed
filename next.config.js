/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // Documents only; which of them, our http server says (server/http/compression.ts).
  compress: true,
  // Whatever shows a link reads the head of its page, and nothing that comes later.
  htmlLimitedBots: /.*/,
  serverExternalPackages: ['better-sqlite3', 'better-sqlite3-napi', 'prom-client', 'sharp'],
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  typedRoutes: false,
  // Our http server has let no more than 64 KB through (lib/web/form-body.ts), and has written it anew.
  experimental: { serverActions: { bodySizeLimit: '80kb' } },
  // Never the arguments of an action: they hold a card. Nor the address of a callback: it holds a secret.
  logging: { serverFunctions: false, incomingRequests: { ignore: [/^\/api\/paynet\/refund\//] } },
}
