ALTER TABLE `facts` ADD `encrypted` text;--> statement-breakpoint
CREATE INDEX `orders_customer` ON `orders` (`expires_at`) WHERE "orders"."customer" IS NOT NULL OR "orders"."paynet" IS NOT NULL;