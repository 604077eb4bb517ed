DROP INDEX `payments_due`;--> statement-breakpoint
CREATE INDEX `payments_due` ON `payments` (`status`,`next_at`) WHERE "payments"."next_at" IS NOT NULL;