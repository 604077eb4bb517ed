import type { Messages } from '@/lib/shared/messages'

const AFTER_S = 5

type Props = { href: string; merchantName: string; words: Messages['result'] }

/** Says that the browser is about to go on to the shop, and has it go: by the page itself, so without scripts too. */
export function LeavingSoon({ href, merchantName, words }: Props) {
  const [before, after] = words.leavingSoon(AFTER_S).split('{shop}')
  return (
    <>
      <meta httpEquiv="refresh" content={`${AFTER_S};url=${href}`} />
      <p className="mt-2 print:hidden">
        <span>{before}</span>
        <a href={href}>{merchantName}</a>
        <span>{after}</span>
      </p>
    </>
  )
}
