import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { patchApplication } from '@/db/applications'
import { newId } from '@/lib/ids'
import { fieldsOf, TASKS } from '@/lib/shared/dealers/dealer'
import { isMasked } from '@/lib/shared/dealers/mask-answers'
import { givenDraft, givenSent, goodAnswers, stoppedClock } from './dealers.test-kit'
import { knownAnswers } from './prefill'

vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never)
const signedIn = vi.hoisted(() => vi.fn(async (): Promise<{ id: string; email: string } | null> => null))
vi.mock('@/lib/accounts/session', () => ({ currentUser: signedIn }))

const clock = stoppedClock()

async function known(application: { id: string }) {
  return Object.assign({}, ...(await Promise.all(TASKS.map((task) => knownAnswers(application, task)))))
}

/** An application that an account has sent, and a draft of the same tax number. */
async function givenSentAndDraft(userId: string) {
  const sent = await givenSent(clock)
  await patchApplication(sent.id, { userId })
  return { sent, draft: await givenDraft(clock) }
}

test('only the account that sent an application finds its answers again, and none that names a person or a thing', async () => {
  const user = { id: newId(), email: 'ali@example.com' }
  const { draft } = await givenSentAndDraft(user.id)
  expect(await known(draft)).toEqual({})
  signedIn.mockResolvedValue({ id: newId(), email: 'veli@example.com' })
  expect(await known(draft)).toEqual({ contact_mail: 'veli@example.com' })
  signedIn.mockResolvedValue(user)
  const answers = goodAnswers()
  const shown = TASKS.flatMap(fieldsOf).filter((field) => !isMasked(field) && answers[field] !== undefined)
  expect(Object.keys(await known(draft)).sort()).toEqual([...shown, 'contact_mail'].sort())
})

test('an application that cannot be decrypted any more is no reason not to begin another', async () => {
  const user = { id: newId(), email: 'ali@example.com' }
  const { sent, draft } = await givenSentAndDraft(user.id)
  await patchApplication(sent.id, { answers: 'of a lost key' })
  signedIn.mockResolvedValue(user)
  expect(await known(draft)).toEqual({ contact_mail: user.email })
})
