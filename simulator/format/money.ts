/** Lira with a decimal comma, as the v2 services expect: `"149,90"`, `"20"`. No point, thousands separator or sign. */
export const amountPattern = /^(?:0|[1-9]\d{0,8})(?:,\d{1,2})?$/

/** `"149,90"` → 14990. The text must match `amountPattern`. */
export function parseAmount(text: string): number {
  const [lira = '', cents = ''] = text.split(',')
  return Number(lira) * 100 + Number(cents.padEnd(2, '0'))
}

/** 123450 → `1.234,50 TL`. Written by hand so that the machine's locale data cannot change it. */
export function formatLira(amountKurus: number): string {
  const lira = String(Math.trunc(amountKurus / 100)).replace(/\B(?=(?:\d{3})+$)/g, '.')
  return `${lira},${String(amountKurus % 100).padStart(2, '0')} TL`
}
