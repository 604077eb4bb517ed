import type { BrowserContext, Page } from 'playwright/test'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stacks } from './stacks'

export const LANGUAGES = ['tr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** A person who opens a page, in a browser that nobody else uses. */
export type Visit = {
  page: Page
  context: BrowserContext
  hasScripts: boolean
  /** Opens an address, and waits until the page is what it will be. */
  go: (address: string) => Promise<void>
  /** Presses the main action of the page, its last button that sends, and waits for what follows. */
  press: () => Promise<void>
  /** Goes on as somebody who has been here before. */
  as: (shopper: RawShopper, app: { url: string }) => Promise<void>
  settle: () => Promise<void>
}

export type Show = (visit: Visit) => Promise<void>

/** A page as people meet it: reached through the pages and Paynet's faults, never made up. */
export type State = {
  page: string
  name: string
  /** Brings it about, once; what it returns shows it, in each language anew. */
  bring: (stacks: Stacks) => Promise<Show>
  /** It cannot be reached by a browser without scripts. */
  needsScripts?: true
  /** It is met by browsers without scripts, and in such a one it is always shown. */
  isWithoutScripts?: true
  /** People print it. */
  isPrinted?: true
  /** It goes on by itself; what shows it keeps the browser there. */
  isLeft?: true
}

export const nameOf = ({ page, name }: Pick<State, 'page' | 'name'>): string => `${page}/${name}`

/** The states of one page, by their names. */
export function statesOf(page: string, states: Record<string, State['bring'] | Omit<State, 'page' | 'name'>>): State[] {
  return Object.entries(states).map(([name, state]) => ({ page, name, ...(typeof state === 'function' ? { bring: state } : state) }))
}
