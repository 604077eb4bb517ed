import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { expectAccessible } from '@/e2e/pages/accessible'
import { anotherBrowser } from '@/e2e/pages/account-pages'
import { answerUntil, begin, COMPANY, fill, resumeLink, save, summaryBox } from '@/e2e/pages/dealer-pages'

test.use({ viewport: { width: 375, height: 760 } })

/** Twelve mistakes of twelve kinds: what is typed where, and what the page says in both languages. */
const MISTAKES = [
  ['business', 'tckn_vkn', '123456789', 'Vergi kimlik numarası 10, T.C. kimlik numarası 11 hane olmalı', 'A tax number has 10 digits'],
  ['business', 'tckn_vkn', '1234567891', 'Bu 10 hane bir vergi kimlik numarası değil', 'These 10 digits are not a tax number'],
  ['business', 'tckn_vkn', '10000000147', 'Bu 11 hane bir T.C. kimlik numarası değil', 'These 11 digits are not a Turkish identity number'],
  ['business', 'tckn_vkn', '10000000146', 'Şirketin 10 haneli vergi kimlik numarasını yazın', 'Enter the company’s 10-digit tax number'],
  ['business', 'tax_office', 'Büyük Mükellefler Vergi Dairesi', 'Vergi dairesi en çok 20 karakter', 'must be 20 characters or fewer'],
  ['contact', 'contact_name', 'Ali', 'Adı ve soyadı birlikte yazın', 'Enter both the first and the last name'],
  ['contact', 'contact_gsm_no', '212 345 67 89', 'Bu bir cep telefonu numarası değil', 'This is not a mobile number'],
  ['contact', 'contact_mail', 'ali@duru', 'ad@ornek.com biçiminde', 'in the format name@example.com'],
  ['address', 'postal_code', '3409', 'Posta kodu 5 hane olmalı', 'The postal code must be 5 digits'],
  ['bank', 'iban', 'DE89 3704 0044 0532 0130 00', 'Türkiye’deki bir bankaya ait değil', 'does not belong to a bank in Türkiye'],
  ['bank', 'iban', 'TR33 0006 1005 1978 6457 8413 2', '26 karakter olmalı', 'must be 26 characters'],
  ['bank', 'iban', 'TR33 0006 1005 1978 6457 8413 62', 'IBAN’da yanlış bir rakam var', 'The IBAN has a wrong digit'],
  ['sales', 'products_to_be_sold', 'a'.repeat(201), 'Ürünler en çok 200 karakter', 'The products must be 200 characters'],
] as const

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a company answers five pages on a phone and sees the answers as Paynet gets them', async ({ page }) => {
      const startedAt = performance.now()
      await begin(page)
      await answerUntil(page)
      await expect(page).toHaveURL('/dealers/apply/check')
      test
        .info()
        .annotations.push({ type: 'from the start to the summary', description: `${Math.round(performance.now() - startedAt)} ms` })
      const main = page.getByRole('main')
      for (const answer of [
        '1234567890',
        'vergi kimlik numarası',
        '555 666 77 88',
        'İstanbul',
        'Sarıyer',
        'TR33 0006 1005 1978 6457 8413 26',
        'Belirtilmedi',
      ]) {
        await expect(main).toContainText(answer)
      }
      await expect(page.getByRole('button', { name: 'Onayla ve başvuruyu gönder' })).toBeVisible()
      await page.goto('/dealers/apply/tasks')
      await expect(page.getByRole('listitem').getByText('Tamamlandı')).toHaveCount(5)
    })

    test('each mistake has its own message in both languages, and the input stays', async ({ page }) => {
      for (const [locale, column] of [
        ['tr', 3],
        ['en', 4],
      ] as const) {
        await page.goto(`/dealers/apply?lang=${locale}`)
        if (locale === 'tr') await begin(page)
        const told = new Set<string>()
        for (const mistake of MISTAKES) {
          const [task, field, typed] = mistake
          await page.goto(`/dealers/apply/${task}`)
          await expect(page.locator(`[name="${field}"]`)).toBeEditable()
          await fill(page, { ...COMPANY[task], [field]: typed })
          await save(page)
          const links = summaryBox(page).getByRole('link')
          await expect(links).toHaveCount(1)
          await expect(links).toContainText(mistake[column])
          await expect(links).toHaveAttribute('href', `#${field}`)
          const sentence = (await links.textContent()) ?? ''
          told.add(sentence)
          const control = page.locator(`[name="${field}"]`)
          await expect(control).toHaveAccessibleDescription(new RegExp(sentence.slice(0, 30).replace(/[.()]/g, '.')))
          await expect(control).toHaveAttribute('aria-invalid', 'true')
          expect((await control.inputValue()).replace(/\s/g, '')).toBe(typed.replace(/\s/g, ''))
          await expect(page).toHaveTitle(locale === 'tr' ? /^Hata: / : /^Error: /)
        }
        expect(told.size).toBe(MISTAKES.length)
      }
    })

    test('an application interrupted on the third page can be resumed by its link in a fresh browser', async ({ page, app, browser }) => {
      await begin(page)
      await answerUntil(page, 'contact')
      await fill(page, { adres1: 'Maslak Mahallesi', city: '34', postal_code: '12' })
      await page.getByRole('button', { name: 'Kaydet, sonra dön' }).click()
      const link = await resumeLink(page).inputValue()
      expect(link).toMatch(new RegExp(`^${app.url}/dealers/apply/resume/[\\w-]{22}$`))

      const context = await anotherBrowser(browser, app, javaScriptEnabled)
      const other = await context.newPage()
      await other.goto('/dealers/apply/address')
      await expect(other, 'a stranger sees no draft').toHaveURL('/dealers/apply')
      await other.goto(link)
      await expect(other, 'just opening it moves nothing').toHaveURL(link)
      await page.goto('/dealers/apply/address')
      await expect(page.locator('[name="adres1"]')).toHaveValue('Maslak Mahallesi')

      await other.getByRole('button', { name: 'Devam et' }).click()
      await expect(other).toHaveURL('/dealers/apply/tasks')
      await expect(other.getByRole('link', { name: /Adres/ })).toContainText('Yarım kaldı')
      await other.getByRole('link', { name: /^Adres/ }).click()
      await expect(other.locator('[name="adres1"]')).toHaveValue('Maslak Mahallesi')
      await expect(other.locator('[name="postal_code"]')).toHaveValue('12')
      await expect(other.locator('[name="city"]')).toHaveValue('34')
      await answerUntil(other)
      await expect(other).toHaveURL('/dealers/apply/check')
      await expect(other.getByRole('main')).toContainText('Deneme Ticaret Ltd. Şti.')

      await page.goto('/dealers/apply/address')
      await expect(page, 'the browser before has it no more').toHaveURL('/dealers/apply')
      await context.close()
    })

    test('a new link replaces the old one', async ({ page, app, browser }) => {
      await begin(page)
      await page.goto('/dealers/apply/tasks')
      await page.getByRole('button', { name: 'Bağlantı al' }).click()
      const old = await resumeLink(page).inputValue()
      await page.getByRole('button', { name: 'Bağlantı al' }).click()
      await expect(resumeLink(page)).not.toHaveValue(old)
      const context = await anotherBrowser(browser, app, javaScriptEnabled)
      const other = await context.newPage()
      await other.goto(old)
      await expect(other.getByRole('heading', { level: 1 })).toHaveText('Bu bağlantı artık kullanılamıyor')
      await context.close()
    })

    test('Back shows each page with its answers', async ({ page }) => {
      await begin(page)
      await answerUntil(page, 'address')
      await expect(page).toHaveURL('/dealers/apply/bank')
      await page.goBack()
      await expect(page).toHaveURL('/dealers/apply/address')
      for (const [name, value] of Object.entries(COMPANY.address)) await expect(page.locator(`[name="${name}"]`)).toHaveValue(value)
      await page.goBack()
      await expect(page).toHaveURL('/dealers/apply/contact')
      await expect(page.locator('[name="contact_gsm_no"]')).toHaveValue(/555 666 77 88$/)
      await expect(page.locator('[name="contact_name"]')).toHaveValue('Ali Duru')
    })

    test('Change leads to the question and straight back to the summary', async ({ page }) => {
      await begin(page)
      await answerUntil(page)
      await page.getByRole('link', { name: /Değiştir.*Posta kodu/ }).click()
      await expect(page).toHaveURL('/dealers/apply/address?change=1#postal_code')
      await fill(page, { postal_code: '34398' })
      await save(page)
      await expect(page).toHaveURL(/\/dealers\/apply\/check(#\w+)?$/)
      await expect(page.getByRole('main')).toContainText('34398')
      await page.getByRole('link', { name: /Değiştir.*Web siteniz/ }).click()
      await fill(page, { web_site: 'bizim site' })
      await save(page)
      await expect(summaryBox(page)).toContainText('www.ornek.com biçiminde')
      await fill(page, { web_site: 'www.ornek.com' })
      await save(page)
      await expect(page).toHaveURL(/\/dealers\/apply\/check(#\w+)?$/)
    })

    test('an address pasted into one line comes back in two', async ({ page }) => {
      await begin(page)
      await page.goto('/dealers/apply/address')
      await fill(page, {
        ...COMPANY.address,
        adres1: 'Maslak Mahallesi Büyükdere Caddesi Paynet Sokak Uso Center Plaza No:17 Kat 3',
        adres2: '',
      })
      await save(page)
      await expect(page.getByRole('group', { name: 'Adresi iki satıra böldük' })).toBeVisible()
      await expect(summaryBox(page), 'which is no mistake').toHaveCount(0)
      await expect(page).not.toHaveTitle(/^Hata: /)
      await expect(page.locator('[aria-invalid="true"]')).toHaveCount(0)
      await expect(page.locator('[name="adres1"]')).toHaveValue('Maslak Mahallesi Büyükdere Caddesi Paynet Sokak')
      await expect(page.locator('[name="adres2"]')).toHaveValue('Uso Center Plaza No:17 Kat 3')
      await save(page)
      await expect(page).toHaveURL('/dealers/apply/bank')
    })

    test('no page scrolls sideways at 320 pixels, with mistakes or without', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 })
      await begin(page)
      for (const task of ['business', 'contact', 'address', 'bank', 'sales', 'tasks', 'check'] as const) {
        await page.goto(`/dealers/apply/${task}`)
        if (task !== 'tasks' && task !== 'check') {
          await save(page)
          await expect(summaryBox(page)).toBeVisible()
        }
        const { inner, content } = await page.evaluate(() => ({ inner: innerWidth, content: document.documentElement.scrollWidth }))
        expect(content, task).toBeLessThanOrEqual(inner)
      }
    })

    test('a draft is deleted in two steps, and is gone', async ({ page }) => {
      await begin(page)
      await answerUntil(page, 'business')
      await page.goto('/dealers/apply/tasks')
      await page.locator('summary', { hasText: 'Taslağı sil' }).click()
      await page.getByRole('button', { name: 'Evet, taslağı sil' }).click()
      await expect(page).toHaveURL('/dealers/apply')
      await expect(page.getByRole('button', { name: 'Başvuruya başla' })).toBeVisible()
      await page.goto('/dealers/apply/tasks')
      await expect(page).toHaveURL('/dealers/apply')
    })

    test('filling in the hidden field gets a friendly message, and nothing is lost', async ({ page }) => {
      await begin(page)
      await answerUntil(page)
      await page.locator('[name="contact_url"]').fill('https://spam.example', { force: true })
      await save(page)
      await expect(summaryBox(page)).toContainText('Yeniden gönderebilirsiniz')
      await expect(page).toHaveTitle(/^Hata: /)
      await expect(page.locator('[name="contact_url"]')).toHaveValue('')
      await expect(page.getByRole('main')).toContainText('Deneme Ticaret Ltd. Şti.')
    })
  })
}

