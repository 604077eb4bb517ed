let count = 0

/** A client address that has not been used before; limits count by it. */
export function newAddress(): string {
  count += 1
  return `10.${process.pid % 250}.${Math.floor(count / 250)}.${(count % 250) + 1}`
}
