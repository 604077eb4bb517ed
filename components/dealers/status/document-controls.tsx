import type { ChangeEvent, ReactNode } from 'react'
import { DOCUMENT_TYPES } from '@/lib/shared/dealers/document-file'
import type { Messages } from '@/lib/shared/messages'

type Words = Messages['applications']['documents']['form']
type Props = {
  id: string
  name: string
  /** Where it is said what is wrong with the file. */
  describedBy: string
  send: string
  mayRemove: boolean
  isBusy: boolean
  /** Scripts run: a file that is chosen is sent at once. */
  isLive: boolean
  /** Something is being dragged over the form. */
  isOver: boolean
  /** A file stands in the form and is not on its way. */
  maySend: boolean
  onChoose: (event: ChangeEvent<HTMLInputElement>) => void
  words: Words
}

/** Where a file is chosen or dropped, or a photo taken on a device with a camera, and what is done with it. */
export function DocumentControls(props: Props) {
  const { id, name, describedBy, send, mayRemove, isBusy, isLive, isOver, maySend, onChoose, words } = props
  const both = { name, describedBy, isLive, isOver, onChoose }
  return (
    <>
      <div className={isBusy ? 'hidden' : 'flex flex-wrap gap-3'}>
        <FileInput {...both} id={`file-${id}`} label={words.file} accept={DOCUMENT_TYPES.join(',')}>
          <span className="of-mouse">{words.drop}</span>
          <span className="of-touch">{words.choose}</span>
        </FileInput>
        <FileInput {...both} id={`camera-${id}`} label={words.camera} accept="image/jpeg,image/png" isCamera>
          <span>{words.photograph}</span>
        </FileInput>
      </div>
      {isLive && !mayRemove && !maySend ? null : (
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          {/* The form's main action is its last submit button, though it stands first on the page. */}
          {mayRemove ? (
            <button type="submit" name="intent" value="remove" aria-disabled={isBusy} className="link-button order-2">
              <span>{words.remove}</span>
              <span className="sr-only">{` – ${name}`}</span>
            </button>
          ) : null}
          {isLive && !maySend ? null : (
            <button type="submit" name="intent" value="send" aria-disabled={isBusy} className="button button-quiet order-1">
              <span>{send}</span>
              <span className="sr-only">{` – ${name}`}</span>
            </button>
          )}
        </div>
      )}
    </>
  )
}

/** Both inputs have the same name; the first one that holds a file counts. */
type FileInputProps = Pick<Props, 'id' | 'name' | 'describedBy' | 'isLive' | 'isOver' | 'onChoose'> & {
  label: string
  accept: string
  isCamera?: true
  /** What the control says where it is a field of its own. */
  children: ReactNode
}

function FileInput({ id, label, name, describedBy, accept, isCamera, isLive, isOver, onChoose, children }: FileInputProps) {
  return (
    <div className={`min-w-0 flex-1 basis-56 ${isCamera ? 'camera-choice' : ''}`}>
      <label htmlFor={id} className={isLive ? 'sr-only' : 'block text-sm text-soft'}>
        <span>{label}</span>
        <span className="sr-only">{` – ${name}`}</span>
      </label>
      <div className={isLive ? 'drop-zone' : undefined} data-over={isOver && !isCamera ? '' : undefined}>
        <input
          id={id}
          type="file"
          name="file"
          aria-describedby={describedBy}
          accept={accept}
          className={isLive ? undefined : 'file-control'}
          onChange={onChoose}
          {...(isCamera ? { capture: 'environment' } : {})}
        />
        {isLive ? (
          <span aria-hidden="true" className="underline underline-offset-4">
            {children}
          </span>
        ) : null}
      </div>
    </div>
  )
}
