import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { NoticePage } from '@/components/layout/notice-page'
import { findRegistrationEmail } from '@/lib/accounts/registration'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { confirmAccount } from './actions'

/** Asks for the account’s password. Opening it changes nothing: programs open the links in mails, too. */
export default async function Confirm({ params }: { params: Promise<{ token: string }> }) {
  requirePart('accounts')
  const { token } = await params
  const { confirm: words, form } = messagesFor(await currentLocale()).account
  const title = `${words.title} – ${env().merchantName}`
  const email = await findRegistrationEmail(token, await now())
  if (email === null) {
    return (
      <NoticePage title={title} heading={words.overHeading} text={words.overText}>
        <a className="button" href="/login">
          {words.toLogin}
        </a>
        <a className="button button-quiet" href="/register">
          {words.again}
        </a>
      </NoticePage>
    )
  }
  return (
    <AccountPage heading={words.heading} intro={words.forAddress(email)}>
      <AccountForm
        action={confirmAccount.bind(null, token)}
        initial={EMPTY_FORM}
        fields={[{ name: 'password', kind: 'new-password', label: form.password, hint: form.passwordHint }]}
        words={form}
        title={title}
        submit={words.submit}
        busyLabel={words.busy}
        ownEmail={email}
      />
      <p className="mt-4 border-t border-hairline pt-4 text-sm text-soft">{words.notYou}</p>
    </AccountPage>
  )
}
