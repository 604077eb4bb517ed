CREATE TABLE `registrations` (
	`id` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`email_digest` text NOT NULL,
	`token_digest` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_token` ON `registrations` (`token_digest`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_email` ON `registrations` (`email_digest`);--> statement-breakpoint
CREATE INDEX `registrations_expiry` ON `registrations` (`expires_at`);