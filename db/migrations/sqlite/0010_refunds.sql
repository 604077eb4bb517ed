CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text,
	`xact_id` text NOT NULL,
	`finding_id` text,
	`reference` text,
	`amount_kurus` integer NOT NULL,
	`status` text NOT NULL,
	`asked_by` text NOT NULL,
	`reason` text,
	`callback_digest` text,
	`due_at` integer NOT NULL,
	`sent_at` integer,
	`calls` integer NOT NULL,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`next_at` integer,
	`looks` integer NOT NULL,
	`alarms` integer NOT NULL,
	`hinted_at` integer,
	`code` integer,
	`paynet_ref` text,
	`created_at` integer NOT NULL,
	`moved_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "refunds_status" CHECK("refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted', 'refunded', 'refused', 'withdrawn', 'not_sent')),
	CONSTRAINT "refunds_amount" CHECK("refunds"."amount_kurus" > 0)
);--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_reference` ON `refunds` (`payment_id`,`reference`);--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_refund` ON `refunds` (`xact_id`) WHERE "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX `one_refund_of_finding` ON `refunds` (`finding_id`) WHERE "refunds"."finding_id" IS NOT NULL AND "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted', 'refunded');--> statement-breakpoint
CREATE UNIQUE INDEX `refunds_paynet_ref` ON `refunds` (`xact_id`,`paynet_ref`);--> statement-breakpoint
CREATE INDEX `refunds_payment` ON `refunds` (`payment_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `refunds_due` ON `refunds` (`next_at`) WHERE "refunds"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `refunds_open` ON `refunds` (`created_at`) WHERE "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted');--> statement-breakpoint
CREATE INDEX `refunds_settled` ON `refunds` (`settled_at`) WHERE "refunds"."status" = 'refunded';--> statement-breakpoint
CREATE TABLE `__new_sweep_findings` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`reference_no` text NOT NULL,
	`xact_id` text NOT NULL,
	`amount_kurus` integer,
	`found_at` integer NOT NULL,
	`closed_at` integer,
	CONSTRAINT "sweep_findings_kind" CHECK("__new_sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing', 'fee-short', 'foreign-refund', 'refund-missing', 'other-refund', 'refund-withdrawn'))
);--> statement-breakpoint
INSERT INTO `__new_sweep_findings`("id", "kind", "reference_no", "xact_id", "amount_kurus", "found_at", "closed_at") SELECT "id", "kind", "reference_no", "xact_id", "amount_kurus", "found_at", "closed_at" FROM `sweep_findings`;--> statement-breakpoint
DROP TABLE `sweep_findings`;--> statement-breakpoint
ALTER TABLE `__new_sweep_findings` RENAME TO `sweep_findings`;--> statement-breakpoint
CREATE UNIQUE INDEX `sweep_findings_once` ON `sweep_findings` (`reference_no`,`kind`,`xact_id`);--> statement-breakpoint
CREATE INDEX `sweep_findings_open` ON `sweep_findings` (`found_at`) WHERE "sweep_findings"."closed_at" IS NULL;--> statement-breakpoint
ALTER TABLE `payments` ADD `xact_number` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `drawn_kurus` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `reserved_kurus` integer DEFAULT 0 NOT NULL CONSTRAINT "payments_reserved" CHECK("reserved_kurus" <= COALESCE("drawn_kurus", 0));--> statement-breakpoint
ALTER TABLE `payments` ADD `refunded_kurus` integer DEFAULT 0 NOT NULL CONSTRAINT "payments_refunded" CHECK("refunded_kurus" >= 0 AND "refunded_kurus" <= "reserved_kurus");--> statement-breakpoint
UPDATE `payments` SET `xact_number` = json_extract(`details`, '$.id') WHERE `details` IS NOT NULL AND json_valid(`details`);--> statement-breakpoint
CREATE INDEX `payments_xact_id` ON `payments` (`xact_id`) WHERE "payments"."xact_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_xact_number` ON `payments` (`xact_number`) WHERE "payments"."xact_number" IS NOT NULL;
