export type Tone = 'good' | 'wait' | 'bad'

const colours: Record<Tone, string> = { good: 'text-good', wait: 'text-wait', bad: 'text-bad' }

/** Repeats the heading as a picture, so it has no text of its own. */
export function StatusMark({ tone, isPending }: { tone: Tone; isPending: boolean }) {
  return (
    <svg
      viewBox="0 0 40 40"
      width="40"
      height="40"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={colours[tone]}
    >
      <circle cx="20" cy="20" r="17" opacity={isPending ? 0.25 : 1} />
      {isPending ? <path className="turning" d="M20 3a17 17 0 0 1 17 17" /> : null}
      {tone === 'good' ? <path d="m12.5 20.5 5 5 10-11" /> : null}
      {tone === 'bad' ? <path d="M13 20h14" /> : null}
      {tone === 'wait' ? <path d="M20 12v9l5 3" /> : null}
    </svg>
  )
}
