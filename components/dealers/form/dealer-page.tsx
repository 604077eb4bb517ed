import type { ReactNode } from 'react'

type Props = { back?: Array<{ href: string; label: string }>; caption?: string; heading: string; intro?: string; children: ReactNode }

/** One narrow column with links back. */
export function DealerPage({ back = [], caption, heading, intro, children }: Props) {
  return (
    <main className={`mx-auto w-full max-w-xl flex-1 px-4 pb-12 sm:px-8 sm:pt-8 ${back.length > 0 ? 'pt-4' : 'pt-8'}`}>
      <meta name="robots" content="noindex" />
      {back.length > 0 ? (
        <p className="mb-2 flex flex-wrap gap-x-6 text-sm">
          {back.map(({ href, label }) => (
            <a key={href} className="inline-flex min-h-11 items-center" href={href}>
              {`← ${label}`}
            </a>
          ))}
        </p>
      ) : null}
      {caption ? <p className="text-sm text-soft tabular-nums">{caption}</p> : null}
      <h1 className="text-2xl font-semibold tracking-tight">{heading}</h1>
      {intro ? <p className="mt-2 text-soft">{intro}</p> : null}
      <div className="mt-6">{children}</div>
    </main>
  )
}
