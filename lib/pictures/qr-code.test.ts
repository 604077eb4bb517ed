import readQrCode from 'jsqr'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type QrCode, qrCodeOf } from './qr-code'

/** As a camera sees it: the path, drawn, and read by a program that has nothing to do with the one that wrote it. */
async function read({ side, path }: QrCode): Promise<string | undefined> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 6}"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`
  const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return readQrCode(new Uint8ClampedArray(data), info.width, info.height)?.data
}

test.each([
  'http://localhost:3000/checkout/Zm9vYmFyYmF6cXV4MTIzNA',
  'https://odeme.example.com.tr/checkout/-_AAAAAAAAAAAAAAAAAA-_',
  `https://${'uzun-'.repeat(12)}ad.example/checkout/abcdefghijklmnopqrstuv`,
])('the code of %s is read as that very address', async (address) => {
  expect(await read(qrCodeOf(address))).toBe(address)
})
