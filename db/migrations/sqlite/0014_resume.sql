CREATE TABLE `resume_links` (
	`token_digest` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payments`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `resume_links_payment` ON `resume_links` (`payment_id`);--> statement-breakpoint
CREATE INDEX `resume_links_expiry` ON `resume_links` (`expires_at`);--> statement-breakpoint
ALTER TABLE `payments` ADD `resumed_by` text;