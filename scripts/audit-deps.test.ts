import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createGunzip } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'

// npm itself runs, twice: a busy machine needs the time.
vi.setConfig({ testTimeout: 120_000 })

type Asked = Record<string, string[]>
/** The advisories that a registry knows for packages: name to severity. Or it does not answer audits. */
type Knowledge = Record<string, string> | 'does not answer'

const closing: Array<() => void> = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function startRegistry(knowledge: Knowledge): Promise<string> {
  const server = createServer(async (request, response) => {
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
    if (request.method !== 'POST') return json(404, {})
    const asked = await readAsked(request)
    if (knowledge === 'does not answer') return json(405, {})
    const about = Object.entries(knowledge).filter(([name]) => name in asked)
    json(200, Object.fromEntries(about.map(([name, severity]) => [name, [advisory(name, severity)]])))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const body = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request
  return JSON.parse(await text(body)) as Asked
}

function advisory(name: string, severity: string) {
  return {
    id: 1,
    url: 'https://example.com/1',
    title: `${name} does harm`,
    severity,
    vulnerable_versions: '*',
    cwe: [],
    cvss: { score: 0 },
  }
}

async function auditWith(registry: string): Promise<{ code: number | null; output: string }> {
  // npm caches advisories, so each audit has its own cache.
  const npm_config_cache = mkdtempSync(join(tmpdir(), 'paynet-checkout-audit-'))
  closing.push(() => rmSync(npm_config_cache, { recursive: true, force: true }))
  const env = { ...process.env, npm_config_registry: registry, npm_config_fetch_retries: '0', npm_config_cache }
  const child = spawn(process.execPath, ['--import=tsx', 'scripts/audit-deps.ts'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.on('close', resolve)),
  ])
  return { code, output: out + err }
}

test('an audit passes when no serious advisory is known for what production installs', async () => {
  const { code, output } = await auditWith(await startRegistry({ pino: 'moderate', vitest: 'critical' }))
  expect(output).toMatch(/Production: 1 with advisories\n {2}moderate {2}pino .*does harm/)
  expect(output, 'development is told of').toMatch(/critical {2}vitest/)
  expect(code, output).toBe(0)
})

test.each(['high', 'critical'])('an audit fails on a %s advisory for what production installs', async (severity) => {
  const { code, output } = await auditWith(await startRegistry({ pino: severity }))
  expect(output).toMatch(new RegExp(`${severity} +pino`))
  expect(code, output).toBe(1)
})

test('a registry that does not answer audits, or anything at all, is no pass, and the output says so plainly', async () => {
  const closed = await startRegistry({})
  for (const close of closing.splice(0)) close()
  for (const registry of [await startRegistry('does not answer'), closed]) {
    const { code, output } = await auditWith(registry)
    expect(output).toContain('The registry did not answer the audit')
    expect(code, output).toBe(2)
  }
})
