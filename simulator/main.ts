import { startSimulator } from './server'

const { SIMULATOR_PORT, SIMULATOR_HOST, SIMULATOR_SECRET_KEY, SIMULATOR_LEDGER, SIMULATOR_CARD_OTP, SIMULATOR_MERCHANT_NAME } = process.env

const port = Number(SIMULATOR_PORT || 4010)
const secretKey = SIMULATOR_SECRET_KEY || 'sck_simulator_only_0123456789/+abc'

const fault = findFault()
if (fault) stop(fault)

try {
  const simulator = await startSimulator({
    port,
    host: SIMULATOR_HOST || '127.0.0.1',
    secretKey,
    ledgerFile: SIMULATOR_LEDGER || undefined,
    cardOtp: SIMULATOR_CARD_OTP === 'on',
    merchantName: SIMULATOR_MERCHANT_NAME || undefined,
  })
  console.log(`Paynet simulator: ${simulator.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)))
  }
} catch (error) {
  stop(error instanceof Error ? error.message : String(error))
}

/** The message never repeats the key. */
function findFault(): string | null {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return 'SIMULATOR_PORT: a port number, for example 4010'
  if (!secretKey.startsWith('sck_')) return 'SIMULATOR_SECRET_KEY: a key that starts with sck_'
  if (!['', 'on', 'off'].includes(SIMULATOR_CARD_OTP ?? '')) return 'SIMULATOR_CARD_OTP: on or off'
  return null
}

function stop(reason: string): never {
  console.error(reason)
  process.exit(1)
}
