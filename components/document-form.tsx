'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useRef, useState } from 'react'
import type { DocumentOutcome } from '@/lib/shared/application-view'
import { DOCUMENT_TYPES, MAX_DOCUMENT_BYTES, mediaTypeOf } from '@/lib/shared/document-file'
import type { Messages } from '@/lib/shared/messages'
import { uploadDocument } from './upload-document'

type Words = Messages['applications']['documents']
type Props = {
  action: string
  document: { id: string; name: string; isThere: boolean }
  /** What came of it without scripts. */
  said: { word: DocumentOutcome; text: string } | null
  outcomes: Words['done']
  words: Words['form']
}

type State = { progress: number | null; said: string; isGood: boolean }

/** Sends, replaces or removes one document. Without scripts a plain form; with them it shows how far it is. */
export function DocumentForm({ action, document: { id, name, isThere }, said, outcomes, words }: Props) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<State>({ progress: null, said: said?.text ?? '', isGood: isGood(said?.word) })
  const isBusy = state.progress !== null
  const fail = (text: string) => setState({ progress: null, said: text, isGood: false })

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const fields = new FormData(event.currentTarget, submitter)
    if (fields.get('intent') !== 'remove') {
      const problem = await fileFault(fields, words)
      if (problem) return fail(problem)
    }
    setState({ progress: 0, said: '', isGood: false })
    const outcome = await uploadDocument(action, fields, (progress) => setState({ progress, said: '', isGood: false }))
    if (!outcome) return fail(words.offline)
    if (isGood(outcome)) form.current?.reset()
    setState({ progress: null, said: outcomes[outcome], isGood: isGood(outcome) })
    router.refresh()
  }

  return (
    <form ref={form} action={action} method="post" encType="multipart/form-data" onSubmit={submit} className="mt-3">
      <input type="hidden" name="doctype_id" value={id} />
      <div className="grid gap-3 sm:grid-cols-2">
        <FileInput id={`file-${id}`} label={words.file} name={name} accept={DOCUMENT_TYPES.join(',')} />
        <FileInput id={`camera-${id}`} label={words.camera} name={name} accept="image/jpeg,image/png" isCamera />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        {/* The form's main action comes last among its submit buttons; on the page it stands first. */}
        {isThere ? (
          <button type="submit" name="intent" value="remove" aria-disabled={isBusy} className="link-button order-2" formNoValidate>
            {words.remove}
            <span className="sr-only"> – {name}</span>
          </button>
        ) : null}
        <button type="submit" name="intent" value="send" aria-disabled={isBusy} className="button button-quiet order-1">
          {isThere ? words.replace : words.send}
          <span className="sr-only"> – {name}</span>
        </button>
      </div>
      {isBusy ? (
        <progress className="mt-3 block w-full" aria-label={`${words.progress}: ${name}`} max={1} value={state.progress ?? 0} />
      ) : null}
      <p role="status" className={`text-sm font-medium ${state.said ? 'mt-3' : ''} ${state.isGood ? 'text-good' : 'text-bad'}`}>
        {isBusy && state.progress === 1 ? words.working : state.said}
      </p>
    </form>
  )
}

/** The two choices have the same name: the first that holds a file counts. */
function FileInput({ id, label, name, accept, isCamera }: { id: string; label: string; name: string; accept: string; isCamera?: true }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="block text-sm text-soft">
        {label}
        <span className="sr-only"> – {name}</span>
      </label>
      <input id={id} type="file" name="file" accept={accept} className="file-control" {...(isCamera ? { capture: 'environment' } : {})} />
    </div>
  )
}

function isGood(outcome: DocumentOutcome | undefined): boolean {
  return outcome === 'uploaded' || outcome === 'removed'
}

/** What can be told before a long upload. The server looks again. */
async function fileFault(fields: FormData, words: Words['form']): Promise<string | null> {
  const file = fields.getAll('file').find((entry) => entry instanceof File && entry.size > 0)
  if (!(file instanceof File)) return words.empty
  if (file.size > MAX_DOCUMENT_BYTES) return words.tooLarge
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer())
  return mediaTypeOf(head) ? null : words.notADocument
}
