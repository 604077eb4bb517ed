ALTER TABLE `facts` ADD `encrypted` text;--> statement-breakpoint
CREATE INDEX `orders_customer` ON `orders` (`expires_at`) WHERE "orders"."customer" IS NOT NULL OR "orders"."paynet" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_refund_due` ON `payments` (`settled_at`) WHERE "payments"."status" = 'succeeded' AND "payments"."late" AND "payments"."refunded_at" IS NULL;