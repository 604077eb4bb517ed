'use client'

import type { Loss } from '@/lib/shared/form-state'

/**
 * The answer to the last post of this page; null while there is none. Next calls server actions by `fetch`, and its
 * errors do not tell what came instead of an answer of ours, so it is noted here on its way.
 */
let lastAnswer: Response | null = null

if (typeof window !== 'undefined') {
  const { fetch } = window
  window.fetch = async (input, init) => {
    const isPost = init?.method === 'POST'
    if (isPost) lastAnswer = null
    // Next posts to the page that it believes to be on, which is the next one even after the way there was stopped.
    const answer = await fetch(isPost ? location.pathname + location.search : input, init)
    if (isPost) lastAnswer = answer
    return answer
  }
}

/** Why the last server action got no answer of ours. */
export function lossOfLastAnswer(): Loss {
  if (lastAnswer === null) return 'offline'
  const { status, headers } = lastAnswer
  if (headers.get('x-nextjs-action-not-found') !== null) return 'renewed'
  if (status >= 400) return lossOfStatus(status)
  // Ours, but it broke off; or somebody else's page.
  return headers.get('content-type')?.startsWith('text/x-component') ? 'offline' : 'elsewhere'
}

/** What an HTTP status of 400 or more tells a person. */
export function lossOfStatus(status: number): Loss {
  if (status === 413) return 'too-large'
  if (status === 429) return 'too-often'
  if (status === 408) return 'offline'
  return status >= 500 ? 'busy' : 'refused'
}
