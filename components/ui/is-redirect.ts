import { unstable_rethrow } from 'next/navigation'

/** Next answers a redirect by throwing, when it has already begun to leave: stay busy until it has. */
export function isRedirect(error: unknown): boolean {
  try {
    unstable_rethrow(error)
    return false
  } catch {
    return true
  }
}
