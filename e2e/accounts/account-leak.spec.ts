import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { runNode } from '@/e2e/harness/child'
import { postMainForm } from '@/e2e/harness/dealer-walk'
import { readDatabaseFiles } from '@/e2e/harness/leak-haystacks'
import { findLeaks, shapesOfSecret } from '@/e2e/harness/leak-search'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { askNextAuth, newEmail, postForm, registerRaw, signInRaw } from '@/e2e/pages/account-pages'

test('no account’s address, password, session or link appears in the logs or the database', async ({ ownStack }) => {
  const stack = await ownStack({ LOG_LEVEL: 'trace' })
  const [email, password, wrong] = [newEmail(), 'kanarya-parolasi-0123456789', 'kanarya-yanlis-parola-98765']
  const person = createRawShopper(stack, newAddress())
  const registered = await registerRaw(person, email, password)
  const session = /session=([^;]+)/.exec(registered.headers['set-cookie']?.join() ?? '')?.[1] ?? ''
  const device = /device=([^;]+)/.exec(registered.headers['set-cookie']?.join() ?? '')?.[1] ?? ''
  for (let time = 0; time < 11; time += 1) await signInRaw(createRawShopper(stack, newAddress()), email, wrong)
  await askNextAuth(person, stack.app.url, { email, password: wrong })
  await askNextAuth(person, stack.app.url, { email, password })
  await registerRaw(createRawShopper(stack, newAddress()), email, wrong)
  await createRawShopper(stack, newAddress()).request('/api/auth/session', { headers: { Cookie: `session=${session}x` } })
  const { output } = await runNode('dist/user.js', ['reset', email], stack.app.env)
  const token = /\/reset\/([\w-]+)/.exec(output)?.[1] ?? ''
  await person.request(`/reset/${token}`)
  await postForm(person, '/account', 'Çıkış yap')
  await stack.app.stop()
  await stack.app.start()

  expect([session.length > 100, device.length > 40, token.length]).toEqual([true, true, 22])
  const needles = Object.entries({ email, password, wrong, session, device, token }).flatMap(([name, text]) => shapesOfSecret(name, text))
  const haystacks = [{ name: 'output of the app', bytes: Buffer.from(stack.app.log()) }, ...(await readDatabaseFiles(stack))]
  expect(findLeaks([{ name: 'itself', bytes: Buffer.from(email) }], needles), 'the search finds').toEqual(['email in itself'])
  expect(findLeaks(haystacks, needles)).toEqual([])
})

test('a card number typed into another box is neither shown again nor stored', async ({ shopper }) => {
  const number = '4355084355084358'
  const shown = /4355[\s\p{P}]*0843[\s\p{P}]*5508[\s\p{P}]*4358/u
  for (const typed of [number, '4355 0843 5508 4358', `${number}@example.com`]) {
    expect((await signInRaw(shopper, typed)).body, typed).not.toMatch(shown)
    const registered = await registerRaw(shopper, typed)
    expect([registered.status, registered.body.match(shown)], typed).toEqual([200, null])
  }
  await postMainForm(shopper, '/dealers/apply', {})
  const boxes = {
    business: ['company_name', 'tckn_vkn', 'tax_office', 'company_fieldof_activity'],
    contact: ['contact_name', 'contact_gsm_no', 'contact_mail', 'phone'],
    address: ['adres1', 'adres2', 'city', 'province', 'postal_code'],
    bank: ['iban'],
    sales: ['products_to_be_sold', 'web_site', 'infrastructure_provider', 'approx_creditcard_budget'],
  }
  for (const [task, fields] of Object.entries(boxes)) {
    for (const typed of [number, 'no: 4355-0843-5508-4358']) {
      for (const more of [{}, { intent: 'later' }]) {
        const answers = Object.fromEntries(fields.map((field) => [field, typed]))
        const answer = await postMainForm(shopper, `/dealers/apply/${task}`, { ...answers, ...more })
        expect(answer.body, task).not.toMatch(shown)
        expect((await shopper.request(`/dealers/apply/${task}`)).body, task).not.toMatch(shown)
      }
    }
  }
})

test('the operator’s command says what it cannot do and how to use it', async ({ app }) => {
  const unknown = await runNode('dist/user.js', ['reset', 'kimse@example.com'], app.env)
  expect(unknown).toMatchObject({ code: 4, errors: 'No account has the address kimse@example.com.\n' })
  for (const args of [[], ['reset'], ['delete', 'x'], ['reset', 'x', 'y']]) {
    const { code, errors } = await runNode('dist/user.js', args, app.env)
    expect([code, errors], args.join(' ')).toEqual([2, expect.stringMatching(/^Usage: npm run user -- reset <e-mail> {2}\(.+\)\n$/)])
  }
})
