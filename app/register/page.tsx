import { redirect } from 'next/navigation'
import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { currentUser } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { nextPathOf } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'
import { createAccount } from './actions'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Register({ searchParams }: Props) {
  requirePart('accounts')
  const next = nextPathOf(await searchParams, '/account/cards')
  if (await currentUser()) redirect(next)
  const { register: words, form } = messagesFor(await currentLocale()).account
  return (
    <AccountPage heading={words.heading} intro={words.intro}>
      <AccountForm
        action={createAccount.bind(null, next)}
        initial={EMPTY_FORM}
        fields={[
          { name: 'email', kind: 'email', label: form.email },
          { name: 'password', kind: 'new-password', label: form.password, hint: form.passwordHint },
        ]}
        words={form}
        title={`${words.title} – ${env().merchantName}`}
        submit={words.submit}
        busyLabel={words.busy}
      />
      <p className="mt-4">
        <span>{words.known}</span>{' '}
        <a className="inline-flex min-h-11 items-center" href={`/login?next=${encodeURIComponent(next)}`}>
          {words.login}
        </a>
      </p>
    </AccountPage>
  )
}
