import { serviceNames } from '@/simulator/protocol/service-names'
export const faultPlaces = [...serviceNames, 'return'] as const
export type FaultPlace = (typeof faultPlaces)[number]
type Fault = { acts: boolean; services: readonly FaultPlace[]; sentence: string }

const everywhere: readonly FaultPlace[] = serviceNames
const atStart: readonly FaultPlace[] = ['tds_initial']
const atCharge: readonly FaultPlace[] = ['tds_charge']
const atCheck: readonly FaultPlace[] = ['check']
const atRows: readonly FaultPlace[] = ['check', 'detail', 'list']
const inAnyRows: readonly FaultPlace[] = [...atRows, 'reversal_list']
const atRefund: readonly FaultPlace[] = ['reversed_request']
const atReversals: readonly FaultPlace[] = ['reversal_list']
const atRates: readonly FaultPlace[] = ['ratio_get']
const atMoney: readonly FaultPlace[] = ['tds_charge', ...atRows]
const atDelete: readonly FaultPlace[] = ['card_delete']
const notAtMembership: readonly FaultPlace[] = serviceNames.filter((name) => !name.startsWith('membership'))
const atCards: readonly FaultPlace[] = ['card_list']
const atTransactions: readonly FaultPlace[] = ['list']
const atLists: readonly FaultPlace[] = ['card_list', 'list']
const inAnyLists: readonly FaultPlace[] = [...atLists, 'reversal_list']
const atApply: readonly FaultPlace[] = ['membership_formdata_insert']
const atStatus: readonly FaultPlace[] = ['membership_formdata_get']
const atDocumentTypes: readonly FaultPlace[] = ['membership_formtypes_and_doctypes', 'membership_formtypes_and_doctypes_all']
const atReturn: readonly FaultPlace[] = ['return']

/**
 * The fault catalogue. `acts` says whether Paynet does its work before the answer goes wrong (the
 * request that arms a fault can override it); `services` says where the fault makes sense.
 */