test('every page is accessible, with mistakes and without', async ({ page }) => {
  await page.goto('/dealers/apply')
  await expectAccessible(page, 'start')
  await begin(page)
  for (const task of ['business', 'contact', 'address', 'bank', 'sales'] as const) {
    await page.goto(`/dealers/apply/${task}`)
    await expectAccessible(page, task)
    await save(page)
    await expect(summaryBox(page)).toBeVisible()
    await expect(summaryBox(page)).toBeFocused()
    await expectAccessible(page, `${task} with mistakes`)
  }
  await page.goto('/dealers/apply/tasks')
  await expectAccessible(page, 'tasks')
  await page.getByRole('button', { name: 'Bağlantı al' }).click()
  await expect(resumeLink(page)).toBeVisible()
  await expectAccessible(page, 'tasks with the link')
  const link = await resumeLink(page).inputValue()
  await page.goto('/dealers/apply/check')
  await expectAccessible(page, 'summary of an unfinished draft')
  await page.goto('/dealers/apply/business')
  await answerUntil(page)
  await expectAccessible(page, 'summary')
  await page.goto(link)
  await expectAccessible(page, 'resume')
})

test('the form can be filled in using only the keyboard, and Enter means "save and continue"', async ({ page }) => {
  await begin(page)
  await page.locator('#form_type').focus()
  await page.keyboard.press('ArrowDown')
  for (const field of ['company_name', 'tckn_vkn', 'tax_office', 'company_fieldof_activity'] as const) {
    await page.keyboard.press('Tab')
    await expect(page.locator(`#${field}`)).toBeFocused()
    await page.keyboard.type(COMPANY.business[field])
  }
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/dealers/apply/contact')
  await page.goto('/dealers/apply/address')
  await page.locator('#city').focus()
  await page.keyboard.type('ista')
  await page.keyboard.press('Tab')
  await expect(districtField(page)).toBeFocused()
  await page.keyboard.type('SARIYER')
  await page.keyboard.press('Enter')
  await expect(page.locator('#province')).toBeFocused()
  await expect(page.locator('#province')).toHaveValue('Sarıyer')
})

