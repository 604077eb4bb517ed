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
  const saidId = `said-${id}`
  const fail = (text: string) => setState({ progress: null, said: text, isGood: false })

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    const { submitter } = event.nativeEvent as SubmitEvent
    const fields = new FormData(event.currentTarget, submitter)
    const isRemoval = fields.get('intent') === 'remove'
    const file = isRemoval ? null : chosenFile(fields)
    setState({ progress: 0, said: '', isGood: false })
    const fault = isRemoval ? null : await fileFault(file, outcomes, words)
    if (fault) return fail(fault)
    const uploaded = await uploadDocument(action, fields, (progress) => setState({ progress, said: '', isGood: false }))
    // What fails to be sent may also be a file that broke off while it was read.
    if ('loss' in uploaded) {
      const isBroken = uploaded.loss === 'offline' && file !== null && !(await isReadable(file))
      return fail(isBroken ? words.unreadable : words.lost[uploaded.loss])
    }
    const { outcome } = uploaded
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
          <DocumentControls id={id} name={name} describedBy={saidId} send={words.replace} mayRemove isBusy={isBusy} words={words} />
        </details>
      ) : (
        <DocumentControls
          id={id}
          name={name}
          describedBy={saidId}
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
        id={saidId}
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

/** One input is for files, the other for the camera; one that was left empty gives a file without a name. */
function chosenFile(fields: FormData): File | null {
  const files = fields.getAll('file').filter((entry) => entry instanceof File && entry.name !== '') as File[]
  return files.find(({ size }) => size > 0) ?? files[0] ?? null
}

/** What can be checked before a long upload. The server checks again. */
async function fileFault(file: File | null, outcomes: Words['done'], words: Words['form']): Promise<string | null> {
  if (!file) return words.empty
  if (file.size > MAX_DOCUMENT_BYTES) return words.tooLarge
  const head = await bytesOf(file.slice(0, HEAD_BYTES))
  if (!head || !(await isReadable(file))) return words.unreadable
  if (head.length === 0) return words.emptyFile
  const problem = fileProblem(head)
  return problem && outcomes[problem]
}

async function isReadable(file: File): Promise<boolean> {
  return (await bytesOf(file)) !== null
}

/** Null for a file that was changed, moved or deleted since it was chosen, or that a cloud drive no longer brings. */
async function bytesOf(file: Blob): Promise<Uint8Array | null> {
  return file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  )
}
