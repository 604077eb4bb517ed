import 'server-only'
import { and, asc, eq, isNull } from 'drizzle-orm'
import { type Db, query } from './client'
import { sweepFindings } from './schema'

export type Finding = typeof sweepFindings.$inferSelect

/** Keeps a finding. False if it was already known, even if it has been closed since. */
export async function insertFinding(finding: Finding): Promise<boolean> {
  const rows = await query((db) => db.insert(sweepFindings).values(finding).onConflictDoNothing().returning({ id: sweepFindings.id }))
  return rows.length > 0
}

/** The statement that keeps a finding together with the move that it explains; one that is known already stays as it is. */
export function keepFindingWith(db: Db, finding: Finding) {
  const { referenceNo, kind, xactId } = sweepFindings
  return db
    .insert(sweepFindings)
    .values(finding)
    .onConflictDoUpdate({ target: [referenceNo, kind, xactId], set: { kind: finding.kind } })
    .returning({ id: sweepFindings.id })
}

export async function findFinding(id: string): Promise<Finding | null> {
  const [row] = await query((db) => db.select().from(sweepFindings).where(eq(sweepFindings.id, id)))
  return row ?? null
}

/** What waits for an operator, the oldest first. */
export async function listOpenFindings(limit: number): Promise<Finding[]> {
  return query((db) =>
    db.select().from(sweepFindings).where(isNull(sweepFindings.closedAt)).orderBy(asc(sweepFindings.foundAt)).limit(limit),
  )
}

/** Whether a finding of a kind is open under a reference. */
export async function hasOpenFinding(kind: Finding['kind'], referenceNo: string): Promise<boolean> {
  const rows = await query((db) =>
    db
      .select({ id: sweepFindings.id })
      .from(sweepFindings)
      .where(and(eq(sweepFindings.referenceNo, referenceNo), eq(sweepFindings.kind, kind), isNull(sweepFindings.closedAt)))
      .limit(1),
  )
  return rows.length > 0
}

/** False if there is no such open finding. */
export async function closeFinding(id: string, at: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(sweepFindings)
      .set({ closedAt: at })
      .where(and(eq(sweepFindings.id, id), isNull(sweepFindings.closedAt)))
      .returning({ id: sweepFindings.id }),
  )
  return rows.length > 0
}
