import { type PointedError, PROBLEM_TYPE, type ProblemMembers, problemBody } from '@/lib/web/problem'

export type { PointedError }

/** An RFC 9457 answer. `name` makes its `type`, by which programs tell problems apart. */
export function problem(
  status: number,
  name: string,
  detail: string,
  { headers, ...members }: ProblemMembers & { headers?: Record<string, string> } = {},
): Response {
  return new Response(problemBody(status, name, detail, members), {
    status,
    headers: { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store', ...headers },
  })
}
