import type { ReactNode } from 'react'

type Props = { heading: string; intro?: string; children: ReactNode }

/** One narrow column: signing in, and everything about an account. */
export function AccountPage({ heading, intro, children }: Props) {
  return (
    <main className="mx-auto w-full max-w-lg flex-1 px-4 py-8 sm:px-8 sm:py-12">
      <meta name="robots" content="noindex" />
      <h1 className="text-2xl font-semibold tracking-tight">{heading}</h1>
      {intro ? <p className="mt-2 text-soft">{intro}</p> : null}
      <div className="mt-6">{children}</div>
    </main>
  )
}
