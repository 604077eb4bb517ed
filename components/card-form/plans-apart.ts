'use client'

import { lazy } from 'react'

/**
 * In a script of its own, so that a checkout without plans loads none of it. If that script is lost, the page stays what
 * it is without scripts: a form that can be sent.
 */
export const CardFormWithPlans = lazy(() =>
  import('./card-form-with-plans').then(
    (loaded) => ({ default: loaded.CardFormWithPlans }),
    () => new Promise<never>(() => {}),
  ),
)
