import 'server-only'
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { env } from '@/lib/env'

/** A password must stand at least this many guesses. The limits on trying keep anyone from making them here. */
const LEAST_GUESSES = 1e6

/** A longer password is judged by its beginning, since judging takes time that grows with the square of the length. */
const MOST_JUDGED = 24

/** The library has a list of leaked passwords, mostly English. These are what Turkish ones are made of. */
const TURKISH = `sifre parola galatasaray fenerbahce besiktas trabzonspor bursaspor cimbombom kartal kanarya istanbul ankara
  izmir adana antalya trabzon turkiye turkey ataturk merhaba deneme askim canim bebegim hayatim sevgi seviyorum seniseviyorum
  allah bismillah kral kralice aslan kaplan yilmaz mehmet mustafa ahmet hasan huseyin ibrahim murat emre yusuf omer fatma ayse
  emine hatice zeynep elif meryem merve`.split(/\s+/)

/** Whether a new password is among the first guesses of an attacker who knows the account's address. */
export async function isGuessable(password: string, email: string): Promise<boolean> {
  checker ??= makeChecker()
  const begin = [...plain(password)].slice(0, MOST_JUDGED).join('')
  const [name = ''] = email.split('@')
  const known = [email, name, name.replace(/[^a-z]/g, ''), plain(env().merchantName)]
  return (await checker).check(begin, known).guesses < LEAST_GUESSES
}

// The lists take 20 MB and a tenth of a second, so they are read when the first password comes.
let checker: Promise<ZxcvbnFactory> | undefined

async function makeChecker(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary: { ...dictionary, turkish: TURKISH }, graphs: adjacencyGraphs })
}

/** `beşiktaş` and `besiktas` are one guess. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i')
}
