import { expect, test } from 'vitest'
import { readArguments } from './run-command'

const options = { accept: { type: 'boolean', help: '' }, received: { type: 'string', help: '' } } as const
const ID = '-Hx9aaaaaaaaaaaaaaaaaa'
const OTHER = '--Qx9aaaaaaaaaaaaaaaaa'
const read = (...typed: string[]) => {
  const got = readArguments(options, typed, [1, 1])
  return 'wrong' in got ? got.wrong : { ...got.values, words: got.words }
}

test('an id is found as it comes, even if it begins with dashes', () => {
  expect(read(ID, '--accept')).toEqual({ accept: true, words: [ID] })
  expect(read('--accept', OTHER)).toEqual({ accept: true, words: [OTHER] })
  expect(read('--received', OTHER, ID)).toEqual({ received: OTHER, words: [ID] })
})

test('a reference that begins with dashes stands after "--"', () => {
  expect(read('--accept', '--', '--abc')).toEqual({ accept: true, words: ['--abc'] })
  expect(read('--', '--accept')).toEqual({ words: ['--accept'] })
  expect(read('--abc')).toContain("Unknown option '--abc'")
})

test('an option without its value, an unknown one, and a word too many or too few are refused', () => {
  for (const typed of [
    ['SIP-1', '--received'],
    ['SIP-1', '--received', '--accept'],
    ['SIP-1', '--received', '--'],
    ['SIP-1', '--undo'],
    ['SIP-1', '-x'],
    ['SIP-1', '--accept=no'],
    ['SIP-1', 'SIP-2'],
    ['--accept'],
    [],
  ])
    expect(read(...typed), typed.join(' ')).toEqual(expect.any(String))
})

test('help is asked for in any company', () => {
  for (const typed of [['--help'], ['-h'], ['SIP-1', 'SIP-2', '--help'], ['--undo', '--help'], ['SIP-1', '--received', '--help']]) {
    expect(readArguments(options, typed, [1, 1])).toMatchObject({ isHelp: true })
  }
  expect(readArguments(options, ['--', '--help'], [1, 1])).toMatchObject({ isHelp: false, words: ['--help'] })
})
