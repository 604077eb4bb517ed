import sharp from 'sharp'
import { expect, test, vi } from 'vitest'
import { iconPath, manifest, readIcon } from './icons'

test.each([
  ['apple-touch-icon.png', 180],
  ['icon-192.png', 192],
  ['icon-512.png', 512],
  ['maskable-512.png', 512],
])('%s has %d pixels each way, and the accent in its middle', async (name, size) => {
  const icon = await readIcon(name)
  const picture = sharp(icon?.bytes)
  expect(await picture.metadata()).toMatchObject({ format: 'png', width: size, height: size })
  const { data } = await picture
    .extract({ left: size / 2, top: Math.round(size * 0.42), width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect([...data.subarray(0, 3)]).toEqual([0x1f, 0x5f, 0x5b])
})

test('what a telephone crops into its own shape reaches into the corners', async () => {
  for (const name of ['apple-touch-icon.png', 'maskable-512.png']) {
    const { data } = await sharp((await readIcon(name))?.bytes)
      .extract({ left: 0, top: 0, width: 1, height: 1 })
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([...data], name).toEqual([0x1f, 0x5f, 0x5b, 255])
  }
})

test('favicon.ico holds one picture, where its head says', async () => {
  const { bytes } = (await readIcon('favicon.ico')) ?? { bytes: Buffer.alloc(0) }
  expect([bytes.readUInt16LE(0), bytes.readUInt16LE(2), bytes.readUInt16LE(4), bytes[6], bytes[7]]).toEqual([0, 1, 1, 48, 48])
  const [length, start] = [bytes.readUInt32LE(14), bytes.readUInt32LE(18)]
  expect(start + length).toBe(bytes.length)
  expect(await sharp(bytes.subarray(start)).metadata()).toMatchObject({ format: 'png', width: 48, height: 48 })
})

test.each(['', 'constructor', '../icon.svg', 'icon-13.png'])('there is no icon of the name %j', async (name) => {
  expect(await readIcon(name)).toBeUndefined()
})

test('the manifest names icons that exist, and another accent has other addresses', async () => {
  const { icons, theme_color } = JSON.parse(manifest()) as { theme_color: string; icons: Array<{ src: string; sizes: string }> }
  expect(theme_color).toBe('#1f5f5b')
  for (const { src, sizes } of icons) {
    const { pathname } = new URL(src, 'http://localhost')
    const { width } = await sharp((await readIcon(pathname.replace('/icons/', '')))?.bytes).metadata()
    expect(`${width}x${width}`).toBe(sizes)
  }
  const before = iconPath('icon.svg')
  vi.resetModules()
  vi.stubEnv('BRAND_ACCENT', '#b3261e')
  expect((await import('./icons')).iconPath('icon.svg')).not.toBe(before)
  vi.unstubAllEnvs()
})
