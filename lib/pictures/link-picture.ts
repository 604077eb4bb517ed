import 'server-only'
import { env } from '@/lib/env'
import { digest } from '@/lib/ids'
import { log } from '@/lib/log'
import { merchantLogo } from '@/lib/merchant'
import type { Payable } from '@/lib/orders/orders'
import { messagesFor } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import { drawOnce, open } from './draw'
import { type Letters, letters } from './letters'

export const WIDTH = 1200
export const HEIGHT = 630
const LEFT = 80
const ROOM = WIDTH - 2 * LEFT
const BAND = 112
const LOGO = { width: 560, height: 140 }
const INK = '#1c1b19'
const SOFT = '#5f5c56'

/** Changes with the drawing, as the rest of the version does with what is drawn. */
const DESIGN = '1'

/** Whatever asks for a picture says no language. */
const OF_NO_ORDER = { amountKurus: null, locale: 'tr' } as const

/** Names all that the picture shows. */
export function linkPictureVersion(payable: Payable | null): string {
  const { amountKurus, locale } = payable ?? OF_NO_ORDER
  const { merchantName, brandAccent, appUrl } = env()
  const logo = merchantLogo()?.version ?? ''
  return digest(DESIGN, merchantName, logo, brandAccent, new URL(appUrl).hostname, String(amountKurus), locale).slice(0, 16)
}

/** The picture for links, a PNG; null if it cannot be drawn now. */
export function linkPicture(payable: Payable | null): Promise<Buffer | null> {
  return drawOnce(linkPictureVersion(payable), () => draw(payable))
}

async function draw(payable: Payable | null): Promise<Buffer> {
  const [font, logo] = await Promise.all([letters(), drawnLogo()])
  const svg = Buffer.from(layOut(font, payable, logo !== null))
  const picture = await open(svg)
  const top = payable ? LEFT : Math.round((HEIGHT - BAND - LOGO.height) / 2)
  return (logo ? picture.composite([{ input: logo, left: LEFT, top }]) : picture).png({ compressionLevel: 9 }).toBuffer()
}

/** The amount below the merchant, or the merchant alone, on white: most logos are made for that. */
function layOut(font: Letters, payable: Payable | null, hasLogo: boolean): string {
  const { merchantName, brandAccent, appUrl } = env()
  const words = messagesFor((payable ?? OF_NO_ORDER).locale).links
  const name = font.drawable(merchantName) || font.drawable(new URL(appUrl).hostname)
  const text = (line: string, at: { x: number; y: number; size: number }, fill: string) =>
    `<path fill="${fill}" d="${font.path(line, at)}"/>`

  const bandTop = HEIGHT - BAND
  const secure = text(words.secure, { x: LEFT + 56, y: bandTop + 67, size: 32 }, '#fff')
  const lock = `<g transform="translate(${LEFT} ${bandTop + 34}) scale(1.8)" fill="none" stroke="#fff" stroke-width="2"><rect x="3" y="10" width="16" height="12" rx="2"/><path d="M6.5 10V6.5a4.5 4.5 0 0 1 9 0V10"/></g>`

  const fitted = font.fit(name, { width: ROOM, sizes: payable ? [72, 64, 56, 48, 40] : [112, 96, 80, 64, 48, 40] })
  const lineHeight = fitted.size * 1.2
  const nameTop = payable ? LEFT : (bandTop - lineHeight * fitted.lines.length) / 2
  const heading = fitted.lines.map((line, index) =>
    text(line, { x: LEFT, y: nameTop + lineHeight * index + fitted.size * 0.9, size: fitted.size }, INK),
  )

  const amount = payable ? formatMoney(payable.amountKurus, payable.locale) : ''
  const amountSize = [128, 112, 96].find((size) => font.width(amount, size) <= ROOM) ?? 80
  const price = payable
    ? [
        text(words.amount, { x: LEFT, y: bandTop - 60 - amountSize, size: 36 }, SOFT),
        text(amount, { x: LEFT, y: bandTop - 56, size: amountSize }, INK),
      ]
    : []
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><path fill="#fff" d="M0 0h${WIDTH}v${HEIGHT}H0z"/>${hasLogo ? '' : heading.join('')}${price.join('')}<path fill="${brandAccent}" d="M0 ${bandTop}h${WIDTH}v${BAND}H0z"/>${lock}${secure}</svg>`
}

/** The logo in its place's size; null if there is none, or none that can be drawn without the fonts of a computer. */
async function drawnLogo(): Promise<Buffer | null> {
  const logo = merchantLogo()
  if (!logo) return null
  const isSvg = logo.contentType === 'image/svg+xml'
  if (isSvg && logo.bytes.includes('<text')) return null
  try {
    const { width = LOGO.width, height = LOGO.height } = await (await open(logo.bytes)).metadata()
    const density = 72 * Math.min(LOGO.width / width, LOGO.height / height)
    const picture = await open(logo.bytes, isSvg ? { density: Math.min(100_000, Math.max(1, density)) } : {})
    return await picture
      .resize({ ...LOGO, fit: 'contain', position: 'left', background: { r: 255, g: 255, b: 255, alpha: 0 } })
      .png()
      .toBuffer()
  } catch (error) {
    log.warn('logo.not-drawn', { error })
    return null
  }
}
