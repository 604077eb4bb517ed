import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@/e2e/fixtures'
import { healthy, variables } from '@/e2e/harness/app'
import { ROOT, startChild } from '@/e2e/harness/child'
import { freePort } from '@/e2e/harness/ports'
import { rawRequest } from '@/e2e/harness/raw-request'

test('the app and its commands use the database that .env names', async ({ simulator }) => {
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-env-'))
  const home = join(folder, 'app')
  await mkdir(home)
  for (const name of await readdir(ROOT)) if (!name.startsWith('.env') && name !== 'data') await symlink(join(ROOT, name), join(home, name))
  const port = await freePort()
  const set = { ...variables(folder, port, simulator.url, simulator.secretKey), DATABASE_URL: `file:${folder}/named.db` }
  const lines = Object.entries(set).map(([name, value]) => `${name}=${value}`)
  await writeFile(join(home, '.env'), lines.join('\n'))
  try {
    const swept = startChild(process.execPath, [join(home, 'dist/sweep.js')], { env: {}, cwd: home })
    expect((await swept.exited).code, swept.output()).toBe(0)
    expect(existsSync(`${folder}/named.db`)).toBe(true)
    await rm(`${folder}/named.db`)

    const app = startChild(process.execPath, [join(home, 'dist/start.js')], { env: {}, cwd: home })
    await healthy(app, `http://127.0.0.1:${port}/api/health/ready`)
    app.signal('SIGTERM')
    expect((await app.exited).code, app.output()).toBe(0)
    expect([existsSync(`${folder}/named.db`), existsSync(join(home, 'data'))]).toEqual([true, false])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('editing .env under `npm run dev` breaks no page, and a line says that the new value waits for a restart', async ({ simulator }) => {
  const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-env-'))
  const home = join(ROOT, 'test-results', `dev-${process.pid}`)
  await mkdir(home, { recursive: true })
  for (const name of await readdir(ROOT)) {
    if (/^(\.env|\.git|\.next|data|test-results)/.test(name)) continue
    // What Next compiles must lie in the folder; what it loads may lie elsewhere.
    if (name === 'node_modules') await symlink(join(ROOT, name), join(home, name))
    else await cp(join(ROOT, name), join(home, name), { recursive: true })
  }
  const port = await freePort()
  const set = { ...variables(folder, port, simulator.url, simulator.secretKey), MERCHANT_NAME: 'Önceki Mağaza' }
  const write = (name: string) =>
    writeFile(
      join(home, '.env'),
      Object.entries({ ...set, MERCHANT_NAME: name })
        .map(([key, value]) => `${key}=${value}`)
        .join('\n'),
    )
  await write('Önceki Mağaza')
  const app = startChild(process.execPath, [join(home, 'dist/start.js'), '--dev'], { env: {}, cwd: home })
  try {
    await healthy(app, `http://127.0.0.1:${port}/api/health/ready`)
    const page = () => rawRequest(`http://localhost:${port}/login`)
    expect(await page()).toMatchObject({ status: 200, body: expect.stringContaining('Önceki Mağaza') })
    await write('Sonraki Mağaza')
    await expect.poll(() => app.errors(), { timeout: 60_000 }).toContain('.env has changed. Settings are read at the start')
    // Next notices it, too, some time later.
    for (let look = 0; look < 8; look += 1) {
      expect(await page()).toMatchObject({ status: 200, body: expect.stringContaining('Önceki Mağaza') })
      await sleep(500)
    }
    expect(app.errors()).not.toContain('Sonraki')
  } finally {
    app.signal('SIGTERM')
    await app.exited
    await rm(folder, { recursive: true, force: true })
    await rm(home, { recursive: true, force: true })
  }
})
