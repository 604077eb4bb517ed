'use client'

import { useRouter } from 'next/navigation'
import { type ChangeEvent, type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import type { DocumentOutcome } from '@/lib/shared/dealers/application-view'
import { fileProblem, HEAD_BYTES, MAX_DOCUMENT_BYTES } from '@/lib/shared/dealers/document-file'
import type { Messages } from '@/lib/shared/messages'
import { ChosenFile } from './chosen-file'
import { DocumentControls } from './document-controls'
import { uploadDocument } from './upload-document'
import { inTurn } from './upload-queue'

type Words = Messages['applications']['documents']
type Props = {
  action: string
  document: { id: string; name: string; state: 'missing' | 'sending' | 'uploaded' | 'unknown' }
  /** The outcome of a post without scripts. */
  said: { word: DocumentOutcome; text: string } | null
  outcomes: Words['done']
  words: Words['form']
}

/** `progress` is null unless something is on its way, and negative until its turn has come. */
type State = { progress: number | null; said: string; isGood: boolean; file: File | null; maySend: boolean }

const QUEUED = -1
/** The same file may be taken better another time; any other outcome asks for another file. */
const MAY_PASS: readonly DocumentOutcome[] = ['unavailable', 'unknown', 'busy', 'too-often', 'broken-off']

/**
 * Sends, replaces or removes one document. A plain form without scripts; with them a file is sent as soon as it is
 * chosen, photographed or dropped, and what failed can be tried again.
 */
export function DocumentForm({ action, document: { id, name, state: documentState }, said, outcomes, words }: Props) {
  const router = useRouter()
  const form = useRef<HTMLFormElement>(null)
  const status = useRef<HTMLParagraphElement>(null)
  const [isLive, setLive] = useState(false)
  const [isOver, setOver] = useState(false)
  const [state, setState] = useState<State>({
    progress: null,
    said: said?.text ?? '',
    isGood: isGood(said?.word),
    file: null,
    maySend: false,
  })
  const { progress, file, maySend } = state
  const isBusy = progress !== null
  const saidId = `said-${id}`

  useEffect(() => {
    // One that was chosen before the scripts loaded waits for its button.
    if (form.current && chosenFile(new FormData(form.current))) setState((before) => ({ ...before, maySend: true }))
    setLive(true)
    addEventListener('dragover', stay)
    addEventListener('drop', stay)
    return () => {
      removeEventListener('dragover', stay)
      removeEventListener('drop', stay)
    }
  }, [])

  function change(next: Partial<State>): void {
    setState((before) => ({ ...before, ...next }))
  }

  function fail(said: string, maySend = false): void {
    // What cannot be sent again is let go, so that choosing the same file anew counts.
    if (!maySend) form.current?.reset()
    change({ progress: null, said, isGood: false, maySend })
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { submitter } = event.nativeEvent as SubmitEvent
    void send(new FormData(event.currentTarget, submitter))
  }

  function choose({ target: { form, files, id } }: ChangeEvent<HTMLInputElement>) {
    if (!form || !files?.length) return
    for (const other of form.querySelectorAll<HTMLInputElement>('input[type=file]')) if (other.id !== id) other.value = ''
    const fields = new FormData(form)
    fields.set('intent', 'send')
    void send(fields)
  }

  function drop(event: DragEvent<HTMLFormElement>) {
    setOver(false)
    const { files } = event.dataTransfer
    const input = form.current?.querySelector<HTMLInputElement>('input[type=file]')
    if (!input || files.length === 0) return
    event.preventDefault()
    if (isBusy) return
    if (files.length > 1) return fail(words.oneFile)
    input.files = files
    choose({ target: input } as ChangeEvent<HTMLInputElement>)
  }

  async function send(fields: FormData) {
    if (isBusy) return
    const isRemoval = fields.get('intent') === 'remove'
    const file = isRemoval ? null : chosenFile(fields)
    change({ progress: QUEUED, said: '', isGood: false, file, maySend: false })
    const fault = isRemoval ? null : await fileFault(file, outcomes, words)
    if (fault) return fail(fault)
    const uploaded = await inTurn(() => {
      change({ progress: 0 })
      return uploadDocument(action, fields, (progress) => change({ progress }))
    })
    // What fails to be sent may also be a file that broke off while it was read.
    if ('loss' in uploaded) {
      const isBroken = uploaded.loss === 'offline' && file !== null && !(await isReadable(file))
      return isBroken ? fail(words.unreadable) : fail(words.lost[uploaded.loss], !isRemoval)
    }
    const { outcome } = uploaded
    if (!isGood(outcome)) fail(outcomes[outcome], !isRemoval && MAY_PASS.includes(outcome))
    else {
      form.current?.reset()
      change({ progress: null, said: outcomes[outcome], isGood: true })
    }
    // What was pressed may be gone; whoever has gone on to another document stays there.
    if (document.activeElement === document.body || form.current?.contains(document.activeElement)) status.current?.focus()
    router.refresh()
  }

  const controls = { id, name, describedBy: saidId, isBusy, isLive, isOver, maySend, onChoose: choose, words }
  return (
    <form
      ref={form}
      action={action}
      method="post"
      encType="multipart/form-data"
      onSubmit={submit}
      onDragOver={() => setOver(!isBusy)}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className="mt-3 print:hidden"
    >
      <input type="hidden" name="doctype_id" value={id} />
      {file && (isBusy || maySend || state.isGood) ? <ChosenFile file={file} /> : null}
      {documentState === 'uploaded' ? (
        <details className="unfold">
          <summary>
            <span>{words.change}</span>
            <span className="sr-only">{` – ${name}`}</span>
          </summary>
          <DocumentControls {...controls} send={maySend && isLive ? words.retry : words.replace} mayRemove />
        </details>
      ) : (
        <DocumentControls
          {...controls}
          send={maySend && state.said ? words.retry : documentState === 'missing' ? words.send : words.again}
          mayRemove={documentState !== 'missing'}
        />
      )}
      {isBusy ? (
        <div className="mt-3 flex items-center gap-3 text-sm text-soft tabular-nums">
          <progress className="bar" aria-label={`${words.progress}: ${name}`} max={1} value={Math.max(0, progress)} />
          <span className="shrink-0">
            {progress === QUEUED ? words.queued : words.percent.replace('{n}', String(Math.floor(progress * 100)))}
          </span>
        </div>
      ) : null}
      <p
        ref={status}
        id={saidId}
        tabIndex={-1}
        role="status"
        className={`text-sm font-medium outline-none ${state.said ? 'mt-3' : ''} ${state.isGood ? 'text-good' : isBusy ? 'text-soft' : 'text-bad'}`}
      >
        {progress === null ? state.said : progress === 1 ? words.working : progress === QUEUED ? '' : words.progress}
      </p>
    </form>
  )
}

/** A file that misses its field must not replace the page. */
function stay(event: globalThis.DragEvent): void {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
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
