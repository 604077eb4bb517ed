import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('what Next prints becomes one line of JSON without a card number, whatever line ends a stranger puts in it', () => {
  const script = `
    const { turnConsoleIntoLog } = await import('./server/console-into-log.ts')
    turnConsoleIntoLog()
    console.error(new SyntaxError('Unexpected token, "4355084355084358\\n{\\\\"level\\\\":\\\\"fatal\\\\"}" is not valid JSON'))
    console.error(' ⨯', Object.create(null), Symbol('x'), 'a\\r\\nb')
    console.warn('%s', 'sck_secret_1')
    console.log()`
  const flags = ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script]
  const told = execFileSync(process.execPath, flags, { env: { ...process.env, LOG_LEVEL: 'info' }, encoding: 'utf8' })

  const events = told
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(events.map(({ level, event }) => [level, event])).toEqual([
    ['error', 'printed'],
    ['error', 'printed'],
    ['warn', 'printed'],
    ['warn', 'printed'],
  ])
  expect(told).not.toMatch(/\d{12}|sck_secret/)
})
