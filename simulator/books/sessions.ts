import type { Session, World } from './state'

const sessionLifeMs = 15 * 60 * 1000

export function isExpired(world: World, session: Session): boolean {
  return world.now().getTime() - Date.parse(session.at) >= sessionLifeMs
}

/** The session that both ids name, or null. */
export function findSession(world: World, sessionId: string, tokenId: string): Session | null {
  const session = world.sessions.get(sessionId)
  return session && session.token_id === tokenId ? session : null
}

/** Writes down how 3D ended. It ends once; later calls change nothing. */
export function finishThreeDs(world: World, session: Session, status: 'passed' | 'failed' | 'cancelled', mdStatus: number): void {
  if (session.threeDs) return
  world.write({
    kind: 'three-ds',
    at: world.now().toISOString(),
    session_id: session.session_id,
    status,
    md_status: mdStatus,
  })
}
