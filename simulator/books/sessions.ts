import type { Session, State } from './state'

const sessionLifeMs = 15 * 60 * 1000

export function isExpired(state: State, session: Session): boolean {
  return state.now().getTime() - Date.parse(session.at) >= sessionLifeMs
}

/** The session, if the token is its own. */
export function findSession(state: State, sessionId: string, tokenId: string): Session | null {
  const session = state.sessions.get(sessionId)
  return session && session.token_id === tokenId ? session : null
}

/** Records how 3D ended. It ends once: later calls change nothing. */
export function finishThreeDs(state: State, session: Session, status: 'passed' | 'failed' | 'cancelled', mdStatus: number): void {
  if (session.threeDs) return
  state.write({
    kind: 'three-ds',
    at: state.now().toISOString(),
    session_id: session.session_id,
    status,
    md_status: mdStatus,
  })
}
