'use client'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
type Kept = { path: string; controls: Array<{ name: string; value: string; isChosen: boolean }> }

const KEY = 'typed'
/** Of a card only the name on it. */
const SECRET = /^cc-(?!name)|password|one-time/
const SECRET_NAMES = ['iban', 'tckn_vkn', 'card_start']

/** Keeps what was typed, but for what is secret, for the page that this tab opens next. */
export function keepTyped(): void {
  const kept: Kept = {
    path: location.pathname,
    controls: controls().map((control) => ({
      name: control.name,
      value: control.value,
      isChosen: 'checked' in control && control.checked,
    })),
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // This browser stores nothing.
  }
}

/** Puts it back into the same page, once. */
export async function bringTyped(): Promise<void> {
  const kept = take()
  if (kept?.path !== location.pathname) return
  for (const control of controls()) {
    const isChoice = /^(radio|checkbox)$/.test(control.type)
    const { value, isChosen } =
      kept.controls.find(({ name, value }) => name === control.name && (!isChoice || value === control.value)) ?? {}
    if (value === undefined) continue
    if (!isChoice) fill(control, value)
    else if ((control as HTMLInputElement).checked !== isChosen) control.click()
    // A list may depend on the choice before it, which React has to show first.
    await Promise.resolve()
  }
}

function take(): Kept | null {
  try {
    const kept = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    return JSON.parse(kept ?? 'null')
  } catch {
    return null
  }
}

/** As a person would: React notices no value that is set past it. */
function fill(control: Control, value: string): void {
  if (control.value === value) return
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set?.call(control, value)
  for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true }))
}

/** The controls of the page's forms whose content may be kept. */
function controls(): Control[] {
  const all = document.querySelectorAll<Control>('main form :is(input, textarea, select)[name]')
  return [...all].filter(({ name, type, autocomplete, value }) => {
    const isSecret = /^(hidden|password|file)$/.test(type) || SECRET.test(autocomplete) || SECRET_NAMES.includes(name)
    // A number that long is a card's, an account's or a person's, wherever it was typed, and in digits of any script.
    return !isSecret && value.replace(/\P{Nd}/gu, '').length <= (autocomplete.startsWith('tel') ? 14 : 9)
  })
}
