import type { Messages } from '@/lib/shared/messages'

/** The bank's own sentence about a refusal, folded away: it is no explanation of ours. */
export function BankMessage({ message, words, className = '' }: { message: string; words: Messages['result']; className?: string }) {
  return (
    <details className={`text-sm ${className}`}>
      <summary className="min-h-11 py-2.5 text-link">{words.detail}</summary>
      <p className="text-soft">
        <span>{words.bankSaid}</span> <q>{message}</q>
      </p>
    </details>
  )
}
