ALTER TABLE `applications` ADD `form_link_text` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `paynet` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `details` text;