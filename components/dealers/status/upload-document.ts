import { lossOfStatus } from '@/components/ui/last-answer'
import { type DocumentOutcome, isDocumentOutcome } from '@/lib/shared/dealers/application-view'
import type { Loss } from '@/lib/shared/form-state'

/** Longer than our server waits for a file and for Paynet together. */
const LONGEST_MS = 240_000

/** What became of it, or why no answer of ours arrived. */
export type Uploaded = { outcome: DocumentOutcome } | { loss: Loss }

/**
 * Posts a document's form to our own server and reports how much of it was uploaded, from 0 to 1. If no answer of
 * ours arrived, the document may have been sent on.
 */
export function uploadDocument(action: string, form: FormData, onProgress: (part: number) => void): Promise<Uploaded> {
  return new Promise((resolve) => {
    // From a browser to our own server; fetch does not report upload progress.
    const request = new XMLHttpRequest()
    request.open('POST', action)
    request.setRequestHeader('Accept', 'application/json')
    request.responseType = 'json'
    request.timeout = LONGEST_MS
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total)
    }
    request.onload = () => {
      const outcome = outcomeIn(request.response)
      resolve(outcome ? { outcome } : { loss: lossIn(request) })
    }
    for (const event of ['error', 'abort', 'timeout']) request.addEventListener(event, () => resolve({ loss: 'offline' }))
    request.send(form)
  })
}

function outcomeIn(answer: unknown): DocumentOutcome | null {
  const outcome = typeof answer === 'object' && answer !== null && 'outcome' in answer ? answer.outcome : null
  return isDocumentOutcome(outcome) ? outcome : null
}

function lossIn({ status, responseURL }: XMLHttpRequest): Loss {
  if (status >= 400) return lossOfStatus(status)
  // An application that is no longer taken documents for leads back to its page.
  return new URL(responseURL).pathname.startsWith('/dealers/applications/') ? 'renewed' : 'elsewhere'
}
