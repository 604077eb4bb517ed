import type { Attack } from './attack'
import { abandonedHerd } from './attacks/abandoned-herd'
import { cardTesting } from './attacks/card-testing'
import { hashFlood, loginFlood, pageFlood } from './attacks/floods'
import { slowBody, slowHeaders, slowRead } from './attacks/slow'
import { halfOpen, pipelining, upgrade } from './attacks/sockets'
import { uploadSlots } from './attacks/upload-slots'

/** All attacks, in the order in which they are made. */
export const attacks: Attack[] = [
  upgrade,
  halfOpen,
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
