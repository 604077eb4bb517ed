ALTER TABLE "applications" ADD COLUMN "form_link_text" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "paynet" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "details" text;