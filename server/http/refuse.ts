import type http from 'node:http'

/** Answers with a sentence and nothing else. */
export function refuse(response: http.ServerResponse, status: number, why: string, headers: http.OutgoingHttpHeaders = {}): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers }).end(`${why}\n`)
}
