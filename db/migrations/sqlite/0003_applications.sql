CREATE TABLE `application_documents` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`doctype_id` text NOT NULL,
	`status` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `application_documents_of` ON `application_documents` (`application_id`,`doctype_id`);--> statement-breakpoint
CREATE TABLE `application_events` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`at` integer NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `application_events_of` ON `application_events` (`application_id`,`at`);--> statement-breakpoint
CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text,
	`status` text NOT NULL,
	`access_digest` text,
	`link_digest` text,
	`link_expires_at` integer,
	`answers` text NOT NULL,
	`tax_digest` text,
	`form_id` text,
	`form_link` text,
	`refused_field` text,
	`sent_at` integer,
	`calls` integer NOT NULL,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`next_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`delete_at` integer,
	`settled_at` integer,
	CONSTRAINT "applications_status" CHECK("applications"."status" IN ('draft', 'sending', 'verifying', 'received', 'refused'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `applications_access` ON `applications` (`access_digest`);--> statement-breakpoint
CREATE UNIQUE INDEX `applications_link` ON `applications` (`link_digest`);--> statement-breakpoint
CREATE INDEX `applications_user` ON `applications` (`user_id`) WHERE "applications"."user_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `applications_due` ON `applications` (`next_at`) WHERE "applications"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `applications_delete` ON `applications` (`delete_at`) WHERE "applications"."delete_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_application` ON `applications` (`tax_digest`) WHERE "applications"."status" IN ('sending', 'verifying', 'received');