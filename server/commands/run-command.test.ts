import { expect, test } from 'vitest'
import { readArguments } from './run-command'

const options = { accept: { type: 'boolean' }, received: { type: 'string' } } as const
const read = (...words: string[]) => {
  const typed = readArguments(options, words)
  return typed && { ...typed.values, positionals: typed.positionals }
}

test('a payment is found by its id even if the id begins with dashes', () => {
  expect(read('-Hx9', '--accept')).toEqual({ accept: true, positionals: ['-Hx9'] })
  expect(read('--accept', '--Qx9')).toEqual({ accept: true, positionals: ['--Qx9'] })
  expect(read('--received', '--12', '-a')).toEqual({ received: '--12', positionals: ['-a'] })
})

test('an option without its value is refused, and an unknown one is never taken for another', () => {
  expect(read('SIP-1', '--received')).toBeNull()
  expect(read('SIP-1', '--undo')).toEqual({ positionals: ['SIP-1', '--undo'] })
  expect(read('SIP-1', '--accept=no')).toEqual({ positionals: ['SIP-1', '--accept=no'] })
})
