const END_OF_HEAD = '\r\n\r\n'

/** Collects bytes until an HTTP/1.1 message, with a Content-Length or without a body, is complete. */
export class HttpBuffer {
  private bytes: Buffer = Buffer.alloc(0)

  add(bytes: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, bytes])
  }

  /** The oldest message, once it is complete. */
  take(): Buffer | null {
    const head = headLength(this.bytes)
    if (head === 0) return null
    const [, length = '0'] = /^content-length: *(\d+)/im.exec(this.bytes.subarray(0, head).toString('latin1')) ?? []
    const end = head + Number(length)
    if (this.bytes.length < end) return null
    const whole = this.bytes.subarray(0, end)
    this.bytes = this.bytes.subarray(end)
    return whole
  }
}

/** How many bytes of a message precede its body; 0 until its headers are complete. */
export function headLength(message: Buffer): number {
  const end = message.indexOf(END_OF_HEAD)
  return end === -1 ? 0 : end + END_OF_HEAD.length
}