test('no error appears while a field is first being typed, and one disappears as soon as its answer is right', async ({ page }) => {
  await begin(page)
  await page.goto('/dealers/apply/bank')
  const iban = page.locator('#iban')
  await iban.pressSequentially('tr33 0006')
  await iban.blur()
  await expect(page.locator('[aria-invalid="true"]')).toHaveCount(0)
  await save(page)
  await expect(summaryBox(page)).toContainText('26 karakter')
  await iban.fill('TR33 0006 1005 1978 6457 8413 2')
  await expect(iban).toHaveAttribute('aria-invalid', 'true')
  await iban.fill('TR33 0006 1005 1978 6457 8413 26')
  await expect(iban).not.toHaveAttribute('aria-invalid')
  await expect(page.getByRole('group', { name: 'Düzeltildi' })).toBeVisible()
})

test('values that a browser fills in without an event count', async ({ page }) => {
  await begin(page)
  await page.goto('/dealers/apply/contact')
  await expect(page.locator('#contact_name')).toBeEditable()
  await page.evaluate((values) => {
    for (const [name, value] of Object.entries(values)) (document.getElementById(name) as HTMLInputElement).value = value
  }, COMPANY.contact)
  await save(page)
  await expect(page).not.toHaveURL(/contact/)
})

test('answers given before the scripts load stay and are saved', async ({ page }) => {
  await begin(page)
  for (const task of ['business', 'contact', 'address', 'sales'] as const) {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/*.js', async (route) => {
      await released
      await route.continue()
    })
    await page.goto(`/dealers/apply/${task}`, { waitUntil: 'commit' })
    await fill(page, COMPANY[task])
    release()
    // Only the scripts count.
    await expect(page.locator('[id$="-count"]').first()).not.toBeEmpty()
    for (const [name, value] of Object.entries(COMPANY[task])) {
      const control = page.locator(`[name="${name}"]`).first()
      if ((await control.getAttribute('type')) === 'radio') await expect(page.locator(`[name="${name}"]:checked`)).toHaveValue(value)
      else await expect(control).toHaveValue(value)
    }
    await page.unrouteAll({ behavior: 'wait' })
    await save(page)
    await expect(page).not.toHaveURL(new RegExp(task))
  }
})

/** A list until the scripts run, then a field to type into. */
const districtField = (page: Page) => page.getByRole('combobox', { name: 'İlçe' }).and(page.locator('input'))

test('districts follow the province and are found with i typed either way', async ({ page }) => {
  await begin(page)
  await page.goto('/dealers/apply/address')
  const district = districtField(page)
  const offered = page.locator('#province-list:visible > *')
  const posted = page.locator('[name="province"]')
  await district.click()
  await expect(page.getByText('Önce il seçin')).toBeVisible()
  await page.locator('#city').selectOption('34')
  await district.click()
  await expect(offered).toHaveCount(39)
  for (const typed of ['sari', 'SARI', 'Sarı', 'sarİ']) {
    await district.fill(typed)
    await expect(offered, typed).toHaveText(['Sarıyer'])
    await expect(page.getByText('1 ilçe bulundu')).toBeAttached()
  }
  await offered.click()
  await expect(district).toHaveValue('Sarıyer')
  await expect(posted).toHaveValue('Sarıyer')
  await district.fill('merkez')
  await expect(page.getByText('Bu ilde böyle bir ilçe yok.')).toBeVisible()
  await expect(page.getByText(/Büyükşehirlerde “Merkez”/)).toBeVisible()
  await page.locator('#city').selectOption('32')
  await expect(posted, 'Isparta has one').toHaveValue('Merkez')
  await page.locator('#city').selectOption('34')
  await expect(posted, 'and İstanbul has none').toHaveValue('')
  await expect(district).toHaveValue('')
})

test('the district is chosen with the keys of a combobox, and one that was only typed counts', async ({ page }) => {
  await begin(page)
  await page.goto('/dealers/apply/address')
  const district = districtField(page)
  const active = page.locator('[role="option"][aria-selected="true"]')
  await page.locator('#city').selectOption('34')
  await district.focus()
  await page.keyboard.press('ArrowDown')
  await expect(district).toHaveAttribute('aria-expanded', 'true')
  await expect(active).toHaveText('Adalar')
  await expect(district).toHaveAttribute('aria-activedescendant', 'province-0')
  await page.keyboard.press('ArrowUp')
  await expect(active, 'around the end').toHaveText('Zeytinburnu')
  await expect(active).toBeInViewport()
  await page.keyboard.press('Escape')
  await expect(district).toHaveAttribute('aria-expanded', 'false')
  await expect(district).toBeFocused()
  await page.keyboard.type('be')
  await page.keyboard.press('ArrowDown')
  const first = (await active.textContent()) ?? ''
  await expectAccessible(page, 'an open list of districts')
  await page.keyboard.press('Enter')
  await expect(district).toHaveValue(first)
  await expect(page).toHaveURL('/dealers/apply/address')
  await page.keyboard.press('Escape')
  await expect(district, 'a second Escape empties it').toHaveValue('')
  await page.keyboard.type('sariyer')
  await page.keyboard.press('Tab')
  await expect(page.locator('#postal_code')).toBeFocused()
  await expect(page.locator('[name="province"]')).toHaveValue('Sarıyer')

  await district.fill('Çankaya')
  await save(page)
  await expect(summaryBox(page)).toContainText('Bu ilçe seçtiğiniz ilde yok.')
  await summaryBox(page)
    .getByRole('link', { name: /Bu ilçe/ })
    .click()
  await expect(district, 'the error leads to it').toBeFocused()
  await district.fill('Şişli')
  await expect(district, 'corrected').not.toHaveAttribute('aria-invalid')
})

test('a district is chosen with a finger', async ({ browser, app }) => {
  const context = await browser.newContext({ baseURL: app.url, hasTouch: true, isMobile: true, viewport: { width: 375, height: 700 } })
  const page = await context.newPage()
  await begin(page)
  await page.goto('/dealers/apply/address')
  await page.locator('#city').selectOption('34')
  await districtField(page).tap()
  await page.locator('#province-list').getByRole('option', { name: 'Beşiktaş' }).tap()
  await expect(page.locator('[name="province"]')).toHaveValue('Beşiktaş')
  await expect(page.locator('#province-list')).toBeHidden()
  await context.close()
})

test('from each page of the form one press leads to its steps, and "later" leads on from its link', async ({ page }) => {
  await begin(page)
  for (const path of ['business', 'contact', 'address', 'bank', 'sales', 'bank?change=1', 'check']) {
    await page.goto(`/dealers/apply/${path}`)
    await page.getByRole('link', { name: '← Başvuru adımları' }).click()
    await expect(page, path).toHaveURL('/dealers/apply/tasks')
  }
  await page.goto('/dealers/apply/bank')
  await page.getByRole('button', { name: 'Kaydet, sonra dön' }).click()
  const link = await resumeLink(page).inputValue()
  const mail = page.getByRole('link', { name: 'Bağlantıyı e-postayla gönder' })
  await expect(mail).toHaveAttribute('href', `mailto:?subject=${encodeURIComponent('Bayi başvurum')}&body=${encodeURIComponent(link)}`)
  await page.getByRole('group', { name: 'Taslağınız kaydedildi' }).getByRole('link', { name: 'Başvuru adımları' }).click()
  await expect(page).toHaveURL('/dealers/apply/tasks')
})

test('the documents are named before the application as they are after it', async ({ page }) => {
  await page.goto('/dealers/apply')
  const company = page.getByRole('heading', { name: 'Şirket' }).locator('..').getByRole('listitem')
  const names = [
    'Kimlik Ön Görseli',
    'Kimlik Arka Görseli',
    'Vergi Levhası Görseli',
    'İmza Sirküleri Görseli',
    'Ticaret Sicil Gazetesi Görseli',
  ]
  await expect(company).toHaveText(names)
  await begin(page)
  await answerUntil(page, 'business')
  await page.goto('/dealers/apply/tasks')
  await expect(page.getByRole('main').locator('ul.list-disc li')).toHaveText(names)
})

test('an account’s address is proposed where nothing was answered, and kept only when the page is saved', async ({ page }) => {
  const email = 'bayi.hesabi@ornek.example'
  await page.goto('/register')
  await fill(page, { email, password: 'uzun ve kolay bulunmaz bir parola 42' })
  await save(page)
  await expect(page).not.toHaveURL(/register/)
  await begin(page)
  await page.goto('/dealers/apply/contact')
  await expect(page.locator('#contact_mail')).toHaveValue(email)
  await expect(page.getByText('Bildiklerimizi hesabınızdan doldurduk.')).toBeVisible()
  await page.goto('/dealers/apply/tasks')
  await expect(page.getByRole('link', { name: /^İletişim/ })).toContainText('Başlanmadı')
  await page.goto('/dealers/apply/contact')
  await fill(page, { ...COMPANY.contact, contact_mail: 'baska@ornek.example' })
  await save(page)
  await expect(page).not.toHaveURL(/contact/)
  await page.goto('/dealers/apply/contact')
  await expect(page.locator('#contact_mail')).toHaveValue('baska@ornek.example')
})

test('the form shows which number it understood, which bank it is, and how many characters are left', async ({ page }) => {
  await begin(page)
  await page.locator('#tckn_vkn').fill('1234567890')
  await expect(page.getByText('Vergi kimlik numarası olarak algıladık.')).toBeVisible()
  await page.locator('#tckn_vkn').fill('100 000 001 46')
  await expect(page.getByText('T.C. kimlik numarası olarak algıladık.')).toBeVisible()
  await expect(page.locator('#tax_office-count'), 'nothing is typed yet').toBeEmpty()
  await page.locator('#tax_office').fill('Beşiktaş')
  await expect(page.locator('#tax_office-count')).toHaveText('12 karakter kaldı')
  await page.locator('#tax_office').fill('Beşiktaş Vergi Dairesi')
  await expect(page.locator('#tax_office-count')).toHaveText('2 karakter fazla')
  await page.goto('/dealers/apply/bank')
  await page.locator('#iban').fill('tr900006200000000000000001')
  await page.locator('#iban').fill('tr330006100519786457841326')
  await page.locator('#iban').blur()
  await expect(page.locator('#iban')).toHaveValue('TR33 0006 1005 1978 6457 8413 26')
})

test('a sole trader and a company are asked in their own words', async ({ page }) => {
  await begin(page)
  await page.getByRole('radio', { name: /Şahıs işletmesi/ }).check()
  await expect(page.getByLabel('T.C. kimlik ya da vergi kimlik numaranız')).toBeVisible()
  await page.getByRole('radio', { name: /Şirket/ }).check()
  await expect(page.getByLabel('Şirketin ticaret unvanı')).toBeVisible()
  await fill(page, COMPANY.business)
  await save(page)
  await expect(page.getByLabel('Yetkili kişinin adı ve soyadı')).toBeVisible()
  await page.goto('/dealers/apply/tasks')
  await expect(page.getByText('İmza Sirküleri Görseli')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Şahıs işletmesi' })).toHaveCount(0)
})

test('the form breaks no policy, fails nowhere and contacts no other host', async ({ page, app }) => {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== app.url) faults.push(request.url())
  })
  await begin(page)
  await save(page)
  await expect(summaryBox(page)).toBeVisible()
  await answerUntil(page)
  expect(faults).toEqual([])
})

test('a page whose answer is lost says so and keeps the input', async ({ page }) => {
  await begin(page)
  await fill(page, COMPANY.business)
  await page.route('**/dealers/apply/business*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await save(page)
  await expect(summaryBox(page)).toContainText('Yanıt alınamadı.')
  await expect(page.locator('#company_name')).toHaveValue(COMPANY.business.company_name)
  await page.unrouteAll()
  await save(page)
  await expect(page, 'the next press saves it').toHaveURL('/dealers/apply/contact')
})

test('a page whose button is pressed twice is sent once', async ({ page }) => {
  await begin(page)
  await fill(page, COMPANY.business)
  let posts = 0
  page.on('request', (request) => {
    if (request.method() === 'POST') posts += 1
  })
  await page.locator('main form button[type="submit"]').last().dblclick()
  await expect(page).toHaveURL('/dealers/apply/contact')
  expect(posts).toBe(1)
})

test('saved answers are counted again, and so are the two lines of a split address', async ({ page }) => {
  await begin(page)
  await answerUntil(page, 'business')
  await page.goto('/dealers/apply/business')
  await expect(page.locator('#tax_office-count')).toHaveText('12 karakter kaldı')
  await page.goto('/dealers/apply/address')
  await fill(page, {
    ...COMPANY.address,
    adres1: 'Maslak Mahallesi Büyükdere Caddesi Paynet Sokak Uso Center Plaza No:17 Kat 3',
    adres2: '',
  })
  await save(page)
  await expect(page.locator('#adres1-count')).toHaveText('3 karakter kaldı')
  await expect(page.locator('#adres2-count')).toHaveText('22 karakter kaldı')
})

test('the footer of every page links to the form', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('contentinfo').getByRole('link', { name: 'Bayi başvurusu' }).click()
  await expect(page).toHaveURL('/dealers/apply')
})
