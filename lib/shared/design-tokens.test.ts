import { expect, test } from 'vitest'
import { TOKENS_CSS } from './design-tokens'

// `npx vitest run -u lib/shared/design-tokens` rewrites the file.
test('the pages that React draws have the colours of the small documents', async () => {
  await expect(TOKENS_CSS).toMatchFileSnapshot('../../app/tokens.css')
})
