import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Who may import whom, ARCHITECTURE.md, as the linter enforces it: files planted in a copy of the tree, linted together. */
const IMPORTS = 'lint/style/noRestrictedImports'

const imports = (...sources: string[]) => sources.map((source, index) => `import { a as a${index} } from '${source}'\nexport { a${index} }\n`).join('')

/** Per file, imports that are each a violation. */
const forbidden: Record<string, string[]> = {
  'proxy.ts': ['@/db/orders', '@/app/actions', './db/orders', './simulator/server'],
  'app/page.tsx': ['@/db/orders', '@/db/schema', '@/simulator/server', '@/scripts/start', '@/e2e/world', '@/proxy', '../db/orders', '../lib/orders', 'node:http'],
  'app/account/cards/page.tsx': ['@/db/orders', '../../../db/orders', '../../../lib/orders', '../../../../x', 'node:https', 'https', 'undici'],
  'app/(auth)/login/actions.ts': ['@/db/orders', '../../../db/orders', '../../../proxy'],
  'app/checkout/[orderId]/page.tsx': ['@/db/orders', 'zod', 'zod/mini', '../../../db/orders'],
  'app/api/orders/order-input.test.ts': ['@/db/orders', '@/simulator/server'],
  'components/card-form.tsx': ['@/lib/orders', '@/lib/env', '@/db/orders', '@/app/actions', '@/simulator/server', '../lib/shared/card', '../db/orders', 'zod', 'node:crypto'],
  'components/cards/list.tsx': ['@/lib/orders', '../../lib/shared/card', '../../db/orders', 'zod/mini'],
  'components/card-form.test.ts': ['@/lib/orders', '@/db/orders'],
  'lib/orders.ts': ['@/app/actions', '@/components/card-form', '@/simulator/server', '@/scripts/start', '@/proxy', '../db/orders', '../app/actions', 'node:http', 'undici'],
  'lib/payments/start.ts': ['@/app/actions', '@/components/card-form', '../../db/orders', '../../simulator/server', 'node:https'],
  'lib/paynet/transport.ts': ['@/app/actions', '../../db/orders'],
  'lib/orders.test.ts': ['@/app/actions', '@/components/card-form', '@/simulator/ledger', '@/e2e/world', '../app/actions'],
  'lib/payments/start.db.test.ts': ['@/app/actions', '@/simulator/ledger', '../../simulator/ledger'],
  'lib/shared/card.ts': ['@/lib/orders', '@/db/orders', '../orders', '../../db/orders', 'node:crypto', 'zod', 'react', 'drizzle-orm'],
  'lib/shared/messages/tr.ts': ['@/lib/orders', '../../orders', '../../../db/orders', 'node:fs', 'zod'],
  'lib/shared/card.test.ts': ['@/lib/orders', '../orders'],
  'db/orders.ts': ['@/lib/orders', '@/lib/env', '@/app/actions', '@/components/money', '@/simulator/server', '../lib/env', '../app/actions', '../simulator/server', 'node:http'],
  'db/orders.db.test.ts': ['@/app/actions', '@/components/money', '@/simulator/ledger', '../lib/orders'],
  'simulator/server.ts': ['@/lib/shared/money', '@/db/schema', '@/app/actions', '../lib/shared/money', '../db/schema', '../scripts/start'],
  'simulator/pages/bank.ts': ['@/lib/shared/money', '../../lib/shared/money'],
  'e2e/pay.spec.ts': ['@/lib/shared/money', '@/db/orders', '@/app/actions', '@/components/money', '../lib/shared/money', '../db/orders', '../simulator/ledger'],
  'e2e/fixtures/shop.ts': ['@/lib/orders', '../../lib/orders', '../../db/orders', '../../app/actions', '../../simulator/ledger'],
  'scripts/demo.ts': ['@/app/actions', '@/components/money', '@/e2e/world', '../app/actions', '../components/money', '../e2e/world'],
  'scripts/test/world.ts': ['@/app/actions', '../../app/actions', '../../e2e/world'],
}

/** Per file, imports that are all allowed. */
const allowed: Record<string, string[]> = {
  'proxy.ts': ['next/server', '@/lib/env', '@/lib/shared/locale'],
  'app/account/page.tsx': ['next', '@/lib/orders', '@/components/money', '@/app/actions', './actions', '../door', 'react'],
  'app/checkout/[orderId]/actions.ts': ['zod', '@/lib/orders', '../problem'],
  'app/api/orders/input.ts': ['zod', '../problem', '@/lib/orders'],
  'app/api/orders/route.db.test.ts': ['@/scripts/test/world', '@/lib/orders', './route', 'vitest'],
  'components/money.tsx': ['react', './card-field', '@/components/card-field', '@/lib/shared/money'],
  'components/cards/row.tsx': ['../money', './list', '@/lib/shared/card'],
  'lib/vault.ts': ['jose', 'zod', 'node:crypto', './env', '@/db/orders', '@/lib/env', './shared/card', 'server-only'],
  'lib/payments/settle.ts': ['../env', '../paynet/paynet', './timing', '@/db/payments'],
  'lib/paynet/transport.ts': ['node:http', 'node:https', '../env'],
  'lib/vault.db.test.ts': ['@/scripts/test/world', '@/simulator/server', '@/db/orders', './vault', 'node:http'],
  'lib/payments/settle.db.test.ts': ['@/scripts/test/world', '@/simulator/server', './settle', '../env', 'node:http'],
  'lib/shared/brand.ts': ['./card', './messages/tr', '@/lib/shared/card', 'card-validator/dist/luhn-10.js', 'credit-card-type'],
  'lib/shared/messages/en.ts': ['./tr', '../card', '@/lib/shared/card'],
  'lib/shared/brand.test.ts': ['vitest', 'fast-check', './brand'],
  'db/payments.ts': ['drizzle-orm', './client', '@/lib/shared/card', '../lib/shared/card', 'node:path', 'server-only'],
  'db/payments.db.test.ts': ['@/scripts/test/world', '@/simulator/server', '@/lib/orders', './payments'],
  'simulator/ledger.ts': ['node:http', 'zod', 'hono', './server'],
  'simulator/pages/start.ts': ['../server', './bank'],
  'e2e/cards.spec.ts': ['playwright/test', './fixtures/shop', '@/simulator/server', '../simulator/server', '../scripts/test/postgres', 'node:http'],
  'e2e/fixtures/bank.ts': ['./shop', '../world', '../../simulator/server', '@/scripts/test/postgres'],
  'scripts/bench.ts': ['node:http', '../lib/env', '../db/client', '@/lib/env', '../simulator/server', './test/postgres'],
  'scripts/test/run.ts': ['../../lib/env', '../../db/migrate', '../../simulator/server', '../build'],
}

