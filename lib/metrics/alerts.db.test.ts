import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { now } from '@/lib/clock'
import { log } from '@/lib/log'
import { ALARM_EVENTS, type AlarmEvent } from './alarm-events'
import { readMetrics } from './metrics'
import { type Series, seriesIn } from './metrics.test-kit'

// What every instance has loaded once it runs.
await import('@/lib/paynet/transport')
await import('@/lib/rate-limit')

const RULES = 'docs/alerts.yml'
type Rule = {
  record?: string
  alert?: string
  expr: string
  for?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}
const { groups } = parse(readFileSync(RULES, 'utf8')) as { groups: { name: string; rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)
const alerts = rules.filter(({ alert }) => alert !== undefined)

type Panel = { title: string; type: string; id: number; targets?: { expr: string }[] }
type Dashboard = { panels: Panel[]; annotations: { list: { expr: string }[] } }
const dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as Dashboard
const queries = [...dashboard.panels.flatMap(({ targets = [] }) => targets), ...dashboard.annotations.list].map(({ expr }) => expr)

/** Of Prometheus itself, of the blackbox exporter, and of the first of these rules. */
const OTHERS = ['up', 'probe_ssl_earliest_cert_expiry', 'checkout:alarms:recent']

const scrape = async () => seriesIn((await readMetrics(now)).text)

/** The metrics that a query selects, each with what it asks of their labels. */
function selectorsOf(expr: string): { name: string; matchers: Matcher[] }[] {
  const found = [...expr.matchAll(/([a-z_:][a-z0-9_:]*)(?:\{([^}]*)\})?(?=\s*(?:[[\s),=<>!*/+-]|offset|$))/g)]
  return found
    .filter(([, name = '']) => /^(checkout|process|nodejs|up$|probe)/.test(name))
    .map(([, name = '', inside = '']) => ({
      name,
      matchers: [...inside.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)].map(([, label = '', how = '', value = '']) => ({ label, how, value })),
    }))
}

type Matcher = { label: string; how: string; value: string }

function isSelectedBy(matchers: Matcher[], labels: Record<string, string>): boolean {
  return matchers.every(({ label, how, value }) => {
    const isEqual = how.includes('~') ? new RegExp(`^(?:${value})$`).test(labels[label] ?? '') : (labels[label] ?? '') === value
    return how.startsWith('!') ? !isEqual : isEqual
  })
}

test('every metric and label in the rules and on the dashboard is in a scrape of a process that has done nothing yet', async () => {
  const series = await scrape()
  const selectors = [...rules.map(({ expr }) => expr), ...queries].flatMap(selectorsOf)
  expect(selectors.length).toBeGreaterThan(60)
  for (const { name, matchers } of selectors.filter((each) => !OTHERS.includes(each.name))) {
    // Prometheus adds these two.
    const own = matchers.filter(({ label }) => label !== 'job' && label !== 'instance')
    const isThere = series.some((each) => each.name === name && isSelectedBy(own, each.labels))
    // A decline has a line from its first on, since the codes of banks are not known beforehand.
    expect(isThere || name === 'checkout_declines_total', `${name} ${JSON.stringify(own)}`).toBe(true)
    const known = series.filter((each) => each.name === name)
    for (const { label, how, value } of own.filter((each) => each.how === '=' || each.how === '=~')) {
      const words = how === '=' ? [value] : /^[\w|[\].-]+$/.test(value) ? value.replaceAll('[.]', '.').split('|') : []
      for (const word of words)
        expect(
          known.map(({ labels }) => labels[label]),
          `${name} ${label}`,
        ).toContain(word)
    }
  }
})

