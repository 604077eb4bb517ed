import { signOutEverywhere } from '@/app/sign-out'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { OneButton } from '@/components/ui/one-button'
import { requireUser } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { changePassword } from './actions'
import { EMPTY_FORM } from './answer'

export default async function Account() {
  requirePart('accounts')
  const { email } = await requireUser()
  const { account, button } = messagesFor(await currentLocale())
  const { page, form } = account
  return (
    <AccountPage heading={page.heading}>
      <p className="text-sm text-soft">{page.signedInAs}</p>
      <p className="font-medium">{email}</p>
      <p className="mt-2">
        <a className="inline-flex min-h-11 items-center" href="/account/cards">
          {page.cards}
        </a>
      </p>

      <section aria-labelledby="sessions" className="mt-6 border-t border-hairline pt-6">
        <h2 id="sessions" className="mb-3 text-xl font-semibold tracking-tight">
          {page.endHeading}
        </h2>
        <div className="flex flex-wrap gap-3">
          <OneButton
            action={signOutEverywhere}
            label={page.signOutEverywhere}
            className="button button-quiet"
            describedBy="everywhere"
            words={button}
          />
        </div>
        <p id="everywhere" className="mt-2 text-sm text-soft">
          {page.everywhereHint}
        </p>
      </section>

      <section aria-labelledby="password-heading" className="mt-8 border-t border-hairline pt-6">
        <h2 id="password-heading" className="text-xl font-semibold tracking-tight">
          {page.passwordHeading}
        </h2>
        <p className="mt-1 mb-4 text-soft">{page.passwordIntro}</p>
        <AccountForm
          action={changePassword}
          initial={EMPTY_FORM}
          fields={[
            { name: 'current_password', kind: 'password', label: form.currentPassword },
            { name: 'new_password', kind: 'new-password', label: form.newPassword, hint: form.passwordHint },
          ]}
          words={form}
          title={`${page.title} – ${env().merchantName}`}
          submit={page.submit}
          busyLabel={page.busy}
          ownEmail={email}
          done={page.changed}
        />
      </section>
    </AccountPage>
  )
}
