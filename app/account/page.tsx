import { signOutEverywhere } from '@/app/sign-out'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { Fact } from '@/components/ui/fact'
import { IstanbulDay } from '@/components/ui/istanbul-time'
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
  const { email, createdAt } = await requireUser()
  const locale = await currentLocale()
  const { account, button } = messagesFor(locale)
  const { page, form } = account
  return (
    <AccountPage heading={page.heading}>
      <dl className="divide-y divide-hairline border-y border-hairline">
        <Fact term={page.email}>{email}</Fact>
        <Fact term={page.since}>
          <IstanbulDay at={createdAt} locale={locale} />
        </Fact>
      </dl>

      <section aria-labelledby="sessions" className="mt-8">
        <h2 id="sessions" className="text-xl font-semibold tracking-tight">
          {page.endHeading}
        </h2>
        <p id="everywhere" className="mt-2 mb-4 text-soft">
          {page.everywhereHint}
        </p>
        <OneButton
          action={signOutEverywhere}
          label={page.signOutEverywhere}
          className="button button-quiet"
          describedBy="everywhere"
          words={button}
        />
      </section>

      <section aria-labelledby="password-heading" className="mt-8 border-t border-hairline pt-8">
        <h2 id="password-heading" className="text-xl font-semibold tracking-tight">
          {page.passwordHeading}
        </h2>
        <p className="mt-2 mb-4 text-soft">{page.passwordIntro}</p>
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
