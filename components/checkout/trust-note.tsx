import type { Messages } from '@/lib/shared/messages'

/** What happens at the bank, and who stores the card: the sentence for the card that is chosen, by CSS alone. */
export function TrustNote({ words: { confirmAtBank, storing } }: { words: Messages['checkout'] }) {
  return (
    <p className="mt-3 flex items-start gap-2 text-sm text-soft">
      <svg
        aria-hidden="true"
        viewBox="0 0 16 20"
        width="16"
        height="20"
        className="shrink-0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      >
        <rect x="2" y="8.5" width="12" height="9" rx="2" />
        <path d="M4.75 8.5V6a3.25 3.25 0 0 1 6.5 0v2.5" />
      </svg>
      <span>
        <span>{confirmAtBank}</span> <span className="of-typed">{storing.typed}</span>
        <span className="of-kept">{storing.kept}</span>
        <span className="of-saved">{storing.saved}</span>
      </span>
    </p>
  )
}
