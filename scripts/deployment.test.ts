import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

type Step = { uses?: string; run?: string }
type Workflow = {
  on: Record<string, unknown> & { schedule?: Array<{ cron: string }> }
  permissions?: Record<string, string>
  jobs: Record<string, { steps: Step[]; 'timeout-minutes'?: number }>
}

const FOLDER = '.github/workflows'
// It comes with another library, and is not worth a dependency of its own.
const { parse } = createRequire(import.meta.url)('yaml') as { parse(text: string, options?: { merge: boolean }): unknown }

const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(`${FOLDER}/${name}`, 'utf8') }))
const read = (name: string) => parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Workflow
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps)

test('advisories and licences are checked once a week, even if nothing has changed', () => {
  const weekly = read('weekly.yml')
  // Minute, hour, any day of the month, any month, one day of the week.
  expect(weekly.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }])
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  expect(scripts).toHaveProperty('audit:deps')
  expect(stepsOf(weekly).map(({ run }) => run)).toContain('npm run audit:deps')
})

test('every change passes the gate on each supported Node, and the rest alongside, as .ci/run runs them', () => {
  const ci = read('ci.yml')
  expect(ci.on).toHaveProperty('pull_request')
  const [, parts = ''] = /^for part in (.+); do$/m.exec(readFileSync('.ci/run', 'utf8')) ?? []
  expect(parts.split(' ')).toEqual(['test', 'test:all'])
  const { gate, rest } = ci.jobs
  expect(gate?.steps.map(({ run }) => run)).toEqual([undefined, undefined, 'npm ci', 'npm test --silent'])
  expect(rest?.steps.map(({ run }) => run)).toEqual([undefined, undefined, 'npm ci', 'npm run test:all --silent'])
  expect(gate).toMatchObject({ strategy: { 'fail-fast': false, matrix: { node: [20, 22, 24] } } })
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } }
  expect(engines.node, 'the oldest is the first of them').toMatch(/^>=20\./)
})

test('newer versions of everything that is fetched are proposed weekly, once they have been out for a week', () => {
  type Update = { 'package-ecosystem': string; schedule: { interval: string }; cooldown: { 'default-days': number } }
  const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8')) as { updates: Update[] }
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker', 'docker-compose'])
  for (const { schedule, cooldown } of updates) expect([schedule.interval, cooldown['default-days']]).toEqual(['weekly', 7])
})

test('every issue and pull request form says first that no card number belongs there', () => {
  const forms = readdirSync('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml')
  expect(forms).toEqual(['bug.yml', 'proposal.yml'])
  for (const form of forms) {
    const { name, description, body } = parse(readFileSync(`.github/ISSUE_TEMPLATE/${form}`, 'utf8')) as Record<string, unknown>
    expect([name, description]).toEqual([expect.any(String), expect.any(String)])
    const [first] = body as unknown[]
    expect(first, form).toMatchObject({
      type: 'markdown',
      attributes: { value: expect.stringContaining('Never paste a real card number') },
    })
  }
  expect(readFileSync('.github/PULL_REQUEST_TEMPLATE.md', 'utf8')).toMatch(/^<!-- Never put a real card number/)
})

test.each(workflows)(
  '$name may only read, ends by itself, runs actions by their commit, and puts nothing of a stranger into a command',
  ({ name, text }) => {
    const workflow = read(name)
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(90)
    for (const { uses, run } of stepsOf(workflow)) {
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/)
      expect(run ?? '').not.toContain('${{')
    }
    expect(text).not.toMatch(/registry\.|secrets\./)
  },
)

test('the proxy of compose.yaml compresses nothing, and takes none of the headers away by which the app decides', () => {
  const { configs } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as { configs: { proxy: { content: string } } }
  const settings = configs.proxy.content.replaceAll(/#.*/g, '')
  expect(settings).toContain('proxy_pass http://checkout;')
  expect(settings).not.toMatch(/gzip|brotli|Accept-Encoding|Sec-Fetch/i)
})

test('no service of compose.yaml except the proxy can gain rights, dump its memory or write outside its volumes', () => {
  type Service = { read_only?: boolean; cap_drop?: string[]; cap_add?: string[]; security_opt?: string[]; ulimits?: { core: number } }
  const { services } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as { services: Record<string, Service> }
  expect(Object.keys(services)).toEqual(['postgres', 'proxy', 'app-1', 'app-2', 'app-3', 'simulator'])
  for (const [name, service] of Object.entries(services)) {
    expect(service, name).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], ulimits: { core: 0 } })
    expect([name, service.read_only, service.cap_add]).toEqual(
      name === 'proxy' ? [name, false, ['CHOWN', 'SETGID', 'SETUID']] : [name, true, undefined],
    )
  }
})

