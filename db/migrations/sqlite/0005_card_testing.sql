CREATE TABLE `card_tries` (
	`key` text PRIMARY KEY NOT NULL,
	`card` text NOT NULL,
	`bin` text NOT NULL,
	`tried_at` integer NOT NULL,
	`paid_at` integer
);
--> statement-breakpoint
CREATE INDEX `card_tries_tried` ON `card_tries` (`tried_at`,`paid_at`);--> statement-breakpoint
CREATE INDEX `card_tries_paid` ON `card_tries` (`paid_at`) WHERE "card_tries"."paid_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `card_tries_bin` ON `card_tries` (`bin`,`tried_at`);--> statement-breakpoint
CREATE INDEX `card_tries_card` ON `card_tries` (`card`,`tried_at`);--> statement-breakpoint
ALTER TABLE `payments` ADD `address` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `card_try` text;--> statement-breakpoint
CREATE INDEX `payments_payer` ON `payments` (`payer`,`created_at`) WHERE "payments"."payer" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_address` ON `payments` (`address`,`created_at`) WHERE "payments"."address" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_traced` ON `payments` (`created_at`) WHERE "payments"."address" IS NOT NULL;