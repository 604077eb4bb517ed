/**
 * What an application's status numbers mean is not documented. 0, 3, 4, 5 and 6 come from Paynet's
 * general page about statuses; 1 and 2 are made up.
 */
export const statusNames: Readonly<Record<number, string>> = {
  0: 'waiting',
  1: 'documents missing',
  2: 'in review',
  3: 'approved',
  4: 'refused',
  5: 'cancelled',
  6: 'deleted',
}

export const CANCELLED = 5
export const DELETED = 6

export function nameStatus(status: number): string {
  return statusNames[status] ?? 'unknown'
}
