import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { variables } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { expectEnd, leaveUndecided, startCharge } from '@/e2e/harness/charge-in-flight'
import { ROOT, runNode, startChild } from '@/e2e/harness/child'
import { openToWrite, storedStatuses } from '@/e2e/harness/database'
import { apply } from '@/e2e/harness/dealer-walk'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

const COMMANDS = [
  'reconcile',
  'sweep',
  'waiting',
  'payment',
  'refund',
  'webhook',
  'application',
  'reseal',
  'user',
  'privacy',
  'paynet-check',
  'db-backup',
  'db-restore',
]

type Run = { code: number | null; out: string; errors: string }

async function run(stack: Stack, command: string, ...args: string[]): Promise<Run> {
  const child = startChild(process.execPath, [`${ROOT}dist/${command}.js`, ...args], { env: stack.app.env })
  const { code } = await child.exited
  const errors = child.errors()
  return { code, errors, out: child.output().replace(errors, '') }
}

async function json(stack: Stack, command: string, ...args: string[]) {
  const { code, errors, out } = await run(stack, command, ...args, '--json')
  return { code, errors, told: JSON.parse(out) as Record<string, unknown> & { alarms: Record<string, unknown>[] } }
}

/** An empty folder, and what is left in it. */
async function inEmptyFolder<T>(work: (folder: string) => Promise<T>): Promise<{ result: T; left: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'commands-'))
  try {
    const result = await work(folder)
    return { result, left: readdirSync(folder, { recursive: true, encoding: 'utf8' }) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('"--help" of every command tells its usage and its exit codes, needs no environment and does nothing', async () => {
  for (const command of COMMANDS) {
    for (const typed of [['--help'], ['x', '--undo', '-h']]) {
      const { result, left } = await inEmptyFolder((folder) => runNode(`dist/${command}.js`, typed, {}, folder))
      expect(result, command).toMatchObject({ code: 0, errors: '' })
      expect(result.output).toContain(`Usage: npm run ${command.replace('-', command.startsWith('user') ? '-' : ':')}`)
      expect(result.output).toMatch(/--json {2}.*\n.*--help[\s\S]*Ends with 0: done; 1: /)
      expect(left, command).toEqual([])
    }
  }
})

test('every command refuses an unknown option and a word too many in one line, with exit code 2, and does nothing', async () => {
  for (const command of COMMANDS) {
    for (const typed of [['--undo'], ['a', 'b', 'c']]) {
      const { result, left } = await inEmptyFolder((folder) => runNode(`dist/${command}.js`, typed, {}, folder))
      expect(result, `${command} ${typed.join(' ')}`).toMatchObject({ code: 2, errors: expect.stringMatching(/^Usage: npm run [^\n]+\n$/) })
      expect(left, command).toEqual([])
    }
  }
})

test('without environment or database, a command says so in a line each, with exit code 3, and leaves no empty database behind', async () => {
  const bare = await runNode('dist/waiting.js', ['--json'], {}, tmpdir())
  expect(bare.code).toBe(3)
  expect(bare.errors).toMatch(/^(?:[A-Z_]+ .+\n)+$/)
  for (const command of ['waiting', 'reconcile', 'db-backup', 'reseal']) {
    const { result, left } = await inEmptyFolder((folder) =>
      runNode(`dist/${command}.js`, [], variables(join(folder, 'none'), 3000, 'http://127.0.0.1:9', 'sck_test_0123456789/+abc'), folder),
    )
    expect(result).toMatchObject({ code: 3, errors: expect.stringMatching(/^There is no database .+\n$/) })
    expect(left, command).toEqual([])
  }
})

test('an export that the disk did not take whole ends with 3, and a reader who has seen enough changes nothing', async ({ ownStack }) => {
  test.skip(!existsSync('/dev/full'), 'this machine has no /dev/full')
  const stack = await ownStack()
  const into = async (where: string) => {
    const command = `"${process.execPath}" "${ROOT}dist/privacy.js" export ayse@example.com ${where}; exit $?`
    const child = startChild('sh', ['-c', command], { env: stack.app.env })
    return { ...(await child.exited), errors: child.errors() }
  }
  expect(await into('> /dev/full')).toMatchObject({ code: 3, errors: 'Not all of the output could be written.\n' })
  expect(await into('| true')).toMatchObject({ code: 0, errors: '' })
})

test('on a quiet day, "reconcile", "sweep" and "waiting" say nothing and end with 0, and every document of theirs can be read by a program', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const order = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  await stack.orders.make()
  for (const command of ['reconcile', 'sweep', 'waiting']) {
    expect(await run(stack, command), command).toEqual({ code: 0, out: '', errors: '' })
    const { code, errors, told } = await json(stack, command)
    expect([code, errors, told.alarms], command).toEqual([0, '', []])
  }
  // The payment is younger than what a list may be behind, and Paynet lists it all the same.
  expect((await run(stack, 'sweep', '--verbose')).out).toContain('equal to the kuruş')
  expect((await json(stack, 'payment', order.reference)).told).toMatchObject({
    order: { id: order.id, status: 'paid', amount: expect.any(Number) },
    payments: [{ order_id: order.id, status: 'succeeded', settled_at: expect.stringMatching(/Z$/), can_be: [] }],
  })
})

test('successes that Paynet does not list yet are told, and not called equal', async ({ ownStack }) => {
  const stack = await ownStack()
  const order = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  await stack.app.stop()
  const database = openToWrite(stack)
  database.prepare("UPDATE payments SET reference_no = 'SIP-0-abcdefgh'").run()
  database.close()
  const swept = await run(stack, 'sweep', '--verbose')
  expect(swept.out).toMatch(/^not listed {3}1234\.50 TRY in 1, younger than an hour/m)
  expect(swept.out).not.toContain('equal to the kuruş')
})

test('a second charge that only the sweep finds reaches a person: an alarm on stderr, exit code 1, and a place in the queue', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const first = await leaveUndecided(stack)
  await stack.app.stop()
  const database = openToWrite(stack)
  database.prepare("UPDATE payments SET status = 'not_charged', settled_at = moved_at, next_at = NULL").run()
  database.close()
  await stack.app.start()
  await first.shopper.pay(first.order.id, cards.masterCard)
  await stack.app.stop()
  await stack.simulator.clearFaults()

  const swept = await run(stack, 'sweep')
  expect(swept.code).toBe(1)
  expect(swept.out).toMatch(/ {2}not_charged -> succeeded$/m)
  expect(swept.errors).toMatch(/^alarm\.payment\.refund-due {2}.*npm run payment -- \S+ {2}docs\/operations\.md#alarmpaymentrefund-due$/m)
  expect(swept.errors).toContain('1 thing waits for a person: 1 refund is due; see: npm run waiting')

  const waiting = await run(stack, 'waiting')
  expect(waiting).toMatchObject({ code: 1, errors: '', out: expect.stringMatching(/^refund-due {2}/) })
  const next = /^ {2}npm run refund -- (\S+)$/m.exec(waiting.out)?.[1] ?? ''
  expect((await json(stack, 'waiting')).told).toMatchObject({
    counts: { refunds_due: 1 },
    waiting: [{ kind: 'refund-due', reference_no: next }],
  })
  const story = await run(stack, 'payment', next)
  expect(story).toMatchObject({ code: 1, out: expect.stringContaining('waits for you: --refunded, npm run refund') })
  expect(story.out, 'the cause of the move').toMatch(/note {2}sweep: Paynet's list shows this success \(xact_id /)

  const ended = await run(stack, 'payment', next, '--refunded', '--note', 'iade fişi 7')
  expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(/refunded, says an operator: .+: iade fişi 7$/m) })
  expect((await json(stack, 'reconcile')).code).toBe(0)
})

