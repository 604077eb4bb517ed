import type { ReactNode } from 'react'

type Props = { title: string; heading: string; text: string; children?: ReactNode }

/** A page that says one thing: closed, not found, too many attempts, Paynet down. */
export function NoticePage({ title, heading, text, children }: Props) {
  return (
    <main className="mx-auto w-full max-w-xl flex-1 px-4 py-12 sm:px-8 sm:py-20">
      <title>{title}</title>
      <meta name="robots" content="noindex" />
      <h1 className="text-2xl font-semibold tracking-tight">{heading}</h1>
      <p className="mt-3 text-soft">{text}</p>
      {children ? <div className="mt-8 flex flex-wrap gap-3">{children}</div> : null}
    </main>
  )
}