export const faults = {
  'answer-lost-before': fault(everywhere, false, 'Drops the connection without having done anything.'),
  'answer-lost-after': fault(everywhere, true, 'Does its work, then drops the connection.'),
  slow: fault(everywhere, true, 'Does its work at once and answers after `ms`.'),
  'slow-before': fault(
    everywhere,
    true,
    'Waits `ms`, then does its work. A charge has looked for an earlier success before it waits, so two overlapping ones both take money; likewise two applications of one tax number are both received.',
  ),
  'slow-body': fault(everywhere, true, 'Sends the headers at once and the body a byte at a time, spread over `ms`.'),
  truncated: fault(everywhere, true, 'Does its work and breaks off in the middle of the JSON, short of its Content-Length.'),

  'http-500': fault(everywhere, false, 'Answers 500 with an error object.'),
  'http-500-after': fault(everywhere, true, 'Does its work, then answers 500 with an error object.'),
  'http-503-html': fault(everywhere, false, 'Answers 503 with the HTML page of a load balancer.'),
  'http-429': fault(everywhere, false, 'Answers 429 with Retry-After (`ms`, else 2 seconds).'),
  'http-401': fault(everywhere, false, 'Answers 401, as if the key were wrong.'),
  'http-403': fault(everywhere, false, 'Answers 403, as if the call came from an IP address that is not registered.'),
  'http-404': fault(everywhere, false, 'Answers 404 with an error object that does not mean "no data".'),
  'http-404-html': fault(everywhere, false, 'Answers 404 with an HTML page.'),
  'http-400-bare': fault(everywhere, false, 'Answers 400 with an error object that lacks `result_code`.'),
  redirect: fault(everywhere, false, 'Answers 307 to `location`, a host that must never see what was sent.'),
  html: fault(everywhere, false, 'Answers 200 with an HTML page.'),
  'bad-json': fault(everywhere, false, 'Answers 200 with text that is not JSON although it says so.'),
  'empty-body': fault(everywhere, false, 'Answers 200 with an empty body.'),
  'wrong-object': fault(everywhere, true, 'Does its work and answers with a JSON array in place of an object.'),
  oversized: fault(everywhere, true, 'Does its work and answers with 300 KB of JSON.'),
  'wrong-content-type': fault(everywhere, true, 'Does its work and sends the JSON as text/plain.'),
  'windows-1254': fault(everywhere, true, 'Does its work and sends the JSON in the encoding of Turkish Windows.'),
  'no-content-type': fault(everywhere, true, 'Does its work and sends the JSON without a content type.'),
  'code-string': fault(everywhere, true, 'Sends `code` as text ("0"), as Paynet\'s tables have it.'),
  'code-2': fault(notAtMembership, false, 'Answers code 2 (companyblocked).'),
  'code-3': fault(notAtMembership, false, 'Answers code 3 (agentblocked).'),
  'code-4': fault(notAtMembership, false, 'Answers code 4 (agentnotfound).'),
  'code-7': fault(notAtMembership, false, 'Answers code 7 (unauthorized) with HTTP 200.'),
  'code-8': fault(everywhere, false, 'Answers code 8 (servererror).'),
  'code-10': fault(everywhere, false, 'Answers code 10 (timeout).'),
  'code-13': fault(everywhere, false, 'Answers code 13 (no session).'),
  'code-15': fault(everywhere, false, 'Answers code 15 (session and token do not match).'),
  'code-16': fault(everywhere, false, 'Answers code 16 (3D error).'),
  'code-17': fault(everywhere, false, 'Answers code 17 (used session).'),

  decline: fault(atCharge, true, 'The bank declines, with `bank_error_id` (else 51).'),
  'failed-3d-bare': fault(atCharge, false, 'Says code 16 with HTTP 200 and leaves everything else out.'),
  'failed-3d-null': fault(atCharge, false, 'Says code 16 with HTTP 200 and `is_succeed` null.'),
  'failed-3d-result-code': fault(atCharge, false, 'Says 16 with HTTP 200 as `result_code`, without `code`.'),
  'failed-3d-400': fault(atCharge, false, 'Answers 400 with result_code 16.'),
  'failed-3d-400-code': fault(atCharge, false, 'Answers 400 with 16 as `code`, without `result_code`.'),
  'wrong-card-400': fault(atCharge, false, 'Answers 400 with result_code 18 (wrongcarddata).'),
  'table-names': fault(
    atCharge,
    true,
    "Charges rightly and answers with the names of the page's table alone: `authorization_code`, `reference_code`, `order_id`, `agent_reference_no`.",
  ),
  'pre-authorised': fault(atCharge, true, 'Only reserves the money (transaction_type 3), and says so from then on.'),
  'is-succeed-text': fault(atMoney, true, 'Sends `is_succeed` as text.'),
  'currency-tl': fault(atMoney, true, 'Sends the currency as `TL`.'),
  'currency-949': fault(atMoney, true, 'Sends the currency as `949`, as text.'),
  'currency-number': fault(atMoney, true, 'Sends the currency as the number 949.'),
  'amount-noise': fault(
    [...atMoney, 'reversal_list'],
    true,
    'Sends the amount with the noise of binary arithmetic, for instance 389.0000001.',
  ),
  'wrong-amount': fault(atCharge, true, 'Charges rightly and answers with one lira more.'),
  'wrong-currency': fault(atCharge, true, 'Charges rightly and answers with USD.'),
  'wrong-reference': fault(atCharge, true, 'Charges rightly and answers with the reference of another payment.'),
  'missing-xact-id': fault(atCharge, true, 'Charges rightly and leaves `xact_id` out.'),
  'missing-is-succeed': fault(atCharge, true, 'Charges rightly and leaves `is_succeed` out.'),

  'save-card-fails': fault(atCharge, true, 'Charges rightly and says that the card of `save_card` could not be stored.'),

  'plan-net': fault(
    atCharge,
    true,
    'Charges rightly and tells, now and in its later rows, the price as `amount`; the difference stands beside it in `end_user_comission`.',
  ),
  'plan-fee-zero': fault(atCharge, true, 'Draws the price alone, without the difference of the plan, and says so from then on.'),
  'plan-other-count': fault(atCharge, true, 'Draws the right sum in one instalment more, and says so from then on.'),
  'plan-missing-count': fault(atCharge, true, 'Charges rightly and leaves `instalment` out, now and in its later rows.'),
  'plan-one-more': fault(atCharge, true, 'Draws a kuruş more, and says so from then on.'),
  'plan-one-less': fault(atCharge, true, 'Draws a kuruş less, and says so from then on.'),
  'plan-repriced-at-charge': fault(
    atCharge,
    true,
    'Draws 1,00 TL more, since the plan has got dearer after the payment was opened, and says so from then on.',
  ),

  'ratio-repriced': fault(
    atRates,
    true,
    'Makes each plan of this price 1,00 TL dearer, in this answer, in later ones and in payments, until all faults are switched off.',
  ),
  'ratio-gone': fault(atRates, true, 'Lists a single payment alone.'),
  'ratio-row-101': fault(atRates, true, 'Adds a row of 101 instalments, as in a published sample.'),
  'ratio-campaign': fault(atRates, true, "Says of the first plan that the bank's campaign adds 2 instalments."),
  'ratio-twice': fault(atRates, true, 'Lists the first plan a second time, with 1,00 TL more.'),
  'ratio-below-price': fault(atRates, true, 'Lists the first plan with 1,00 TL less than the price.'),
  'ratio-monthly-wrong': fault(atRates, true, 'Lists the first plan with 1,00 TL more a month than makes its total.'),
  'ratio-two-banks': fault(atRates, true, 'Says of the card that it is of two banks.'),
  'ratio-debit': fault(atRates, true, 'Says that it is a debit card, and lists its plans all the same.'),

  'check-nothing': fault(atCheck, true, 'Says 404 no_data_error, whatever the ledger holds.'),
  'check-empty-200': fault(atCheck, true, 'Says HTTP 200, code 0 and no rows, whatever the ledger holds.'),
  'check-code-12': fault(atCheck, true, 'Says HTTP 200, code 12 and no rows, whatever the ledger holds.'),
  'check-wrong-amount': fault(inAnyRows, true, 'Lists the transactions with one lira more each.'),
  'check-refused': fault(atCheck, true, 'Lists the transactions as declined, and makes one up where there is none.'),

  'row-nameless': fault(atRows, true, 'Lists the transactions without a reference of any name.'),
  'row-cut-reference': fault(atRows, true, 'Lists the transactions under the first 20 characters of their references, or fewer.'),
  'row-capitals': fault(atRows, true, 'Lists the transactions under their references in capitals.'),
  'row-merchant-reference': fault(
    atRows,
    true,
    "Lists the transactions under their references and, as `agent_reference_no`, the merchant's B-1001.",
  ),
  'row-reversed': fault(atRows, true, 'Lists the transactions as given back: `reversed`.'),
  'row-cancelled': fault(atRows, true, 'Lists a cancellation in place of each transaction.'),
  'data-lower-case': fault(inAnyRows, true, 'Calls its list `data`.'),
  'data-null-row': fault(inAnyRows, true, 'Says that its list holds null.'),
  'data-null': fault([...inAnyRows, 'card_list'], true, 'Says that its list is null.'),
  'check-flat': fault(['check', 'detail'], true, 'Answers with the newest transaction itself, without a list.'),

  'no-html': fault(atStart, true, 'Leaves `html_content` empty.'),
  'no-post-url': fault(atStart, true, 'Leaves `post_url` empty.'),
  neither: fault(atStart, true, 'Leaves both `html_content` and `post_url` empty.'),
  'missing-pair': fault(atStart, true, 'Leaves `session_id` and `token_id` out.'),
  'html-empty-inputs': fault(atStart, true, 'Sends the form with empty inputs, as in the published sample.'),
  'html-hostile-script': fault(atStart, true, 'Adds scripts to the form that mark the window (`window.__hostile`) and rewrite the form.'),
  'html-foreign-host': fault(atStart, true, 'Points the form to https on a foreign host.'),
  'html-http-foreign': fault(atStart, true, 'Points the form to plain http on a foreign host.'),
  'html-javascript-action': fault(atStart, true, 'Gives the form a `javascript:` action.'),
  'html-two-forms': fault(atStart, true, 'Puts a second form, to a foreign host, before the right one.'),
  'html-nested': fault(atStart, true, 'Wraps the right form in one to a foreign host; browsers keep only the outer one.'),
  'hostile-post-url': fault(
    atStart,
    true,
    'Points `post_url` to a foreign host and leaves `html_content` empty, so that nothing else is left.',
  ),

  'otp-expired': fault(['card_check_otp', 'card_save'], false, 'Answers code 10, as for a code whose time is over.'),
  'expiry-zero': fault(atCards, true, 'Lists the cards with month and year 0.'),
  'owner-other-case': fault(atCards, true, 'Lists the cards under their owner with letters in the other case.'),
  'delete-lags': fault(atDelete, true, 'Deletes the card and goes on listing it for `ms` (else 5 seconds).'),
  'list-hostile': fault(
    inAnyLists,
    true,
    'Lists the cards with markup in description and bank name and a logo on a foreign host; the transactions with markup and line breaks in their references, refunds with markup for the card.',
  ),
  'list-foreign-row': fault(atLists, true, 'Adds the card of another owner to the list, or the transaction of another shop.'),
  'has-more-lies': fault(
    inAnyLists,
    true,
    'Says that there is more, whether there is or not; of cards it lists the first page whatever was asked for.',
  ),
  'has-more-ends': fault([...atTransactions, ...atReversals], true, 'Says that there is no more, whatever the list still holds.'),
  'list-refund-rows': fault(atTransactions, true, 'Adds a refund to each transaction, as a row of its own.'),

  'refund-code-5': fault(atRefund, true, 'Takes the refund and answers code 5 (duplicatedata).'),
  'refund-code-5-before': fault(atRefund, false, 'Answers code 5 (duplicatedata) without taking the refund.'),
  'refund-refused': fault(atRefund, false, 'Answers code 1 (unsuccessful).'),
  'refund-noprocess': fault(atRefund, false, 'Answers code 6 (noprocess).'),
  'refund-code-100': fault(atRefund, true, 'Takes the refund and answers code 100 (oldsuccessful).'),
  'refund-contradicts': fault(atRefund, true, 'Takes the refund and answers code 0 with `is_succeed` false.'),
  'reversal-foreign-row': fault(atReversals, true, 'Adds the refund of a sale of another shop to the list.'),

  'application-refused-field': fault(atApply, false, 'Answers 400 with an error object that names `field` (else iban).'),
  'code-5-first': fault(atApply, false, 'Answers code 5 (duplicatedata), whether there was an earlier application or not.'),
  'code-5-as-400': fault(atApply, false, 'Answers 400 with result_code 5, the other way in which a duplicate may be refused.'),
  'apply-400-no-code': fault(atApply, false, 'Answers 400 with an error object that has no result_code.'),
  'apply-400-aspnet': fault(atApply, false, "Answers 400 with ASP.NET's own object, a `Message` and a `ModelState`."),
  'apply-413-html': fault(atApply, false, 'Answers 413 with the HTML page of IIS.'),
  'apply-415-no-code': fault(atApply, false, 'Answers 415 with an error object that has no result_code.'),
  'apply-422-no-code': fault(atApply, false, 'Answers 422 with an error object that has no result_code.'),
  'apply-401-code': fault(atApply, false, 'Answers 401 with result_code 11, which alone would be a refusal.'),
  'apply-403-code': fault(atApply, false, 'Answers 403 with result_code 11, which alone would be a refusal.'),
  'apply-429-code': fault(atApply, false, 'Answers 429 with result_code 11, which alone would be a refusal.'),
  'form-id-string': fault(atApply, true, 'Receives the application and sends `form_id` as text, as the table has it.'),
  'missing-form-id': fault(atApply, true, 'Receives the application and leaves `form_id` out.'),
  'missing-form-link': fault(atApply, true, 'Receives the application and leaves `form_link` out.'),
  'form-link-hostile': fault(
    atApply,
    true,
    "Receives the application and answers with a link whose host only looks like Paynet's, with markup in its query.",
  ),
  'form-link-javascript': fault(atApply, true, 'Receives the application and answers with a `javascript:` link.'),
  'form-link-bare-host': fault(atApply, true, 'Receives the application and links to the bare host, paynet.com.tr.'),
  'form-link-blank': fault(atApply, true, 'Receives the application and sends the link with blanks around it.'),
  'form-link-port': fault(atApply, true, 'Receives the application and names a port in the link.'),
  'form-link-foreign-host': fault(atApply, true, 'Receives the application and links to a host of somebody else.'),
  'status-cancelled': fault(atStatus, true, 'Answers with the status "cancelled" (5).'),
  'status-deleted': fault(atStatus, true, 'Answers with the status "deleted" (6).'),
  'status-unknown': fault(atStatus, true, 'Answers with an unknown status (99).'),
  'application-hostile': fault(atStatus, true, 'Answers with markup in the names of dealer and contact.'),
  'application-foreign-row': fault(atStatus, true, 'Answers with the application of another dealer.'),
  'doctypes-hostile': fault(atDocumentTypes, true, 'Lists the documents with markup in their descriptions.'),
  'doctypes-empty': fault(atDocumentTypes, true, 'Lists no document.'),

  'return-twice': fault(atReturn, true, 'The browser posts the return twice.'),
  'return-without-ids': fault(atReturn, true, 'The browser returns with a message and without ids, although 3D passed.'),
  'return-other-case': fault(atReturn, true, 'The browser returns with letters of the token in the other case.'),
  'return-plus-as-blank': fault(atReturn, true, 'The browser returns with blanks for the plus signs of the session.'),
  'return-wrong-token': fault(atReturn, true, 'The browser returns with the token of another payment.'),
  'return-get': fault(atReturn, true, 'The browser returns with GET, the ids in the query.'),
  'return-multipart': fault(atReturn, true, 'The browser returns with a multipart body.'),
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

export const faultNames = Object.keys(faults) as [FaultName, ...FaultName[]]

function fault(services: readonly FaultPlace[], acts: boolean, sentence: string): Fault {
  return { services, acts, sentence }
}
