import { integerField } from './fields'

/** How Paynet's lists are cut into pages: `limit` rows from a position on, forwards or backwards. */

const defaultLimit = 10
const maxLimit = 100

const positionField = integerField.refine((position) => position >= 0, '0 or more')

export const pageFields = {
  limit: positionField.optional().openapi({ description: 'Default 10, at most 100' }),
  ending_before: positionField.optional().openapi({ description: '90 with limit 15: the rows 76 to 90' }),
  starting_after: positionField.optional().openapi({ description: '15 with limit 15: the rows 16 to 30' }),
}

export type Page = { limit: number; ending_before: number; starting_after: number }

/** Paynet's own client cannot send a 0, so a 0 counts as a missing number. */
export function readPage(fields: { [Name in keyof Page]?: number | undefined } = {}): Page {
  return {
    limit: Math.min(fields.limit || defaultLimit, maxLimit),
    ending_before: fields.ending_before ?? 0,
    starting_after: fields.starting_after ?? 0,
  }
}

/** If both positions are given, `starting_after` counts. */
export function cutPage<Row>(rows: Row[], { limit, ending_before, starting_after }: Page): { shown: Row[]; has_more: boolean } {
  const isBackward = ending_before > 0 && starting_after === 0
  const from = isBackward ? Math.max(0, ending_before - limit) : starting_after
  const shown = rows.slice(from, isBackward ? ending_before : from + limit)
  return { shown, has_more: isBackward ? from > 0 : from + shown.length < rows.length }
}