test('a payment that "reconcile" puts up for review raises its alarm there, ends it with 1, and says what mismatched everywhere', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const charge = await leaveUndecided(stack)
  await stack.app.stop()
  await stack.simulator.clearFaults()
  await stack.simulator.fault('check-wrong-amount', charge.order.reference, { service: 'check', times: 100 })

  const { code, errors, told } = await json(stack, 'reconcile')
  expect(code).toBe(1)
  expect(errors).toMatch(/^alarm\.payment\.review {2}/m)
  expect(told).toMatchObject({
    moved: [{ from: 'unknown', to: 'review' }],
    waiting: { reviews: 1 },
    alarms: [{ event: 'alarm.payment.review', order_id: charge.order.id }],
  })
  const why = 'Paynet shows 1235.50 TRY'
  expect((await run(stack, 'waiting')).out).toContain(why)
  const story = (await run(stack, 'payment', charge.order.reference)).out
  expect(story).toMatch(new RegExp(`^ {2}in review because +${why}$`, 'm'))
  expect(story).toMatch(new RegExp(`note {2}in review: ${why}$`, 'm'))
  expect((await run(stack, 'reconcile')).code, 'as long as it waits').toBe(1)
})

test('what mismatched in a charge’s own answer, a bank’s code with its meaning, and checks without an answer are told in words', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'wrong-amount')
  await expectEnd(stack, charge, 'review', 'review')
  expect((await run(stack, 'payment', charge.order.reference)).out).toContain('Paynet says yes, but the amount is 1235.50')

  const declined = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(declined.id, cards.noLimit)
  expect((await run(stack, 'payment', declined.reference)).out).toMatch(/^ {2}bank's code +\S+: \w+/m)

  const undecided = await leaveUndecided(stack)
  const checks = async () => (await run(stack, 'payment', undecided.order.reference)).out
  await expect.poll(checks).toContain('check · no usable answer · HTTP 500')
  expect(await checks()).not.toContain('check · nothing')
})

