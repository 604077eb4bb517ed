import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { startSimulator } from '@/simulator/server'

const FOLDERS = [
  'app',
  'bench',
  'components',
  'db',
  'deploy',
  'docs',
  'e2e',
  'examples',
  'lib',
  'proof',
  'scripts',
  'server',
  'simulator',
  '.github',
]
const DECISIONS = 'docs/decisions'

const files = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
const inDocs = files.filter((file) => /^(docs|examples)\//.test(file) && file.endsWith('.md'))
const documents = ['README.md', 'README.tr.md', 'ARCHITECTURE.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs]
// The changelog and the decisions may name what no longer exists.
const current = documents.filter((name) => name !== 'CHANGELOG.md' && !name.startsWith(`${DECISIONS}/`))

const read = (name: string) => readFileSync(name, 'utf8')

/** The anchors of a document's sections, as GitHub names them. */
function anchorsOf(name: string): string[] {
  const headings = [...read(name).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** A path as documents write it: a file with or without its extension, a folder, or a prefix with a star. */
function leadsSomewhere(path: string): boolean {
  const [start = '', ...more] = path.replace(/\/$/, '').split('*')
  if (more.length > 0) return files.some((file) => file.startsWith(start))
  return files.some((file) => file === start || file.startsWith(`${start}.`) || file.startsWith(`${start}/`))
}

test('every link between documents leads to a file, and to a section that it has', () => {
  const broken = documents.flatMap((name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
    return links.flatMap(([link, path = '', anchor]) => {
      const target = path ? join(dirname(name), path) : name
      return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor)) ? [] : [`${name}: ${link}`]
    })
  })
  expect(broken).toEqual([])
})

test('no document names a file that does not exist', () => {
  const named = current.flatMap((name) => {
    const quoted = [...read(name).matchAll(/`([\w.-]+\/[^`\s]+)`/g)].map(([, path = '']) => path)
    // ARCHITECTURE.md names the files of lib by their room.
    const paths = quoted.map((path) => (/^(payments|cards|dealers)\//.test(path) ? `lib/${path}` : path))
    return paths.filter((path) => FOLDERS.includes(path.split('/')[0] ?? '')).map((path) => ({ name, path }))
  })
  expect(named.length).toBeGreaterThan(100)
  expect(named.filter(({ path }) => !leadsSomewhere(path))).toEqual([])
})

test('no document names an npm command that does not exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = documents.flatMap((name) =>
    [...read(name).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)].map(([, command = '']) => ({ name, command })),
  )
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter(({ command }) => !(command in scripts))).toEqual([])
})

test('what docs/troubleshooting.md says that people read is what the pages, the commands and the API say', () => {
  const sources = (folders: string[]) =>
    files
      .filter((file) => folders.some((folder) => file.startsWith(folder)) && /\.[jt]sx?$/.test(file) && !file.includes('.test.'))
      .map(read)
  const [pages, programs] = [sources(['lib/shared/messages']), sources(['app', 'db', 'lib', 'scripts', 'server'])]
  const seen = [...read('docs/troubleshooting.md').matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell)
  const quoted = (pattern: RegExp) => seen.flatMap((cell) => [...cell.matchAll(pattern)].map(([, text = '']) => text))
  const sentences = quoted(/"([^"]+)"/g)
  expect(sentences.length).toBeGreaterThan(15)
  expect(sentences.filter((text) => !pages.some((source) => source.includes(text)))).toEqual([])
  const parts = quoted(/`([^`/]+)`/g).flatMap((text) => text.split(/…|\. /).map((part) => part.trim()))
  expect(parts.length).toBeGreaterThan(10)
  // Not ours.
  const others = ['npm ci', 'better-sqlite3']
  expect(parts.filter((part) => !others.includes(part) && !programs.some((source) => source.includes(part)))).toEqual([])
})

/** A row of ratio/Get, in lira. */
type Rate = {
  instalment: number
  instalment_amount: number
  total_amount: number
  total_net_amount: number
  commision: number
  commision_tax: number
}

test('the worked example of docs/instalments.md is what the simulator quotes, asked as the page says', async () => {
  const page = read('docs/instalments.md')
  const [, secretKey = '', body = ''] = /Basic (\S+)'[\s\S]*?-d '([^']+)'/.exec(page) ?? []
  expect(read('.env.example')).toContain(`PAYNET_SECRET_KEY=${secretKey}\n`)
  const simulator = await startSimulator({ port: 0, host: '127.0.0.1', secretKey })
  const question = JSON.parse(body) as { amount: string }
  const columnOf = async (instalment: number, addsCommission: boolean) => {
    const headers = { Authorization: `Basic ${secretKey}`, 'Content-Type': 'application/json' }
    const asked = JSON.stringify({ ...question, addcomission_to_amount: addsCommission })
    const response = await fetch(`${simulator.url}/v1/ratio/Get`, { method: 'POST', headers, body: asked })
    const { data } = (await response.json()) as { data: { ratio: Rate[] }[] }
    const rate = data[0]?.ratio.find((row) => row.instalment === instalment)
    if (!rate) throw new Error(`${instalment} instalments are not on offer`)
    const months = instalment === 0 ? [] : [rate.instalment_amount]
    const difference = rate.total_amount - Number(question.amount) / 100
    return [...months, rate.total_amount, difference, rate.commision + rate.commision_tax, rate.total_net_amount]
  }
  const quoted = await Promise.all([columnOf(0, false), columnOf(6, false), columnOf(6, true)])
  await simulator.close()
  const rows = [...page.matchAll(/^\| (?:the shopper pays a month|drawn|of it|Paynet keeps|you get)[^|]*\|(.+)\|$/gm)]
  const written = [0, 1, 2].map((column) => rows.flatMap(([, cells = '']) => cells.split('|')[column]?.trim() || []))
  const lira = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  expect(written).toEqual(quoted.map((column) => column.map((amount) => lira.format(amount))))
})

test('every decision is in the index under its title, newest first', () => {
  const names = readdirSync(DECISIONS).filter((name) => name !== 'README.md')
  const rows = [...read(`${DECISIONS}/README.md`).matchAll(/^\| (\d{4}-\d\d-\d\d) \| \[(.+)\]\((.+)\) \|$/gm)]
  expect(rows.map(([, , , name]) => name).toSorted()).toEqual(names.toSorted())
  for (const [, date = '', title = '', name = ''] of rows) {
    expect(name.startsWith(date), name).toBe(true)
    expect(read(join(DECISIONS, name)).split('\n')[0]).toBe(`# ${title}`)
  }
  const dates = rows.map(([, date]) => date)
  expect(dates).toEqual(dates.toSorted().toReversed())
})
