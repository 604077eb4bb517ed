import 'server-only'
import { hash, verify } from '@node-rs/argon2'
import { normalPassword } from '../shared/account-form'

/** argon2id, which is the library's choice, with the costs that it recommends: 19 MiB, two passes, one lane. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Of a password that nobody knows: whoever has no account takes as long to refuse. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$NxzGlcCV//HZdaYV1NrC2g$M+JqzLCcd7dbi1Mz4ejHBX8F7rd09j08EtiDBZNcelo'

export function hashPassword(password: string): Promise<string> {
  return hash(normalPassword(password), COSTS)
}

export function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  return verify(passwordHash ?? NOBODY, normalPassword(password))
}
