import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { NoticePage } from '@/components/layout/notice-page'
import { findResetEmail } from '@/lib/accounts/reset'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { setPassword } from './actions'

export default async function Reset({ params }: { params: Promise<{ token: string }> }) {
  requirePart('accounts')
  const { token } = await params
  const { reset, form } = messagesFor(await currentLocale()).account
  const { merchantName } = env()
  const email = await findResetEmail(token, await now())
  if (email === null) {
    return (
      <NoticePage title={`${reset.title} – ${merchantName}`} heading={reset.overHeading} text={reset.overText}>
        <a className="button" href="/login">
          {reset.toLogin}
        </a>
        <a className="button button-quiet" href="/forgot">
          {reset.again}
        </a>
      </NoticePage>
    )
  }
  return (
    <AccountPage heading={reset.heading} intro={reset.forAddress(email)}>
      <AccountForm
        action={setPassword.bind(null, token)}
        initial={EMPTY_FORM}
        fields={[{ name: 'new_password', kind: 'new-password', label: form.newPassword, hint: form.passwordHint }]}
        words={form}
        title={`${reset.title} – ${merchantName}`}
        submit={reset.submit}
        busyLabel={reset.busy}
        ownEmail={email}
      />
    </AccountPage>
  )
}