test('the table of metrics has each word of a label of its own', async () => {
  const rows = readFileSync('docs/operations.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `checkout_'))
  // Services, limits and alarms stand where they are defined, statuses in ARCHITECTURE.md.
  const isElsewhere = (label: string) =>
    ['service', 'limit', 'event', 'status', 'method', 'reason', 'code', 'le', 'version', 'node'].includes(label)
  for (const { name, labels } of await scrape()) {
    if (!name.startsWith('checkout_') || name === 'checkout_starts_total' || /_(bucket|sum|count)$/.test(name)) continue
    for (const [label, word] of Object.entries(labels).filter(([label]) => !isElsewhere(label)))
      expect(
        rows.some((row) => row.startsWith(`| \`${name}{`) && row.includes(`\`${word}\``)),
        `${name} ${label} ${word}`,
      ).toBe(true)
  }
})

test('every query of a rule or panel names a label that its metric has', async () => {
  const series = await scrape()
  const labels = new Set(['le', 'job', 'instance', ...series.flatMap(({ labels: own }) => Object.keys(own)), 'source', 'code'])
  for (const expr of [...rules.map((rule) => rule.expr), ...queries]) {
    const grouped = [...expr.matchAll(/(?:by|on) \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(', '))
    for (const name of grouped) expect([...labels], expr).toContain(name)
  }
})

test('every rule has a severity, a sentence, and a section of the runbook that is there', () => {
  const headings = [...readFileSync('docs/operations.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  const anchors = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  expect(alerts.length).toBeGreaterThan(15)
  for (const { alert, labels, annotations } of alerts) {
    expect(['critical', 'warning'], alert).toContain(labels?.severity)
    expect(annotations?.summary?.length, alert).toBeGreaterThan(10)
    const [document, anchor = ''] = (annotations?.runbook_url ?? '').split('#')
    expect(document).toBe('docs/operations.md')
    const wanted = anchor.startsWith('alarm{{') ? ALARM_EVENTS.map(anchorOf) : [anchor]
    for (const each of wanted) expect(anchors, alert).toContain(each)
  }
})

test('the dashboard can be imported: its panels have titles, queries and ids of their own', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { title, type, targets = [] } of dashboard.panels) {
    expect(title).not.toBe('')
    expect(type === 'row' ? 1 : targets.length, title).toBeGreaterThan(0)
  }
})

describe('the first occurrence of an alarm in a process', () => {
  test.each(ALARM_EVENTS)('increases a series that was there before, at 0, and that one rule watches: %s', async (event) => {
    const counts = (series: Series[]) => series.filter(({ name }) => name === 'checkout_alarms_total')
    const before = counts(await scrape())
    expect(before.find(({ labels }) => labels.event === event)?.value).toBe(0)
    log.alarm(event)
    const after = counts(await scrape())
    expect(after).toEqual(before.map((each) => (each.labels.event === event ? { ...each, value: 1 } : each)))
    expect(rulesFor(event)).toHaveLength(1)
  })

  test('is no line of the log that the metrics do not know: such an event does not compile', () => {
    // @ts-expect-error: it is in no list.
    const raise = () => log.alarm('payment.of-tomorrow')
    expect(raise).toBeTypeOf('function')
  })
})

/** The alerts that watch an alarm. */
function rulesFor(event: AlarmEvent): Rule[] {
  return alerts.filter(({ expr }) =>
    selectorsOf(expr).some(({ name, matchers }) => name === 'checkout:alarms:recent' && isSelectedBy(matchers, { event })),
  )
}

/** As GitHub makes an anchor out of "### `alarm.payment.review`". */
function anchorOf(event: string): string {
  return `alarm${event.replaceAll('.', '')}`
}

describe('by Prometheus itself', () => {
  const isThere = spawnSync('promtool', ['--version']).status === 0
  const folder = mkdtempSync(join(tmpdir(), 'alerts-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const byPromtool = (name: string, check: () => void) =>
    test(name, ({ skip }) => {
      if (!isThere) skip('promtool is not installed')
      check()
    })
  const promtool = (...args: string[]) => execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' })

  byPromtool('the rules are read', () => {
    expect(promtool('check', 'rules', RULES)).toContain('SUCCESS')
  })

  byPromtool('the rules of outages fire when they should and not when they should not', () => {
    expect(promtool('test', 'rules', 'docs/alerts.test.yml')).toContain('SUCCESS')
  })

  test('a scrape is read, and its names are as Prometheus wishes them', async ({ skip }) => {
    if (!isThere) skip('promtool is not installed')
    const { text } = await readMetrics(now)
    const ours = text.split('\n\n').filter((family) => family.startsWith('# HELP checkout_'))
    expect(spawnSync('promtool', ['check', 'metrics'], { input: `${ours.join('\n')}\n`, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  byPromtool('every query of the dashboard is read', () => {
    const asRules = queries.map((expr, index) => ({ record: `panel:${index}`, expr: expr.replaceAll('$__rate_interval', '5m') }))
    const file = join(folder, 'dashboard.json')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] }))
    expect(promtool('check', 'rules', file)).toContain('SUCCESS')
  })

  byPromtool('each alarm fires: first, before the first scrape, after a restart, at one of several instances, in a gap', () => {
    const tests = HISTORIES.map(asTest)
    const file = join(folder, 'alarms.json')
    writeFileSync(file, JSON.stringify({ rule_files: [join(process.cwd(), RULES)], evaluation_interval: '1m', tests }))
    expect(promtool('test', 'rules', file)).toContain('SUCCESS')
  })

  /** A value a minute, `started` in minutes; it is asked about after 31 minutes, when one alarm is due at `a`. */
  type History = { name: string; alarms: Record<string, string>; started: Record<string, string> }
  const HISTORIES: History[] = [
    { name: 'the first of an old process', alarms: { a: '0x30 1x30' }, started: { a: '-90000x60' } },
    { name: 'before the first scrape', alarms: { a: '_x30 1x30' }, started: { a: '_x30 1740x30' } },
    { name: 'again after a restart', alarms: { a: '1x29 1x30' }, started: { a: '-90000x29 1740x30' } },
    { name: 'fewer after a restart', alarms: { a: '3x29 1x30' }, started: { a: '-90000x29 1740x30' } },
    { name: 'at one of two instances', alarms: { a: '0x30 1x30', b: '0x60' }, started: { a: '-90000x60', b: '-90000x60' } },
    { name: 'after one at another instance', alarms: { a: '0x30 1x30', b: '1x60' }, started: { a: '-90000x60', b: '-90000x60' } },
    { name: 'the second of a process', alarms: { a: '1x30 2x30' }, started: { a: '-90000x60' } },
    { name: 'while nothing was scraped', alarms: { a: '0x9 _x20 1x30' }, started: { a: '-90000x9 _x20 -90000x30' } },
  ]

  function asTest({ name, alarms, started }: History) {
    const series = (metric: string, labels: string, of: Record<string, string>) =>
      Object.entries(of).map(([instance, values]) => ({ series: `${metric}{${labels}instance="${instance}",job="checkout"}`, values }))
    const asExpected = ({ labels }: Rule, event: AlarmEvent) => ({
      exp_labels: { severity: labels?.severity, event, instance: 'a', job: 'checkout' },
      exp_annotations: { summary: `alarm.${event} at a`, runbook_url: `docs/operations.md#${anchorOf(event)}` },
    })
    const watching = alerts.filter((rule) => ALARM_EVENTS.some((event) => rulesFor(event).includes(rule)))
    return {
      name,
      interval: '1m',
      input_series: [
        ...ALARM_EVENTS.flatMap((event) => series('checkout_alarms_total', `event="${event}",`, alarms)),
        ...series('checkout_start_time_seconds', '', started),
      ],
      alert_rule_test: watching.map((rule) => ({
        eval_time: '31m',
        alertname: rule.alert,
        exp_alerts: ALARM_EVENTS.filter((event) => rulesFor(event).includes(rule)).map((event) => asExpected(rule, event)),
      })),
    }
  }
})
