CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`dedupe` text NOT NULL,
	`to_address` text,
	`to_digest` text,
	`locale` text NOT NULL,
	`secret` text,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`doubts` integer NOT NULL,
	`next_at` integer,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`why` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	CONSTRAINT "mails_status" CHECK("mails"."status" IN ('queued', 'sending', 'sent', 'unknown', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mails_dedupe` ON `mails` (`dedupe`);--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`next_at`) WHERE "mails"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `mails_refused` ON `mails` (`to_digest`,`settled_at`) WHERE "mails"."to_digest" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `mails_created` ON `mails` (`created_at`);