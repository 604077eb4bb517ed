import { abandonedHerd } from './abandoned-herd'
import type { Attack } from './attack'
import { cardTesting } from './card-testing'
import { hashFlood, loginFlood, pageFlood } from './floods'
import { slowBody, slowHeaders, slowRead } from './slow'
import { halfOpen, hoard, pipelining, upgrade } from './sockets'
import { uploadSlots } from './upload-slots'

/** All attacks that this system can make, in order. */
const all: Attack[] = [
  upgrade,
  halfOpen,
  hoard,
  pipelining,
  slowHeaders,
  slowBody,
  slowRead,
  loginFlood,
  pageFlood,
  hashFlood,
  abandonedHerd,
  uploadSlots,
  cardTesting,
]

export const attacks = all.filter(({ isDirect }) => !isDirect || process.platform === 'linux')
