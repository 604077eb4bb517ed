import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

mkdirSync(join(folder, 'scripts'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
for (const name of ['run.js', 'end-with-npm.js']) cpSync(`scripts/${name}`, join(folder, 'scripts', name))
const run = (...args: string[]) => spawnSync(process.execPath, [join(folder, 'scripts/run.js'), ...args], { encoding: 'utf8', cwd: folder })

test('before a build, every command and "npm start" say in one line what to do', () => {
  for (const name of ['payment', 'reconcile', 'start']) {
    expect(run(name, 'x')).toMatchObject({ status: 3, stdout: '', stderr: 'This has not been built yet: run "npm run build" first.\n' })
  }
  mkdirSync(join(folder, 'dist'))
  writeFileSync(join(folder, 'dist/start.js'), 'console.log(process.argv.slice(2))')
  expect(run('start'), 'half a build').toMatchObject({ status: 3, stdout: '' })
})

test('a command gets what was typed after its name, and one that cannot be loaded is one line', () => {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'dist/given.js'), 'console.log(JSON.stringify(process.argv.slice(2)))')
  expect(run('given', '--', '--abc', 'ö')).toMatchObject({ status: 0, stdout: '["--","--abc","ö"]\n', stderr: '' })
  writeFileSync(join(folder, 'dist/broken.js'), "import 'no-such-package'")
  const broken = run('broken')
  expect(broken).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('no-such-package') })
  expect(broken.stderr.trimEnd()).not.toContain('\n')
})

test('a command can start itself again, as the workers of "npm start" are', () => {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'dist/again.js'), 'console.log(JSON.stringify(process.argv.slice(1)))')
  const { stdout } = run('again', '--dev')
  expect(spawnSync(process.execPath, JSON.parse(stdout), { encoding: 'utf8' }).stdout).toBe(stdout)
})

test('no script of package.json needs a POSIX shell', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  for (const [name, line] of Object.entries(scripts)) expect(line, name).toMatch(/^[a-z]+ [\w./:= -]+( && [a-z]+ [\w./:= -]+)*$/)
})
