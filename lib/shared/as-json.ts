/** `{ referenceNo, amountKurus }` → `{ reference_no, amount }`: names as in the orders API, money in kuruş. Pure. */
export function asJson(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/Kurus$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}
