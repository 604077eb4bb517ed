import 'server-only'
import { and, eq, lt, sql } from 'drizzle-orm'
import { query } from './client'
import { applicationDocuments } from './schema'

export type DocumentRow = typeof applicationDocuments.$inferSelect

/** An application's documents, one row per document type. */
export async function listDocumentRows(applicationId: string): Promise<DocumentRow[]> {
  return query((db) => db.select().from(applicationDocuments).where(eq(applicationDocuments.applicationId, applicationId)))
}

export async function findDocumentRow(id: string): Promise<DocumentRow | null> {
  const [row] = await query((db) => db.select().from(applicationDocuments).where(eq(applicationDocuments.id, id)).limit(1))
  return row ?? null
}

/**
 * The intent to change a document at Paynet, replacing what was there. False while another change is running,
 * unless that one began before `lostBefore`: then its process has died.
 */
export async function beginDocument(row: DocumentRow, lostBefore: Date): Promise<boolean> {
  const { status, mediaType, bytes, at } = row
  const rows = await query((db) =>
    db
      .insert(applicationDocuments)
      .values(row)
      .onConflictDoUpdate({
        target: applicationDocuments.id,
        set: { status, mediaType, bytes, at },
        setWhere: sql`${applicationDocuments.status} <> 'sending' OR ${lt(applicationDocuments.at, lostBefore)}`,
      })
      .returning({ id: applicationDocuments.id }),
  )
  return rows.length > 0
}

/** The outcome; only the change that began may write it. */
export async function endDocument(
  begun: Pick<DocumentRow, 'id' | 'at'>,
  outcome: Pick<DocumentRow, 'status' | 'mediaType' | 'bytes' | 'at'>,
): Promise<void> {
  await query((db) => db.update(applicationDocuments).set(outcome).where(isBegun(begun)).returning({ id: applicationDocuments.id }))
}

/** For a change that found no document there before. */
export async function forgetDocument(begun: Pick<DocumentRow, 'id' | 'at'>): Promise<void> {
  await query((db) => db.delete(applicationDocuments).where(isBegun(begun)).returning({ id: applicationDocuments.id }))
}

function isBegun({ id, at }: Pick<DocumentRow, 'id' | 'at'>) {
  return and(eq(applicationDocuments.id, id), eq(applicationDocuments.status, 'sending'), eq(applicationDocuments.at, at))
}
