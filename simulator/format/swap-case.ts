/** `aB-1` → `Ab-1`. */
export function swapCase(text: string): string {
  return text.replace(/[a-z]+|[A-Z]+/g, (letters) => (/[a-z]/.test(letters) ? letters.toUpperCase() : letters.toLowerCase()))
}
