import type { ReactNode } from 'react'

/** A line of a list of facts. Where both do not fit side by side, the value stands below its term, at the same edge as the others. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 py-2">
      <dt className="text-soft">{term}</dt>
      <dd className="ml-auto min-w-0 text-right wrap-break-word tabular-nums">{children}</dd>
    </div>
  )
}
