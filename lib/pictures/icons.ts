import 'server-only'
import { env } from '@/lib/env'
import { digest } from '@/lib/ids'
import { drawOnce, toPng } from './draw'

/** What stands on a tab or a home screen: a card in the merchant's accent. `whole` leaves the corners to whoever shows it. */
function cardSvg(accent: string, shape: 'rounded' | 'whole' = 'rounded'): string {
  const corner = shape === 'rounded' ? ' rx="7"' : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><rect width="32" height="32"${corner} fill="${accent}"/><rect x="6" y="9" width="20" height="14" rx="2.5" fill="#fff"/><path d="M6 12.5h20v3H6z" fill="${accent}"/><rect x="9" y="18.5" width="6" height="1.8" rx=".9" fill="${accent}"/></svg>`
}

type Icon = { contentType: string; draw: (accent: string) => Promise<Buffer> }

const png = (size: number, shape?: 'whole'): Icon => ({ contentType: 'image/png', draw: (accent) => toPng(cardSvg(accent, shape), size) })

const ICONS: Record<string, Icon> = {
  'icon.svg': { contentType: 'image/svg+xml', draw: async (accent) => Buffer.from(cardSvg(accent)) },
  'favicon.ico': { contentType: 'image/x-icon', draw: async (accent) => toIco(await toPng(cardSvg(accent), 48), 48) },
  'apple-touch-icon.png': png(180, 'whole'),
  'icon-192.png': png(192),
  'icon-512.png': png(512),
  'maskable-512.png': png(512, 'whole'),
}

/** The address of an icon. Another accent has other addresses. */
export function iconPath(name: string): string {
  return `/icons/${name}?v=${iconVersion()}`
}

export function iconVersion(): string {
  return digest(cardSvg(env().brandAccent)).slice(0, 16)
}

/** An icon by its file's name: undefined if there is none of that name, null if it cannot be drawn right now. */
export async function readIcon(name: string): Promise<{ bytes: Buffer; contentType: string } | null | undefined> {
  const icon = Object.hasOwn(ICONS, name) ? ICONS[name] : undefined
  if (!icon) return undefined
  const { brandAccent } = env()
  const bytes = await drawOnce(`${name} ${brandAccent}`, () => icon.draw(brandAccent))
  return bytes && { bytes, contentType: icon.contentType }
}

export function manifest(): string {
  const { merchantName, brandAccent } = env()
  const icon = (name: string, sizes: string, purpose: string) => ({ src: iconPath(name), sizes, type: 'image/png', purpose })
  return JSON.stringify({
    name: merchantName,
    short_name: merchantName,
    start_url: '/',
    scope: '/',
    display: 'browser',
    theme_color: brandAccent,
    background_color: '#ffffff',
    icons: [
      icon('icon-192.png', '192x192', 'any'),
      icon('icon-512.png', '512x512', 'any'),
      icon('maskable-512.png', '512x512', 'maskable'),
    ],
  })
}

/** One PNG in the container that browsers ask for as `/favicon.ico`. */
function toIco(image: Buffer, size: number): Buffer {
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(size, 6)
  head.writeUInt8(size, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(image.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, image])
}