test('no package runs a script of its own while the image is built', () => {
  const installs = readFileSync('Dockerfile', 'utf8').match(/npm (ci|install|rebuild)\b.*/g) ?? []
  expect(installs).toHaveLength(2)
  for (const install of installs) expect(install).toContain('--ignore-scripts')
})

const PUBLISHED_UNIT = 'deploy/checkout.service'

test.skipIf(spawnSync('systemd-analyze', ['--version']).status !== 0)('systemd takes the published unit without a complaint', () => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', PUBLISHED_UNIT], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

test('the published unit lets charges in flight finish, dumps no memory and writes only to its data', () => {
  const unit = readFileSync(PUBLISHED_UNIT, 'utf8')
  const stopAfter = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])
  expect(stopAfter).toBeGreaterThanOrEqual(45 + 20)
  for (const line of ['LimitCORE=0', 'UMask=0077', 'NoNewPrivileges=yes', 'ProtectSystem=strict', 'ReadWritePaths=/srv/checkout/data']) {
    expect(unit.split('\n')).toContain(line)
  }
})

test('the deploy recipe can be followed to the letter: no remark becomes a part of a setting, and no variable is missing', () => {
  const recipe = readFileSync('docs/deploy.md', 'utf8')
  const settings = recipe.match(/^ *[A-Z_]+=\S.*$/gm) ?? []
  expect(settings.length).toBeGreaterThan(10)
  for (const line of settings) expect(line).not.toContain('#')
  const needed = [...readFileSync('deploy/compose.yaml', 'utf8').matchAll(/\$\{(\w+):\?\}/g)].map(([, name = '']) => name)
  const written = /printf '([^']*)'.* > deploy\/\.env$/m.exec(recipe)?.[1] ?? ''
  const names = written.split('\\n').flatMap((line) => (line === '' ? [] : [line.split('=')[0]]))
  expect(names.toSorted()).toEqual([...new Set(needed)].toSorted())
})

test('what the service may use, its commands get too: its user, folder and settings', () => {
  const unit = readFileSync(PUBLISHED_UNIT, 'utf8')
  // A variable's default stands for it.
  const program = readFileSync('deploy/checkout', 'utf8').replace(/"\$\{\w+:-([^}]*)\}"/g, '$1')
  for (const [name, option] of [
    ['User', '--uid'],
    ['WorkingDirectory', '--working-directory'],
    ['EnvironmentFile', '--property=EnvironmentFile'],
    ['UMask', '--property=UMask'],
    ['LimitCORE', '--property=LimitCORE'],
  ]) {
    const value = new RegExp(`^${name}=(.+)$`, 'm').exec(unit)?.[1]
    expect(program).toContain(`${option}=${value} `)
  }
})

test('no service of the published compose file except the proxy can gain rights, and none holds a key', () => {
  type Service = { read_only?: boolean; cap_drop?: string[]; cap_add?: string[]; security_opt?: string[]; ulimits?: { core: number } }
  const text = readFileSync('deploy/compose.yaml', 'utf8')
  const { services } = parse(text, { merge: true }) as { services: Record<string, Service> }
  for (const [name, service] of Object.entries(services)) {
    const locked = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], ulimits: { core: 0 } }
    expect(service, name).toMatchObject(locked)
    expect(service.cap_add, name).toEqual(name === 'proxy' ? ['NET_BIND_SERVICE'] : undefined)
  }
  expect(text).not.toMatch(/sck_|SECRET|_KEY/)
})

test('no file with settings of a deployment gets into git or into an image, whatever it is called', () => {
  const names = ['.env', '.env.local', '.env.production', '.env.production.local', '.env.old', 'deploy/.env', 'deploy/.env.production']
  const ignored = spawnSync('git', ['check-ignore', '--no-index', '.env.example', ...names], { encoding: 'utf8' }).stdout
  expect(ignored.trimEnd().split('\n')).toEqual(names)
  const image = readFileSync('.dockerignore', 'utf8').split('\n')
  expect(image).toContain('**/.env*')
})

test("the proxy of compose.yaml waits as long for a document, and for Paynet's answer to it, as docs/operations.md says", () => {
  expect(readFileSync('docs/operations.md', 'utf8')).toContain('A proxy in front must allow 6 MB and two minutes')
  const proxy = readFileSync('compose.yaml', 'utf8')
  const waits = ['client_body_timeout', 'proxy_send_timeout', 'proxy_read_timeout'].map((name) => proxy.match(`${name} (\\d+)s;`)?.[1])
  for (const seconds of waits) expect(Number(seconds)).toBeGreaterThanOrEqual(120)
})
