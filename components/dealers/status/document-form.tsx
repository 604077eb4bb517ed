'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import type { DocumentOutcome } from '@/lib/shared/dealers/application-view'
import { fileProblem, HEAD_BYTES, MAX_DOCUMENT_BYTES } from '@/lib/shared/dealers/document-file'
import type { Messages } from '@/lib/shared/messages'
import { DocumentControls } from './document-controls'
import { uploadDocument } from './upload-document'

type Words = Messages['applications']['documents']
type Props = {
  action: string
  document: { id: string; name: string; state: 'missing' | 'sending' | 'uploaded' | 'unknown' }
  /** The outcome of a post without scripts. */
  said: { word: DocumentOutcome; text: string } | null
  outcomes: Words['done']
  words: Words['form']
}

type State = { progress: number | null; said: string; isGood: boolean }

/** Sends, replaces or removes one document. A plain form without scripts; with them it shows the progress. */
export function DocumentForm({ action, document: { id, name, state: documentState }, said, outcomes, words }: Props) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const status = useRef<HTMLParagraphElement>(null)
  const [state, setState] = useState<State>({ progress: null, said: said?.text ?? '', isGood: isGood(said?.word) })
  const isBusy = state.progress !== null
  const fail = (text: string) => setState({ progress: null, said: text, isGood: false })

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const fields = new FormData(event.currentTarget, submitter)
    if (fields.get('intent') !== 'remove') {
      const problem = await fileFault(fields, outcomes, words)
      if (problem) return fail(problem)
    }
    setState({ progress: 0, said: '', isGood: false })
    const outcome = await uploadDocument(action, fields, (progress) => setState({ progress, said: '', isGood: false }))
    if (!outcome) return fail(words.offline)
    if (isGood(outcome)) form.current?.reset()
    setState({ progress: null, said: outcomes[outcome], isGood: isGood(outcome) })
    // The button that was pressed may be gone.
    status.current?.focus()
    router.refresh()
  }

  return (
    <form ref={form} action={action} method="post" encType="multipart/form-data" onSubmit={submit} className="mt-3">
      <input type="hidden" name="doctype_id" value={id} />
      {documentState === 'uploaded' ? (
        <details className="unfold">
          <summary>
            <span>{words.change}</span>
            <span className="sr-only">{` – ${name}`}</span>
          </summary>
          <DocumentControls id={id} name={name} send={words.replace} mayRemove isBusy={isBusy} words={words} />
        </details>
      ) : (
        <DocumentControls
          id={id}
          name={name}
          send={documentState === 'missing' ? words.send : words.again}
          mayRemove={documentState !== 'missing'}
          isBusy={isBusy}
          words={words}
        />
      )}
      {isBusy ? (
        <progress className="mt-3 block w-full" aria-label={`${words.progress}: ${name}`} max={1} value={state.progress ?? 0} />
      ) : null}
      <p
        ref={status}
        tabIndex={-1}
        role="status"
        className={`text-sm font-medium outline-none ${state.said ? 'mt-3' : ''} ${state.isGood ? 'text-good' : 'text-bad'}`}
      >
        {isBusy && state.progress === 1 ? words.working : state.said}
      </p>
    </form>
  )
}

function isGood(outcome: DocumentOutcome | undefined): boolean {
  return outcome === 'uploaded' || outcome === 'removed'
}

/** What can be checked before a long upload. The server checks again. */
async function fileFault(fields: FormData, outcomes: Words['done'], words: Words['form']): Promise<string | null> {
  const file = fields.getAll('file').find((entry) => entry instanceof File && entry.size > 0)
  if (!(file instanceof File)) return words.empty
  if (file.size > MAX_DOCUMENT_BYTES) return words.tooLarge
  const problem = fileProblem(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
  return problem && outcomes[problem]
}