test('an order that nobody tried to pay is shown by its reference and its id, also one that begins with dashes', async ({ ownStack }) => {
  const stack = await ownStack()
  const order = await stack.orders.make({ reference: '--abc' })
  for (const typed of [['--', '--abc'], [order.id]]) {
    expect(await run(stack, 'payment', ...typed)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^--abc {2}open[\s\S]*no payment has been tried/),
    })
  }
  expect(await run(stack, 'payment', '--abc')).toMatchObject({ code: 2, out: '' })
  expect(await run(stack, 'payment', 'no-such')).toMatchObject({ code: 4, errors: 'No payment or order is called no-such.\n' })
})

test('at a terminal, a decision is asked about first: "n" and nothing change nothing, and "y" or --yes does', async ({ ownStack }) => {
  const stack = await ownStack()
  const charge = await startCharge(stack, 'wrong-amount')
  await expectEnd(stack, charge, 'review', 'review')
  const command = `${process.execPath} ${ROOT}dist/payment.js ${charge.order.reference} --accept`
  const typing = async (typed: string, more = '') => {
    const child = startChild('sh', ['-c', `printf '${typed}' | script -qec "${command}${more}" /dev/null`], { env: stack.app.env })
    return { ...(await child.exited), output: child.output() }
  }
  test.skip(!(await typing('n\\n')).output.includes('[y/N]'), 'this machine has no script(1)')
  expect((await typing('n\\n')).code).toBe(4)
  expect((await typing('\\n')).output).toContain('Nothing was changed.')
  expect(storedStatuses(stack, charge.order.id)).toEqual(['review'])
  expect((await typing('y\\n', ' --note slip')).output).toMatch(/accepted by an operator: .+: slip/)
  expect(storedStatuses(stack, charge.order.id)).toEqual(['succeeded'])
})

test('a form_id that is none is refused, one that was typed wrongly can be corrected, and what to search for at Paynet is shown on demand', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const body = { fault: 'answer-lost-after', service: 'membership_formdata_insert', times: 1 }
  await fetch(`${stack.simulator.url}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const id = (await apply(createRawShopper(stack, newAddress()))).split('/').at(-1) ?? ''
  const operator = (...args: string[]) => run(stack, 'application', id, ...args)

  expect(await run(stack, 'waiting')).toMatchObject({ code: 1, out: expect.stringContaining(`npm run application -- ${id}`) })
  const masked = await operator()
  expect(masked.out).toContain('A*** D***')
  expect(masked.out).not.toContain('Ali Duru')
  expect(masked.out).toContain(`npm run application -- ${id} --unmasked`)
  const shown = await operator('--unmasked')
  expect(shown.out).toContain('Ali Duru')
  expect(shown.out).toMatch(/shown unmasked to an operator: \S+/)

  for (const wrong of ['abc', '0', '-5', '12 3', '']) {
    const refused = await operator(`--received=${wrong}`)
    expect([refused.code, refused.errors], wrong).toEqual([
      4,
      `"${wrong}" is no form_id: Paynet's are whole numbers; nothing was changed.\n`,
    ])
  }
  expect(await operator('--received', '4711')).toMatchObject({ code: 0 })
  expect(await operator('--received', '4712')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/received as 4712, not as 4711, says an operator/),
  })
  expect((await json(stack, 'application', '4712')).told).toMatchObject({ id, status: 'received', form_id: '4712' })
})

test('a backup replaces no file, and --keep removes the oldest of those that it named itself', async ({ ownStack }) => {
  const stack = await ownStack()
  const folder = join(stack.folder, 'copies')
  const file = join(folder, 'precious.db')
  expect(await run(stack, 'db-backup', file)).toMatchObject({ code: 0 })
  writeFileSync(join(folder, 'notes.txt'), 'x')
  const before = readFileSync(file)
  expect(await run(stack, 'db-backup', file)).toMatchObject({ code: 4, errors: `${file} is there already, and is not replaced.\n` })
  expect(readFileSync(file).equals(before)).toBe(true)
  for (let time = 0; time < 3; time += 1) expect(await run(stack, 'db-backup', folder, '--keep', '2')).toMatchObject({ code: 0 })
  const left = readdirSync(folder)
  expect(left.filter((name) => name.startsWith('checkout-'))).toHaveLength(2)
  expect(left).toEqual(expect.arrayContaining(['notes.txt', 'precious.db']))
  for (const typed of [
    ['--keep', '0'],
    ['--keep', 'all'],
    [join(folder, 'new.db'), '--keep', '2'],
  ])
    expect((await run(stack, 'db-backup', ...typed)).code).toBe(2)
})

test('a database that breaks under a command is one line and exit code 3', async ({ ownStack }) => {
  const stack = await ownStack()
  await stack.app.stop()
  const database = openToWrite(stack)
  database.exec('DROP TABLE sweep_findings')
  database.close()
  for (const command of ['waiting', 'sweep']) {
    const broken = await run(stack, command)
    expect(broken.code).toBe(3)
    expect(broken.errors).toMatch(/no such table: sweep_findings.*\n$/)
    expect(broken.errors).not.toMatch(/\n {4}at |params/)
  }
})
