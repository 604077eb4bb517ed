import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { dealer, secretKey, startShop, tckn } from '@/simulator/test-kit'

const folder = mkdtempSync(join(tmpdir(), 'simulator-applications-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a restarted simulator still knows applications, their status and their documents', async () => {
  const ledgerFile = join(folder, 'restart.jsonl')
  const before = await startShop({ ledgerFile })
  const form_id = await before.applyWell()
  await before.upload({ form_id, doctype_id: 2 })
  await before.setStatus(form_id, 2)
  const kept = await before.applications()
  await before.close()

  const after = await startShop({ ledgerFile })
  expect(await after.applications()).toEqual(kept)
  expect(await after.statusOf(form_id)).toBe(2)
  expect(await (await after.apply()).json()).toMatchObject({ code: 5 })
  expect(await after.applyWell({ tckn_vkn: tckn })).toBe(form_id + 1)
})

test('a reset forgets applications, even after a restart, and gives no form_id twice', async () => {
  const ledgerFile = join(folder, 'reset.jsonl')
  const before = await startShop({ ledgerFile })
  const form_id = await before.applyWell()
  await before.post('/control/reset', {})
  expect(await before.applications()).toEqual([])
  await before.close()
  const after = await startShop({ ledgerFile })
  expect((await after.getForm({ form_id })).status).toBe(404)
  expect(await after.applyWell()).toBe(form_id + 1)
})

test('nothing personal is kept or shown anywhere, whether an application was received or refused', async () => {
  const ledgerFile = join(folder, 'personal.jsonl')
  const shop = await startShop({ ledgerFile })
  const personal = {
    contact_gsm_no: '5556667788',
    contact_name: 'Kanarya',
    contact_surname: 'Sarıkuş',
    contact_mail: 'kanarya@kafes.example',
    tckn_vkn: '4540536920',
    tckn,
    adres1: 'Gizli Mahalle Sokağı',
    adres2: 'Bina 47 Daire 11',
    iban: dealer.iban,
    phone: '2129998877',
    approx_creditcard_budget: '987654 TL',
  }
  const file = Buffer.from('%PDF-kanarya').toString('base64')
  const form_id = await shop.applyWell(personal)
  await shop.upload({ form_id, pars_base64: file })
  await shop.apply(personal)
  for (const field of Object.keys(personal)) await shop.apply({ ...personal, [field]: '' })
  await shop.apply({ ...personal, city: '99' })
  await shop.getForm({ form_id, Vkn_Tckn: personal.tckn_vkn })
  await shop.getForm({ form_id, Vkn_Tckn: tckn })
  const paths = ['/', '/control/applications', '/control/calls', '/control/ledger', '/control/faults', '/control/settings']
  const pages = await Promise.all(paths.map(async (path) => (await fetch(`${shop.url}${path}`)).text()))
  const kept = [readFileSync(ledgerFile, 'utf8'), ...pages].join('\n')
  expect(kept).toContain('45******20')
  for (const secret of [...Object.values(personal), file, 'Kanarya', 'kafes', secretKey]) expect(kept).not.toContain(secret)
})
