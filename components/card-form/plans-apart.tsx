'use client'

import { type ComponentProps, lazy } from 'react'

const Loaded = lazy(() =>
  import('./card-form-with-plans').then(
    ({ CardFormWithPlans }) => ({ default: CardFormWithPlans }),
    () => new Promise<never>(() => {}),
  ),
)

/**
 * In a script of its own, so that a checkout without plans loads none of it. If that script is lost, the page stays what
 * it is without scripts: a form that can be sent.
 */
export function CardFormWithPlans(props: ComponentProps<typeof Loaded>) {
  return <Loaded {...props} />
}
