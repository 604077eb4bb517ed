export type TaskRow = { href: string | null; label: string; status: string; isOpen: boolean }

/** Each row is one link, as wide as the list. A task that cannot be done yet is text. */
export function TaskList({ rows }: { rows: TaskRow[] }) {
  const row = 'flex min-h-14 items-center justify-between gap-4 px-4 py-2'
  return (
    <ul className="divide-y divide-hairline rounded-control border border-hairline">
      {rows.map(({ href, label, status, isOpen }) => (
        <li key={label}>
          {href ? (
            <a href={href} className={`${row} no-underline hover:bg-tint`}>
              <span className="underline underline-offset-4">{label}</span>
              <Status text={status} isOpen={isOpen} />
            </a>
          ) : (
            <p className={`${row} text-soft`}>
              <span>{label}</span>
              <Status text={status} isOpen={false} />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Status({ text, isOpen }: { text: string; isOpen: boolean }) {
  return <span className={`shrink-0 text-right text-sm ${isOpen ? 'font-medium text-wait' : 'text-soft'}`}>{text}</span>
}
