/** The merchant's address for help: an e-mail address, or an https link, which is given a name. */
export function SupportLink({ support, label }: { support: string; label: string }) {
  const isLink = support.startsWith('https://')
  return (
    <a className="wrap-anywhere" href={isLink ? support : `mailto:${support}`}>
      {isLink ? label : support}
    </a>
  )
}
