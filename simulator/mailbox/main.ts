import { startMailbox } from './server'

const { SMTP_PORT, MAILBOX_PORT } = process.env

try {
  const mailbox = await startMailbox({ smtpPort: Number(SMTP_PORT || 4025), port: Number(MAILBOX_PORT || 4030) })
  console.log(`Mailbox: ${mailbox.url}`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void mailbox.close().then(() => process.exit(0)))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
