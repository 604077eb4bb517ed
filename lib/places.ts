import 'server-only'

/** Does work for a name while it has a place for it, `most` at once in this process; else it is `busy`, at once. */
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
