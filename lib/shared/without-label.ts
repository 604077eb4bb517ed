/** What was copied along in front of a number, as in `VKN: 1234567890` or `Tel. +90 532 …`. For ungrouped text. */
export function withoutLabel(ungroupedText: string): string {
  return ungroupedText.replace(/^\p{L}{2,40}(?=\+?\d)/u, '')
}
