export type TaskRow = { href: string | null; label: string; status: string; tone: 'open' | 'good' | 'none' }

/** Each row is one link, as wide as the list. A task that cannot be done yet is text. */
export function TaskList({ rows }: { rows: TaskRow[] }) {
  const row = 'flex min-h-14 flex-wrap items-center justify-between gap-x-4 px-4 py-2'
  return (
    <ul className="divide-y divide-hairline rounded-control border border-hairline">
      {rows.map(({ href, label, status, tone }) => (
        <li key={label} className="group">
          {href ? (
            <a href={href} className={`${row} no-underline group-first:rounded-t-control group-last:rounded-b-control hover:bg-tint`}>
              <span className="underline underline-offset-4">{label}</span>
              <Status text={status} tone={tone} />
            </a>
          ) : (
            <p className={`${row} text-soft`}>
              <span>{label}</span>
              <Status text={status} tone="none" />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

const COLOURS = { open: 'font-medium text-wait', good: 'font-medium text-good', none: 'text-soft' }

function Status({ text, tone }: { text: string; tone: TaskRow['tone'] }) {
  return <span className={`ml-auto text-right text-sm ${COLOURS[tone]}`}>{text}</span>
}
