import type { Messages } from '@/lib/shared/messages'

/** An address of a page, and its QR code as one path on a square with so many units a side. */
export type Scannable = { address: string; code: { side: number; path: string } }

/** The page's own address, for the camera of a phone. On a narrow screen, most likely a phone's, it is not shown. */
export function PayByPhone({ page: { address, code }, words }: { page: Scannable; words: Messages['checkout']['byPhone'] }) {
  return (
    <details className="unfold mt-6 hidden text-sm lg:block print:hidden">
      <summary className="min-h-11 py-2.5">{words.heading}</summary>
      <p className="text-soft">{words.how}</p>
      <svg
        role="img"
        aria-label={words.picture}
        viewBox={`0 0 ${code.side} ${code.side}`}
        className="qr-code my-3"
        shapeRendering="crispEdges"
      >
        <path d={code.path} />
      </svg>
      <p className="break-all select-all">{address}</p>
    </details>
  )
}
