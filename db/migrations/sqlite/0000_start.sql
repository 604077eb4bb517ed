CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `order_items` (
	`order_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`quantity` integer NOT NULL,
	`unit_amount_kurus` integer NOT NULL,
	PRIMARY KEY(`order_id`, `position`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`reference` text NOT NULL,
	`status` text NOT NULL,
	`amount_kurus` integer NOT NULL,
	`description` text,
	`customer` text,
	`success_url` text,
	`cancel_url` text,
	`locale` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	CONSTRAINT "orders_status" CHECK("orders"."status" IN ('open', 'cancelled', 'expired')),
	CONSTRAINT "orders_amount" CHECK("orders"."amount_kurus" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_reference` ON `orders` (`reference`);--> statement-breakpoint
CREATE INDEX `orders_open_expiry` ON `orders` (`expires_at`) WHERE "orders"."status" = 'open';--> statement-breakpoint
CREATE TABLE `payment_events` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`from_status` text,
	`to_status` text,
	`detail` text,
	`duration_ms` integer
);
--> statement-breakpoint
CREATE INDEX `payment_events_payment` ON `payment_events` (`payment_id`,`seq`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`attempt_key` text NOT NULL,
	`reference_no` text NOT NULL,
	`status` text NOT NULL,
	`late` integer NOT NULL,
	`amount_kurus` integer NOT NULL,
	`card` text,
	`payer` text,
	`challenge` text,
	`pair_digest` text,
	`challenged_at` integer,
	`returned_at` integer,
	`sent_at` integer,
	`calls` integer NOT NULL,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`next_at` integer,
	`looks` integer NOT NULL,
	`none_count` integer NOT NULL,
	`none_at` integer,
	`alarms` integer NOT NULL,
	`xact_id` text,
	`reason` text,
	`bank_message` text,
	`refunded_at` integer,
	`created_at` integer NOT NULL,
	`moved_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "payments_status" CHECK("payments"."status" IN ('created', 'awaiting_3ds', 'charging', 'unknown', 'succeeded', 'declined', 'failed', 'expired', 'superseded', 'not_charged', 'review'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_attempt_key` ON `payments` (`attempt_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `payments_reference_no` ON `payments` (`reference_no`);--> statement-breakpoint
CREATE INDEX `payments_order` ON `payments` (`order_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `payments_due` ON `payments` (`next_at`) WHERE "payments"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_succeeded` ON `payments` (`settled_at`) WHERE "payments"."status" = 'succeeded';--> statement-breakpoint
CREATE INDEX `payments_challenge` ON `payments` (`settled_at`) WHERE "payments"."challenge" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `one_charge_per_order` ON `payments` (`order_id`) WHERE "payments"."status" IN ('charging', 'unknown', 'succeeded', 'review') AND NOT "payments"."late";--> statement-breakpoint
CREATE TABLE `rate_limits` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`reset_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rate_limits_reset` ON `rate_limits` (`reset_at`);