CREATE TABLE `card_otps` (
	`user_id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`secret` text NOT NULL,
	`sent_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`verified_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `card_owners` (
	`user_id` text NOT NULL,
	`paynet` text NOT NULL,
	`user_unique_id` text NOT NULL,
	`card_owner_id` text,
	`default_card_id` text,
	`listed_at` integer,
	PRIMARY KEY(`user_id`, `paynet`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `card_owners_unique_id` ON `card_owners` (`user_unique_id`);--> statement-breakpoint
CREATE TABLE `ended_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `ended_sessions_end` ON `ended_sessions` (`ends_at`);--> statement-breakpoint
CREATE TABLE `password_resets` (
	`user_id` text PRIMARY KEY NOT NULL,
	`token_digest` text NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `password_resets_token` ON `password_resets` (`token_digest`);--> statement-breakpoint
CREATE TABLE `saved_cards` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`paynet` text NOT NULL,
	`hash_digest` text NOT NULL,
	`details` text NOT NULL,
	`expiry_month` integer,
	`expiry_year` integer,
	`consent_version` text,
	`consented_at` integer,
	`created_at` integer NOT NULL,
	`gone_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `saved_cards_hash` ON `saved_cards` (`user_id`,`paynet`,`hash_digest`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`email_digest` text NOT NULL,
	`password_hash` text NOT NULL,
	`session_version` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email_digest`);--> statement-breakpoint
ALTER TABLE `payments` ADD `user_id` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `saved_card_id` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `card_saving` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `card_to_save` text;--> statement-breakpoint
CREATE INDEX `payments_user` ON `payments` (`user_id`,`settled_at`) WHERE "payments"."user_id" IS NOT NULL;