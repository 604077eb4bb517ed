import { expect, test, vi } from 'vitest'
import { inFlight } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { passwordProblem } from '@/lib/shared/account-form'
import { field } from './field'
import { attempt } from './forms'

function formWith(name: string, value: string | File): FormData {
  const form = new FormData()
  form.append(name, value)
  return form
}

test('a field is text of bounded length; a file, a missing field and a missing form are empty', () => {
  expect(field(formWith('a', ' x '), 'a')).toBe(' x ')
  expect(field(formWith('a', 'x'.repeat(60_000)), 'a')).toHaveLength(2_000)
  expect(field(formWith('a', new File(['x'], 'x.txt')), 'a')).toBe('')
  expect(field(formWith('a', 'x'), 'b')).toBe('')
  expect(field('a' as never, 'a')).toBe('')
})

test.each(['x', '\u1f82'.normalize('NFD'), '\ud55c'.normalize('NFD'), '😀'])(
  'a cut password of %j is still too long to be accepted',
  (letter) => {
    const form = formWith('password', letter.repeat(2_001))
    expect(passwordProblem(field(form, 'password'), '')).toBe('password-long')
  },
)

test('work that breaks is reported by the form and logged under its own event; a shutdown waits for it', async () => {
  const error = vi.spyOn(log, 'error').mockReturnValue()
  const failed = attempt('account.failed', Promise.reject(new Error('the database is away')), { orderId: 'o1' })
  expect(inFlight().size).toBe(1)
  expect(await failed).toEqual({ ok: false, failure: { kind: 'unavailable' } })
  expect(error).toHaveBeenCalledWith('account.failed', { orderId: 'o1', error: expect.any(Error) })
  await expect.poll(() => inFlight().size).toBe(0)
  error.mockRestore()
})
