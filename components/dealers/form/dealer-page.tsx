import type { ReactNode } from 'react'

type Props = { back?: { href: string; label: string }; caption?: string; heading: string; intro?: string; children: ReactNode }

/** One narrow column with a link back. */
export function DealerPage({ back, caption, heading, intro, children }: Props) {
  return (
    <main className={`mx-auto w-full max-w-xl flex-1 px-4 pb-12 sm:px-8 sm:pt-8 ${back ? 'pt-4' : 'pt-8'}`}>
      <meta name="robots" content="noindex" />
      {back ? (
        <a className="mb-2 inline-flex min-h-11 items-center text-sm" href={back.href}>
          {`← ${back.label}`}
        </a>
      ) : null}
      {caption ? <p className="text-sm text-soft tabular-nums">{caption}</p> : null}
      <h1 className="text-2xl font-semibold tracking-tight">{heading}</h1>
      {intro ? <p className="mt-2 text-soft">{intro}</p> : null}
      <div className="mt-6">{children}</div>
    </main>
  )
}
