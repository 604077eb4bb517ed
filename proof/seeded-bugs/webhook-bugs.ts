import type { Bug } from './bugs'

const DELIVER = 'lib/webhooks/deliver.ts'
const POST = 'lib/webhooks/post.ts'
const ADDRESS = 'lib/webhooks/address.ts'
const BODY = 'lib/webhooks/body.ts'
const ROWS = 'db/deliveries.ts'
const SQLITE = 'db/migrations/sqlite/0011_events.sql'
const POSTGRES = 'db/migrations/postgres/0011_events.sql'

const EVENTS_TEST = 'db/events.db.test.ts'
const DELIVER_TEST = 'lib/webhooks/deliver.db.test.ts'
const POST_TEST = 'lib/webhooks/post.test.ts'
const ADDRESS_TEST = 'lib/webhooks/address.test.ts'

/** Bugs by which a merchant is not told, told something else, or somebody else is told. */
export const webhookBugs: Bug[] = [
  {
    name: 'webhook-move-untold',
    says: 'A payment that moves to its end tells nobody.',
    caughtBy: [EVENTS_TEST, DELIVER_TEST],
    changes: [
      {
        file: SQLITE,
        find: "WHEN OLD.`status` <> NEW.`status` AND (NEW.`status` IN ('succeeded', 'review') OR OLD.`status` = 'review')",
        replace: 'WHEN 1 = 0',
      },
      {
        file: POSTGRES,
        find: `WHEN (OLD."status" <> NEW."status" AND (NEW."status" IN ('succeeded', 'review') OR OLD."status" = 'review'))`,
        replace: 'WHEN (1 = 0)',
      },
    ],
  },
  {
    name: 'webhook-version-before',
    says: 'An event has the version that its order had before it.',
    caughtBy: [DELIVER_TEST],
    changes: [
      { file: SQLITE, find: '(SELECT `version` FROM `orders` WHERE `id` = NEW.`id`), NEW.`id`', replace: 'OLD.`version`, NEW.`id`' },
      { file: POSTGRES, find: 'clock_timestamp(), NEW."version", NEW."id"', replace: 'clock_timestamp(), OLD."version", NEW."id"' },
    ],
  },
  {
    name: 'webhook-snapshot-older',
    says: 'What is told of an order was read before the event, and its version afterwards.',
    caughtBy: [DELIVER_TEST],
    changes: [
      {
        file: BODY,
        find: 'paynet: withoutPeople(answer.paynet) }, order_version: order.version }',
        replace: 'paynet: null, version: order.version - 1 }, order_version: order.version }',
      },
    ],
  },
  {
    name: 'webhook-body-rebuilt',
    says: 'Each try tells the order as it is by then, under the same id.',
    caughtBy: [DELIVER_TEST],
    changes: [
      { file: DELIVER, find: "  if (delivery.body !== null) return decrypt('webhook-body', delivery.body)\n", replace: '' },
      {
        file: DELIVER,
        find: "return (await freezeBody(delivery, await encrypt('webhook-body', body))) ? body : null",
        replace: "await freezeBody(delivery, await encrypt('webhook-body', body))\n  return body",
      },
    ],
  },
  {
    name: 'webhook-new-id',
    says: 'A try that is made again has an id of its own, so nobody sees that it is a duplicate.',
    caughtBy: [DELIVER_TEST],
    changes: [
      {
        file: DELIVER,
        find: 'post({ ...webhook, id, body,',
        replace: 'post({ ...webhook, id: delivery.attempts > 0 ? id + delivery.attempts : id, body,',
      },
    ],
  },
  {
    name: 'webhook-secret-as-text',
    says: 'The letters of the secret sign, not the bytes that they stand for.',
    caughtBy: [POST_TEST, DELIVER_TEST],
    changes: [{ file: POST, find: 'new Webhook(secret).sign', replace: "new Webhook(secret, { format: 'raw' }).sign" }],
  },
  {
    name: 'webhook-redirect-followed',
    says: 'A redirect is followed, to an address that nobody configured.',
    caughtBy: [POST_TEST],
    changes: [
      {
        file: POST,
        find: "    request.on('response', (response) => {\n",
        replace:
          "    request.on('response', (response) => {\n      const { location } = response.headers\n      if (location?.startsWith('/') && !url.endsWith(location))\n        return void resolve(exchange({ url: new URL(location, url).href, secrets, id, body, at }, options))\n",
      },
    ],
  },
  {
    name: 'webhook-loopback-allowed',
    says: 'Whoever sets the address reaches what listens on the machine itself, though Paynet is live.',
    caughtBy: [ADDRESS_TEST, POST_TEST, DELIVER_TEST],
    changes: [{ file: ADDRESS, find: "if (range === 'loopback') return allowsLoopback", replace: "if (range === 'loopback') return true" }],
  },
  {
    name: 'webhook-range-unnamed',
    says: 'An IPv6 address that no range of the library names counts as public: ::127.0.0.1.',
    caughtBy: [ADDRESS_TEST, POST_TEST],
    changes: [
      { file: ADDRESS, find: " && (read.kind() === 'ipv4' || read.match(GLOBAL_UNICAST))", replace: ' && GLOBAL_UNICAST.length > 0' },
    ],
  },
  {
    name: 'webhook-first-address-checked',
    says: 'Of several addresses of a host, only the first is looked at.',
    caughtBy: [ADDRESS_TEST],
    changes: [
      {
        file: ADDRESS,
        find: 'found.some(({ address }) => !mayReceive(address, allowsLoopback))',
        replace: '!mayReceive(first.address, allowsLoopback)',
      },
    ],
  },
  {
    name: 'webhook-name-unchecked',
    says: 'Only an address that is written out is looked at, not what a name leads to.',
    caughtBy: [POST_TEST],
    changes: [
      { file: POST, find: 'checkedLookup(allowsLoopback, deadlineMs / 3, lookup)', replace: 'checkedLookup(true, deadlineMs / 3, lookup)' },
    ],
  },
  {
    name: 'webhook-gone-is-a-failure',
    says: 'A receiver that says 410 is sent to for three days.',
    caughtBy: [POST_TEST, DELIVER_TEST],
    changes: [{ file: POST, find: "  if (status === 410) return { kind: 'gone', status }\n", replace: '' }],
  },
  {
    name: 'webhook-stopped-sent-to',
    says: 'What was stopped goes on with the next pass.',
    caughtBy: [DELIVER_TEST],
    changes: [
      { file: DELIVER, find: '  if (stoppedAt) return holdDeliveries(now)\n', replace: '  if (stoppedAt?.getTime() === 0) return\n' },
      { file: ROWS, find: '            isGoing(db, receiverId),\n', replace: '' },
    ],
  },
]