/** Code that is one violation: file, code, rule. */
const planted: [file: string, code: string, rule: string][] = [
  ...['app/bad-env.ts', 'components/bad-env.ts', 'lib/bad-env.ts', 'lib/paynet/bad-env.ts', 'lib/shared/bad-env.ts', 'db/bad-env.ts', 'simulator/bad-env.ts'].map(
    (file): [string, string, string] => [file, 'export const a = process.env.A\n', 'lint/style/noProcessEnv'],
  ),
  ...['app/bad-call.ts', 'components/bad-call.ts', 'lib/bad-call.ts', 'lib/shared/bad-call.ts', 'db/bad-call.ts'].map(
    (file): [string, string, string] => [file, "export const a = () => fetch('x')\n", 'lint/style/noRestrictedGlobals'],
  ),
  ['lib/bad-global.ts', "export const a = () => globalThis.fetch('x')\n", 'lint/nursery/noJsRestrictedProperties'],
  ['lib/bad-lazy.ts', "export const a = () => import('@/app/actions')\n", IMPORTS],
  ['lib/bad-pass.ts', "export { a } from '@/app/actions'\n", IMPORTS],
  ['lib/bad-type.ts', "export type A = import('@/app/actions').A\nimport type { B } from '@/app/actions'\nexport type C = B\n", IMPORTS],
  ['components/bad-html.tsx', 'export const A = () => <p dangerouslySetInnerHTML={{ __html: "a" }} />\n', 'lint/security/noDangerouslySetInnerHtml'],
  ['db/bad-raw.ts', "import { sql } from 'drizzle-orm'\nexport const a = sql.raw('a')\n", 'lint/nursery/noJsRestrictedProperties'],
  ['db/bad-name.ts', "import { sql } from 'drizzle-orm'\nexport const a = sql.identifier('a')\n", 'lint/nursery/noJsRestrictedProperties'],
  ['lib/bad-default.ts', 'export default function a() {}\n', 'lint/style/noDefaultExport'],
  ['components/bad-default.tsx', 'export default function A() {}\n', 'lint/style/noDefaultExport'],
  ['lib/bad-any.ts', 'export const a = (b: any): string => String(b)\n', 'lint/suspicious/noExplicitAny'],
  ['lib/bad-promise.ts', 'async function a() {}\nexport function b() {\n  a()\n}\n', 'lint/nursery/noFloatingPromises'],
]

/** Code that looks like a violation and is none where it stands. */
const fine: Record<string, string> = {
  'lib/env.ts': 'export const a = process.env.A\n',
  'db/dialect.ts': 'export const a = process.env.A\n',
  'db/schema.ts': "import { sql } from 'drizzle-orm'\nexport const a = sql.raw('a')\n",
  'next.config.js': 'export default { a: process.env.A }\n',
  'app/layout.tsx': 'export default function Layout() {\n  return null\n}\n',
  'scripts/print.ts': "console.log(process.env.A, await fetch('x'))\n",
  'simulator/main.ts': 'console.log(process.env.A)\n',
  'e2e/ask.ts': "export const a = await fetch(process.env.A ?? '')\n",
  'lib/ask.test.ts': "export const a = await fetch(process.env.A ?? '')\n",
}

let found = new Map<string, string[]>()
const copy = mkdtempSync(join(tmpdir(), 'import-table-'))
afterAll(() => rmSync(copy, { recursive: true, force: true }))

beforeAll(() => {
  for (const file of ['biome.json', 'package.json', '.gitignore', 'tsconfig.json']) cpSync(file, join(copy, file))
  for (const [file, sources] of Object.entries(forbidden)) sources.forEach((source, index) => plant(variant(file, index), imports(source)))
  for (const [file, sources] of Object.entries(allowed)) plant(allowedAt(file), imports(...sources))
  for (const [file, code] of planted) plant(file, code)
  for (const [file, code] of Object.entries(fine)) plant(file, code)
  const { stdout } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', '--reporter=json', '--max-diagnostics=none', '.'], { cwd: copy, encoding: 'utf8' })
  const report = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] }
  for (const { category, location } of report.diagnostics) found.set(location.path, [...(found.get(location.path) ?? []), category])
})
