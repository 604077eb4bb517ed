/** An address of a page, and its QR code as one path on a square with so many units a side. */
export type Scannable = { address: string; code: { side: number; path: string } }

/** For the camera of a phone; and for one that does not read it, as text. */
export function ScannableAddress({ page: { address, code }, label }: { page: Scannable; label: string }) {
  return (
    <>
      <svg role="img" aria-label={label} viewBox={`0 0 ${code.side} ${code.side}`} className="qr-code my-3" shapeRendering="crispEdges">
        <path d={code.path} />
      </svg>
      <p className="break-all select-all">{address}</p>
    </>
  )
}
