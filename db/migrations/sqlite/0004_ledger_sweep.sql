CREATE TABLE `sweep_findings` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`reference_no` text NOT NULL,
	`xact_id` text NOT NULL,
	`amount_kurus` integer,
	`found_at` integer NOT NULL,
	`closed_at` integer,
	CONSTRAINT "sweep_findings_kind" CHECK("sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sweep_findings_once` ON `sweep_findings` (`reference_no`,`kind`,`xact_id`);--> statement-breakpoint
CREATE INDEX `sweep_findings_open` ON `sweep_findings` (`found_at`) WHERE "sweep_findings"."closed_at" IS NULL;--> statement-breakpoint
CREATE INDEX `payments_in_review` ON `payments` (`moved_at`) WHERE "payments"."status" = 'review';