import { openApiDocument } from './document'

export const dynamic = 'force-dynamic'

let made: string | undefined

/** What the merchant's API takes and answers, for programs that write clients; needs no key. */
export function GET(): Response {
  made ??= JSON.stringify(openApiDocument())
  return new Response(made, { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300' } })
}
