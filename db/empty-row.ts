import 'server-only'
import { getTableColumns } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

type Nulls<Row> = { [Column in keyof Row as null extends Row[Column] ? Column : never]: null }

/** Null in every column of a table that may be null. */
export function emptyRow<Row>(table: SQLiteTable & { $inferSelect: Row }): Nulls<Row> {
  const columns = Object.entries(getTableColumns(table)).filter(([, { notNull }]) => !notNull)
  return Object.fromEntries(columns.map(([name]) => [name, null])) as Nulls<Row>
}
