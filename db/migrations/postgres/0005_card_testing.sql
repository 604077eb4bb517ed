CREATE TABLE "card_tries" (
	"key" text PRIMARY KEY NOT NULL,
	"card" text NOT NULL,
	"bin" text NOT NULL,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"paid_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "card_try" text;--> statement-breakpoint
CREATE INDEX "card_tries_tried" ON "card_tries" USING btree ("tried_at","paid_at");--> statement-breakpoint
CREATE INDEX "card_tries_paid" ON "card_tries" USING btree ("paid_at") WHERE "card_tries"."paid_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "card_tries_bin" ON "card_tries" USING btree ("bin","tried_at");--> statement-breakpoint
CREATE INDEX "card_tries_card" ON "card_tries" USING btree ("card","tried_at");--> statement-breakpoint
CREATE INDEX "payments_payer" ON "payments" USING btree ("payer","created_at") WHERE "payments"."payer" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_address" ON "payments" USING btree ("address","created_at") WHERE "payments"."address" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_traced" ON "payments" USING btree ("created_at") WHERE "payments"."address" IS NOT NULL;