/**
 * npm runs a script in a shell. Not every shell passes a signal on to what it runs: it ends, and would leave us behind. So
 * whatever loses its parent ends itself, in the same orderly way.
 */
const { ppid } = process
if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') {
  const watch = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}
