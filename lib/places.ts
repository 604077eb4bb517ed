import 'server-only'

/** Runs work for a name if it has a free place, `most` at a time in this process; otherwise answers `busy` at once. */
export function newPlaces(most: number) {
  const taken = new Map<string, number>()
  const change = (name: string, by: number) => {
    const now = (taken.get(name) ?? 0) + by
    if (now === 0) taken.delete(name)
    else taken.set(name, now)
  }
  return async <T>(name: string, work: () => Promise<T>): Promise<T | 'busy'> => {
    if ((taken.get(name) ?? 0) >= most) return 'busy'
    change(name, 1)
    try {
      return await work()
    } finally {
      change(name, -1)
    }
  }
}
