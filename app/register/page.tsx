import { redirect } from 'next/navigation'
import { EMPTY_FORM } from '@/app/account/answer'
import { AccountForm } from '@/components/accounts/account-form'
import { AccountPage } from '@/components/accounts/account-page'
import { NoticePage } from '@/components/layout/notice-page'
import { currentUser } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { nextPathOf } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'
import { wayBack } from '@/lib/web/way-back'
import { createAccount } from './actions'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function Register({ searchParams }: Props) {
  requirePart('accounts')
  const query = await searchParams
  const next = nextPathOf(query, '/account/cards')
  if (await currentUser()) redirect(next)
  const messages = messagesFor(await currentLocale())
  const { register: words, form } = messages.account
  const hasMail = env().mail !== null
  if (hasMail && query.sent === '1') return <LookIntoMailbox next={next} messages={messages} />
  return (
    <AccountPage heading={words.heading} intro={hasMail ? words.introByMail : words.intro}>
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

/** The same for every address. A page that is there for guests, too, can be gone back to meanwhile. */
function LookIntoMailbox({ next, messages: { account, frame } }: { next: string; messages: Messages }) {
  const { register: words } = account
  const back = wayBack(next)
  const isForGuests = back !== null || !/^\/account(?:[/?]|$)/.test(next)
  const query = `?next=${encodeURIComponent(next)}`
  return (
    <NoticePage title={`${words.sentTitle} – ${env().merchantName}`} heading={words.sentTitle} text={words.sentText}>
      {back?.to === 'payment' ? <p className="w-full">{words.sentPayment}</p> : null}
      <p className="mb-3 w-full text-sm text-soft">{words.sentHint}</p>
      {isForGuests ? (
        <a className="button" href={next}>
          {back === null ? words.toPage : frame.ways[back.to]}
        </a>
      ) : null}
      <a className={isForGuests ? 'button button-quiet' : 'button'} href={`/login${query}`}>
        {words.toLogin}
      </a>
      <a className="button button-quiet" href={`/register${query}`}>
        {words.again}
      </a>
    </NoticePage>
  )
}
