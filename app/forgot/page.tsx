import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { NoticePage } from '@/components/layout/notice-page'
import { SupportLink } from '@/components/layout/support-link'
import { env } from '@/lib/env'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { askForLink } from './actions'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** Without mail, it says whom to ask. */
export default async function Forgot({ searchParams }: Props) {
  requirePart('accounts')
  const { forgot: words, login, form } = messagesFor(await currentLocale()).account
  const { merchantName, merchantSupport, mail } = env()
  const title = `${words.title} – ${merchantName}`
  const toLogin = (
    <a className="inline-flex min-h-11 items-center" href="/login">
      {words.toLogin}
    </a>
  )
  if (mail === null) {
    return (
      <AccountPage heading={words.heading}>
        <title>{title}</title>
        <p>
          <span>{words.unmailed}</span> <SupportLink support={merchantSupport} label={login.help} />
        </p>
        <p className="mt-4">{toLogin}</p>
      </AccountPage>
    )
  }
  if ((await searchParams).sent === '1') {
    return (
      <NoticePage title={`${words.sentTitle} – ${merchantName}`} heading={words.sentTitle} text={words.sentText}>
        <p className="mb-3 w-full text-sm text-soft">{words.sentHint}</p>
        <a className="button" href="/login">
          {words.toLogin}
        </a>
        <a className="button button-quiet" href="/forgot">
          {words.again}
        </a>
      </NoticePage>
    )
  }
  return (
    <AccountPage heading={words.heading} intro={words.intro}>
      <AccountForm
        action={askForLink}
        initial={EMPTY_FORM}
        fields={[{ name: 'email', kind: 'email', label: form.email }]}
        words={form}
        title={title}
        submit={words.submit}
        busyLabel={words.busy}
      />
      <p className="mt-4">{toLogin}</p>
    </AccountPage>
  )
}
