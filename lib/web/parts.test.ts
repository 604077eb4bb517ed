import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const APP = fileURLToPath(new URL('../../app/', import.meta.url))

const FOLDERS = { accounts: ['login', 'register', 'reset', 'account'], dealers: ['dealers'] }

/** The pages and actions below a folder, each with the first statement of every function that Next can call. */
function entries(folder: string): Array<[file: string, begins: string[]]> {
  return readdirSync(`${APP}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(page\.tsx|actions\.ts)$/.test(file))
    .map((file) => {
      const source = readFileSync(`${APP}${folder}/${file}`, 'utf8')
      const functions = source.split(/^export (?:default )?(?:async )?function /m).slice(1)
      return [`${folder}/${file}`, functions.map((text) => /\{\n\s*(.*)\n/.exec(text)?.[1] ?? '')]
    })
}

test.each(Object.entries(FOLDERS))(
  'every page and every action of the %s first asks whether that part is switched on, since a layout guards neither',
  (part, folders) => {
    const found = folders.flatMap(entries)
    expect(found.length).toBeGreaterThan(5)
    for (const [file, begins] of found) {
      expect(begins.length, file).toBeGreaterThan(0)
      for (const begin of begins) expect(begin, file).toBe(`requirePart('${part}')`)
    }
  },
)
