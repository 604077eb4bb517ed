/** Where the security code stands: on the back beside the signature or, at American Express, on the front above the number. */
export function CodePlace({ isOnFront, label }: { isOnFront: boolean; label: string }) {
  return (
    <svg role="img" aria-label={label} viewBox="0 0 42 28" width="42" height="28" className="code-place" fill="none" stroke="currentColor">
      <rect x="1.5" y="1.5" width="39" height="25" rx="3" strokeWidth="1.5" />
      <path d={isOnFront ? 'M6 16h22M6 21h12' : 'M2 8h38'} strokeWidth={isOnFront ? 2 : 5} />
      <path d={isOnFront ? '' : 'M6 17h14'} strokeWidth="4" opacity=".4" />
      <rect x="24" y={isOnFront ? 5 : 13} width="13" height="8" rx="4" strokeWidth="1.75" className="text-link" />
    </svg>
  )
}
