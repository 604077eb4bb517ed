import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { healthy, variables } from '@/e2e/harness/app'
import { ROOT, startChild } from '@/e2e/harness/child'
import { freePort } from '@/e2e/harness/ports'

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
