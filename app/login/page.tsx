import { redirect } from 'next/navigation'
import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { SupportLink } from '@/components/layout/support-link'
import { currentUser } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { nextPathOf } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'
import { wayBack } from '@/lib/web/way-back'
import { login } from './actions'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Login({ searchParams }: Props) {
  requirePart('accounts')
  const query = await searchParams
  const next = nextPathOf(query, '/account/cards')
  if (await currentUser()) redirect(next)
  const { account, ended } = messagesFor(await currentLocale())
  const { login: words, form } = account
  const { merchantName, merchantSupport, mail } = env()
  return (
    <AccountPage heading={words.heading}>
      {query.ended === '1' ? (
        <p className="mb-6 rounded-control border border-hairline bg-tint px-4 py-3">
          {wayBack(next)?.to === 'payment' ? ended.payment : ended.text}
        </p>
      ) : null}
      <AccountForm
        action={login.bind(null, next)}
        initial={EMPTY_FORM}
        fields={[
          { name: 'email', kind: 'email', label: form.email },
          { name: 'password', kind: 'password', label: form.password },
        ]}
        words={form}
        title={`${words.title} – ${merchantName}`}
        submit={words.submit}
        busyLabel={words.busy}
      />
      <p className="mt-4">
        <span>{words.noAccount}</span>{' '}
        <a className="inline-flex min-h-11 items-center" href={`/register?next=${encodeURIComponent(next)}`}>
          {words.register}
        </a>
      </p>
      <p className="mt-4 border-t border-hairline pt-4 text-sm text-soft">
        {mail === null ? (
          <>
            <span>{words.lost}</span> <SupportLink support={merchantSupport} label={words.help} />
          </>
        ) : (
          <a className="inline-flex min-h-11 items-center" href="/forgot">
            {words.forgot}
          </a>
        )}
      </p>
    </AccountPage>
  )
}
