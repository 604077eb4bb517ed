import sharp from 'sharp'
import { afterEach, expect, test, vi } from 'vitest'

/** The picture as it is drawn for one environment, which a process reads once. */
async function drawFor(environment: Record<string, string>, logo?: { bytes: string | Buffer; contentType: 'image/svg+xml' | 'image/png' }) {
  vi.resetModules()
  for (const [key, value] of Object.entries(environment)) vi.stubEnv(key, value)
  const { setMerchantLogo } = await import('@/lib/merchant')
  if (logo) setMerchantLogo({ ...logo, bytes: Buffer.from(logo.bytes), version: String(logo.bytes), path: '/logo', width: 96, height: 32 })
  return import('./link-picture')
}

afterEach(() => {
  vi.unstubAllEnvs()
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('paynet-checkout.logo')]
})

const order = { amountKurus: 14_990, locale: 'tr' as const }
type Part = [left: number, top: number, width: number, height: number]
const NAME: Part = [80, 80, 1040, 140]
const AMOUNT: Part = [80, 300, 1040, 180]
const LOGO: Part = [84, 84, 410, 130]

/** The least and the mean of red, green and blue in a part of a picture. */
async function coloursIn(picture: Buffer | null, [left, top, width, height]: Part) {
  const part = sharp(picture ?? Buffer.alloc(0)).extract({ left, top, width, height })
  const { channels } = await sharp(await part.png().toBuffer()).stats()
  return channels.slice(0, 3)
}

/** Whether a part of a picture is anything but white. */
async function isDrawn(picture: Buffer | null, part: Part): Promise<boolean> {
  return (await coloursIn(picture, part)).some(({ min }) => min < 250)
}

test.each([
  ['an ordinary name', 'Fincan ve Cezve'],
  ['markup', '<&">'],
  ['a script that the font does not have', 'قهوة شاي'],
  ['nothing but pictures', '☕️🫖'],
  ['text that turns around', '‮ters‬'],
  ['a hundred wide letters', 'W'.repeat(100)],
])('the picture of an order has the size that is promised, a name and an amount: %s', async (_, MERCHANT_NAME) => {
  const { linkPicture, WIDTH, HEIGHT } = await drawFor({ MERCHANT_NAME })
  const picture = await linkPicture(order)
  expect(await sharp(picture ?? undefined).metadata()).toMatchObject({ format: 'png', width: WIDTH, height: HEIGHT })
  expect([await isDrawn(picture, NAME), await isDrawn(picture, AMOUNT)]).toEqual([true, true])
  expect(picture?.length).toBeLessThan(100_000)
})

test('the largest amount fits, in either language', async () => {
  const { linkPicture } = await drawFor({})
  for (const locale of ['tr', 'en'] as const) {
    const picture = await linkPicture({ amountKurus: 10_000_000_000, locale })
    expect(await isDrawn(picture, [1120, 300, 80, 180]), 'beyond the margin').toBe(false)
  }
})

test('without an order it shows the merchant alone', async () => {
  const { linkPicture } = await drawFor({})
  const picture = await linkPicture(null)
  expect([await isDrawn(picture, [0, 0, 1200, 150]), await isDrawn(picture, [80, 180, 1040, 160])]).toEqual([false, true])
})

test('its version changes with everything that it shows, and with nothing else', async () => {
  const versions = [
    (await drawFor({})).linkPictureVersion(order),
    (await drawFor({})).linkPictureVersion({ ...order, locale: 'en' }),
    (await drawFor({})).linkPictureVersion({ ...order, amountKurus: 14_991 }),
    (await drawFor({})).linkPictureVersion(null),
    (await drawFor({ MERCHANT_NAME: 'Başka' })).linkPictureVersion(order),
    (await drawFor({ MERCHANT_NAME: 'Başka', BRAND_ACCENT: '#b3261e' })).linkPictureVersion(order),
    (await drawFor({}, { bytes: 'x', contentType: 'image/png' })).linkPictureVersion(order),
  ]
  expect(new Set(versions).size).toBe(versions.length)
  vi.unstubAllEnvs()
  delete (globalThis as Record<symbol, unknown>)[Symbol.for('paynet-checkout.logo')]
  expect((await drawFor({ PAYNET_TIMEOUT_MS: '3000' })).linkPictureVersion(order)).toBe(versions[0])
})

const blue = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path fill="#00f" d="M0 0h30v10H0z"/></svg>'

test('the logo stands in place of the name, as sharp as its place is large', async () => {
  const { linkPicture } = await drawFor({}, { bytes: blue, contentType: 'image/svg+xml' })
  const colours = await coloursIn(await linkPicture(order), LOGO)
  expect(colours.map(({ mean }) => Math.round(mean))).toEqual([0, 0, 255])
})

test.each([
  ['is no picture after all', 'nonsense', 'image/png'],
  ['unpacks to a thousand times its size', blue.replace('viewBox', 'width="90000" height="30000" viewBox'), 'image/svg+xml'],
  ['needs fonts', blue.replace('</svg>', '<text>a</text></svg>'), 'image/svg+xml'],
] as const)('a logo that %s leaves the name in its place', async (_, bytes, contentType) => {
  const { linkPicture } = await drawFor({}, { bytes, contentType })
  const picture = await linkPicture(order)
  expect(await isDrawn(picture, NAME)).toBe(true)
  expect((await coloursIn(picture, LOGO))[0]?.mean, 'mostly paper').toBeGreaterThan(150)
})
