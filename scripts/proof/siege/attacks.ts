import type { Attack } from './attack'
import { abandonedHerd } from './attacks/abandoned-herd'
import { cardTesting } from './attacks/card-testing'
import { hashFlood, loginFlood, pageFlood } from './attacks/floods'
import { slowBody, slowHeaders, slowRead } from './attacks/slow'
import { halfOpen, hoard, pipelining, upgrade } from './attacks/sockets'
import { uploadSlots } from './attacks/upload-slots'

/** All attacks that this system can make, in the order in which they are made. */
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
