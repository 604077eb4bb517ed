import { vi } from 'vitest'

/**
 * One process runs many test files, since starting one for each costs more than most of them take. Each
 * file still finds the modules, the environment and what the app keeps for its process as the first did.
 */
const slot = Symbol.for('tests.environment')
const shared = globalThis as typeof globalThis & { [slot]?: NodeJS.ProcessEnv; [key: symbol]: unknown }

vi.resetConfig()
vi.unstubAllEnvs()
shared[slot] ??= { ...process.env }
for (const name of Object.keys(process.env)) if (!(name in shared[slot])) delete process.env[name]
Object.assign(process.env, shared[slot])

vi.resetModules()
// What `vi.mock` replaces stays replaced otherwise. fresh.test.ts knows when one is missing here.
vi.doUnmock('@/app/api/merchant-key')
vi.doUnmock('next/headers')
vi.doUnmock('@node-rs/argon2')
vi.doUnmock('@/lib/accounts/session')
vi.doUnmock('@/lib/paynet/refunds')

for (const key of Object.getOwnPropertySymbols(shared)) {
  if (key.description?.startsWith('paynet-checkout.')) delete shared[key]
}
