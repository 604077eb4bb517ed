CREATE TABLE `__new_sweep_findings` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`reference_no` text NOT NULL,
	`xact_id` text NOT NULL,
	`amount_kurus` integer,
	`found_at` integer NOT NULL,
	`closed_at` integer,
	CONSTRAINT "sweep_findings_kind" CHECK("__new_sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing', 'fee-short'))
);
--> statement-breakpoint
INSERT INTO `__new_sweep_findings`("id", "kind", "reference_no", "xact_id", "amount_kurus", "found_at", "closed_at") SELECT "id", "kind", "reference_no", "xact_id", "amount_kurus", "found_at", "closed_at" FROM `sweep_findings`;--> statement-breakpoint
DROP TABLE `sweep_findings`;--> statement-breakpoint
ALTER TABLE `__new_sweep_findings` RENAME TO `sweep_findings`;--> statement-breakpoint
CREATE UNIQUE INDEX `sweep_findings_once` ON `sweep_findings` (`reference_no`,`kind`,`xact_id`);--> statement-breakpoint
CREATE INDEX `sweep_findings_open` ON `sweep_findings` (`found_at`) WHERE "sweep_findings"."closed_at" IS NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `max_instalments` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `instalment` integer DEFAULT 1 NOT NULL CONSTRAINT "payments_instalment" CHECK("instalment" BETWEEN 1 AND 36);--> statement-breakpoint
ALTER TABLE `payments` ADD `fee_kurus` integer DEFAULT 0 NOT NULL CONSTRAINT "payments_fee" CHECK("fee_kurus" >= 0);--> statement-breakpoint
ALTER TABLE `payments` ADD `monthly_kurus` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `fee_payer` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `ratio_code` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `card_type` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `bank_id` text;
