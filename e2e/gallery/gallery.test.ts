import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { STATES } from '@/e2e/gallery/states'
import { nameOf } from '@/e2e/gallery/states/state'
import { writeContactSheet } from './contact-sheet'
import { readOptions } from './options'

test('every state has a name of its own that is a folder’s', () => {
  const names = STATES.map(nameOf)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !/^[a-z-]+\/[a-z0-9-]+$/.test(name))).toEqual([])
})

test('what is asked for wrongly is refused with a sentence instead of taking other pictures', () => {
  for (const wrong of [
    ['--widths', '375,wide'],
    ['--widths', '3'],
    ['--schemes', 'grey'],
    ['--languages', 'de'],
    ['--text', '1e9'],
    ['a', 'b'],
    ['--undo'],
  ]) {
    expect(() => readOptions(wrong), wrong.join(' ')).toThrow(/\w+ .*\./)
  }
  expect(readOptions(['shots', '--only', 'login', '--text', '200', '--languages', 'en'])).toMatchObject({
    folder: 'shots',
    only: ['login'],
    text: 200,
    languages: ['en'],
    widths: [375, 1280],
  })
})

test('the contact sheet shows what is there and what was found, and runs nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gallery-'))
  try {
    const [state, other] = STATES
    if (!state || !other) throw new Error('no states')
    mkdirSync(join(folder, nameOf(state)), { recursive: true })
    writeFileSync(join(folder, nameOf(state), 'tr-light-375.png'), '')
    await writeContactSheet(folder, STATES, new Map([[nameOf(other), ['light: <b>label</b>']]]))
    const html = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(html).toContain(`src="${nameOf(state)}/tr-light-375.png"`)
    expect(html).toContain(`<h3 id="${nameOf(other)}">`)
    expect(html).not.toMatch(/<script|<b>/)
    expect(html.match(/<h3/g)).toHaveLength(2)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
