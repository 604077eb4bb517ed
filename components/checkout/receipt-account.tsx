import { OneButton } from '@/components/ui/one-button'
import type { FormAction } from '@/components/ui/use-submit'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import type { PaymentView } from '@/lib/shared/payments/payment-states'

type Props = {
  account: NonNullable<PaymentView['account']>
  isSignedIn: boolean
  claim: FormAction<FormState>
  /** The receipt's own, which every way from here leads back to. */
  path: string
  messages: Messages
}

/** How a receipt gets into an account: a guest may sign in for it, and whoever is signed in may put it there. */
export function ReceiptAccount({ account, isSignedIn, claim, path, messages }: Props) {
  const words = messages.result.keep
  return (
    <section className="mx-auto mt-4 max-w-xl px-[16px] py-4 text-sm sm:px-10 print:hidden">
      {isSignedIn ? (
        <>
          <p role="status">{account === 'mine' ? words.mine : ''}</p>
          {account === 'mine' ? (
            <a className="inline-flex min-h-11 items-center" href={`/account/payments?next=${path}`}>
              {words.payments}
            </a>
          ) : (
            <>
              <h2 className="text-base font-semibold">{words.heading}</h2>
              <p className="mt-1 mb-3 text-soft">{words.claimText}</p>
              <OneButton action={claim} label={words.claim} className="button button-quiet" words={messages.button} />
            </>
          )}
        </>
      ) : (
        <>
          <h2 className="text-base font-semibold">{words.heading}</h2>
          <p className="mt-1 text-soft">{words.text}</p>
          <p className="mt-1 flex flex-wrap gap-x-6">
            <a className="inline-flex min-h-11 items-center" href={`/register?next=${path}`}>
              {words.register}
            </a>
            <a className="inline-flex min-h-11 items-center" href={`/login?next=${path}`}>
              {words.login}
            </a>
          </p>
        </>
      )}
    </section>
  )
}
