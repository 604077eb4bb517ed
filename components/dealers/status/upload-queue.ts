/** Our server takes one file of an application at a time, so a page sends one after the other. */
let last: Promise<unknown> = Promise.resolve()
let waiting = 0

/** Does some work after all work that was given before. Until it is done, leaving the page asks first. */
export async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (waiting === 0) addEventListener('beforeunload', askFirst)
  waiting += 1
  const turn = last.then(work)
  last = turn.catch(() => {})
  try {
    return await turn
  } finally {
    waiting -= 1
    if (waiting === 0) removeEventListener('beforeunload', askFirst)
  }
}

function askFirst(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
