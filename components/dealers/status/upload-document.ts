import { type DocumentOutcome, isDocumentOutcome } from '@/lib/shared/dealers/application-view'

/**
 * Posts a document's form to our own server and reports how much of it was uploaded, from 0 to 1. Null if our
 * answer did not arrive: the document may have been sent on.
 */
export function uploadDocument(action: string, form: FormData, onProgress: (part: number) => void): Promise<DocumentOutcome | null> {
  return new Promise((resolve) => {
    // From a browser to our own server; fetch does not report upload progress.
    const request = new XMLHttpRequest()
    request.open('POST', action)
    request.setRequestHeader('Accept', 'application/json')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total)
    }
    request.onload = () => resolve(outcomeIn(request.response))
    request.onerror = () => resolve(null)
    request.onabort = () => resolve(null)
    request.send(form)
  })
}

function outcomeIn(answer: unknown): DocumentOutcome | null {
  const outcome = typeof answer === 'object' && answer !== null && 'outcome' in answer ? answer.outcome : null
  return isDocumentOutcome(outcome) ? outcome : null
}
