import { DOCUMENT_TYPES } from '@/lib/shared/dealers/document-file'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  id: string
  name: string
  /** Where it is said what is wrong with the file. */
  describedBy: string
  send: string
  mayRemove: boolean
  isBusy: boolean
  words: Messages['applications']['documents']['form']
}

/** Where a file is chosen, or a photo taken on a device with a camera, and what is done with it. */
export function DocumentControls({ id, name, describedBy, send, mayRemove, isBusy, words }: Props) {
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <FileInput id={`file-${id}`} label={words.file} name={name} describedBy={describedBy} accept={DOCUMENT_TYPES.join(',')} />
        <FileInput id={`camera-${id}`} label={words.camera} name={name} describedBy={describedBy} accept="image/jpeg,image/png" isCamera />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        {/* The form's main action is its last submit button, though it stands first on the page. */}
        {mayRemove ? (
          <button type="submit" name="intent" value="remove" aria-disabled={isBusy} className="link-button order-2">
            <span>{words.remove}</span>
            <span className="sr-only">{` – ${name}`}</span>
          </button>
        ) : null}
        <button type="submit" name="intent" value="send" aria-disabled={isBusy} className="button button-quiet order-1">
          <span>{send}</span>
          <span className="sr-only">{` – ${name}`}</span>
        </button>
      </div>
    </>
  )
}

/** Both inputs have the same name; the first one that holds a file counts. */
type FileInputProps = { id: string; label: string; name: string; describedBy: string; accept: string; isCamera?: true }

function FileInput({ id, label, name, describedBy, accept, isCamera }: FileInputProps) {
  return (
    <div className={`min-w-56 flex-1 ${isCamera ? 'camera-choice' : ''}`}>
      <label htmlFor={id} className="block text-sm text-soft">
        <span>{label}</span>
        <span className="sr-only">{` – ${name}`}</span>
      </label>
      <input
        id={id}
        type="file"
        name="file"
        aria-describedby={describedBy}
        accept={accept}
        className="file-control"
        {...(isCamera ? { capture: 'environment' } : {})}
      />
    </div>
  )
}
