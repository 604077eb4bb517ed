import type http from 'node:http'

const WITHIN_MS = 10_000

/**
 * Whether a request's body has arrived within ten seconds, or as much of it as is read ahead, so that a slow
 * client occupies neither a turn nor a handler. Consumes nothing.
 */
export function bodyIsHere(request: http.IncomingMessage): Promise<boolean> {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (!hasBody) return Promise.resolve(true)
  return new Promise((resolve) => {
    const look = () => {
      if (request.complete || request.readableLength >= request.readableHighWaterMark) end(true)
    }
    const end = (isHere: boolean) => {
      clearTimeout(deadline)
      request.off('readable', look).off('close', giveUp)
      resolve(isHere)
    }
    const giveUp = () => end(false)
    const deadline = setTimeout(giveUp, WITHIN_MS)
    request.on('readable', look).once('close', giveUp)
    look()
  })
}
