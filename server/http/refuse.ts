import type http from 'node:http'
import { countRefusal, type Refusal } from '@/lib/metrics/counters'

const COUNTED_AS: Record<number, Refusal> = {
  403: 'foreign-origin',
  408: 'too-slow',
  413: 'too-large',
  414: 'too-large',
  431: 'too-large',
  503: 'busy',
}

/** Answers with a sentence and nothing else, and counts that. */
export function refuse(response: http.ServerResponse, status: number, why: string, headers: http.OutgoingHttpHeaders = {}): void {
  countRefusal(COUNTED_AS[status] ?? 'malformed')
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers }).end(`${why}\n`)
}
