export type SummaryRow = { field: string; label: string; value: string; detail: string; isGiven: boolean; href: string }
export type SummarySection = { task: string; heading: string; rows: SummaryRow[] }

/**
 * Every question with its answer and a link to change it, which leads straight back. Without scripts it returns
 * to the same row, since a redirect keeps the `#` of an address.
 */
export function SummaryList({ sections, change }: { sections: SummarySection[]; change: string }) {
  return sections.map(({ task, heading, rows }) => (
    <section key={task} aria-labelledby={`of-${task}`} className="mb-8">
      <h2 id={`of-${task}`} className="font-semibold">
        {heading}
      </h2>
      <dl className="mt-2 divide-y divide-hairline border-y border-hairline">
        {rows.map(({ field, label, value, detail, isGiven, href }) => (
          <div key={field} id={field} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 py-2">
            <dt className="text-sm text-soft">{label}</dt>
            <dd className={`col-start-1 ${isGiven ? 'tabular-nums' : 'text-soft'}`}>
              <span>{value}</span>
              {detail ? <span className="block text-sm text-soft">{detail}</span> : null}
            </dd>
            <dd className="col-start-2 row-span-2 row-start-1">
              <a className="inline-flex min-h-11 items-center text-sm" href={href}>
                <span>{change}</span>
                <span className="sr-only">{`: ${label}`}</span>
              </a>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ))
}
