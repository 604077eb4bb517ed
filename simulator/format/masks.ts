/** `4355084355084358` → `435508******4358`, the mask of Paynet's sample. */
export function maskPan(pan: string): string {
  return `${pan.slice(0, 6)}******${pan.slice(-4)}`
}

/** `435508******4358` → `435508********4358`: the sample masks stored cards with more stars. */
export function maskStored(cardMasked: string): string {
  return `${cardMasked.slice(0, 6)}********${cardMasked.slice(-4)}`
}

/** `Ayşe Yılmaz` → `AY*****AZ`. */
export function maskHolder(holder: string): string {
  const letters = [...holder.toLocaleUpperCase('tr')]
  return `${letters.slice(0, 2).join('')}*****${letters.slice(-2).join('')}`
}

/** `TR330006100519786457841326` → `TR********************1326`, of the same length. */
export function maskNumber(text: string, shownAtEnd: number): string {
  return text === '' ? '' : text.slice(0, 2) + '*'.repeat(text.length - 2 - shownAtEnd) + text.slice(-shownAtEnd)
}

/** `Ali Duru` → `Al*****ru`; short text shows only its first letter. */
export function maskWords(text: string): string {
  const letters = [...text]
  const [head, tail] = letters.length > 5 ? [letters.slice(0, 2), letters.slice(-2)] : [letters.slice(0, 1), []]
  return letters.length === 0 ? '' : `${head.join('')}*****${tail.join('')}`
}
