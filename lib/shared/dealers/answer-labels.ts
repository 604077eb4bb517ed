import { DEALER_FIELD_NAMES, type DealerField } from './dealer'

/** Questions whose label is a sentence, or asks for something other than what is then shown. */
type Reworded = 'city' | 'products_to_be_sold' | 'is_web_sales' | 'is_charged' | 'is_agent_network'

/** What an answer is called where it is shown rather than asked for: the label of its question, or the shorter one given here. */
export function answerLabels(
  questions: Record<DealerField, { label: string }>,
  reworded: Record<Reworded, string>,
): Record<DealerField, string> {
  const labels = DEALER_FIELD_NAMES.map((field) => [field, questions[field].label])
  return { ...Object.fromEntries(labels), ...reworded }
}
