'use client'

import { useEffect, useState } from 'react'

type Props = { file: File }

/** Twice as many as are drawn at most, for dense screens. */
const PICTURE_PX = 192

/** The file that is being sent, or was: how it looks or its type, its name and its size. */
export function ChosenFile({ file }: Props) {
  const [picture, setPicture] = useState<string | null>(null)
  useEffect(() => {
    let isGone = false
    setPicture(null)
    void draw(file).then((url) => isGone || setPicture(url))
    return () => {
      isGone = true
    }
  }, [file])
  return (
    <div className="mb-3 flex items-center gap-3 text-sm">
      {picture ? (
        <img src={picture} alt="" width={48} height={48} className="size-12 shrink-0 rounded-control border border-hairline object-cover" />
      ) : (
        <span
          aria-hidden="true"
          className="flex size-12 shrink-0 items-center justify-center rounded-control border border-hairline text-soft"
        >
          {/\.(\w{1,4})$/.exec(file.name)?.[1]?.toUpperCase() ?? '?'}
        </span>
      )}
      <span className="min-w-0">
        <span className="block break-all">{file.name}</span>
        <span className="block text-soft tabular-nums">{sizeOf(file)}</span>
      </span>
    </div>
  )
}

/** Small enough to stand in the page itself, so that its policy need not allow `blob:`. */
async function draw(file: File): Promise<string | null> {
  if (!file.type.startsWith('image/')) return null
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: PICTURE_PX, resizeQuality: 'medium' })
    const canvas = document.createElement('canvas')
    canvas.width = bitmap.width
    canvas.height = Math.min(bitmap.height, 2 * PICTURE_PX)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    bitmap.close()
    return canvas.toDataURL('image/jpeg', 0.8)
  } catch {
    return null
  }
}

function sizeOf({ size }: File): string {
  const inLocale = (number: number, digits: number) =>
    number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })
  return size < 1024 * 1024 ? `${inLocale(Math.max(1, Math.round(size / 1024)), 0)} KB` : `${inLocale(size / 1024 / 1024, 1)} MB`
}
