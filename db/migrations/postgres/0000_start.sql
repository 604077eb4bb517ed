CREATE TABLE "facts" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_items" (
	"order_id" text NOT NULL,
	"position" bigint NOT NULL,
	"name" text NOT NULL,
	"quantity" bigint NOT NULL,
	"unit_amount_kurus" bigint NOT NULL,
	CONSTRAINT "order_items_order_id_position_pk" PRIMARY KEY("order_id","position")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"reference" text NOT NULL,
	"status" text NOT NULL,
	"amount_kurus" bigint NOT NULL,
	"description" text,
	"customer" text,
	"success_url" text,
	"cancel_url" text,
	"locale" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "orders_status" CHECK ("orders"."status" IN ('open', 'cancelled', 'expired')),
	CONSTRAINT "orders_amount" CHECK ("orders"."amount_kurus" > 0)
);
--> statement-breakpoint
CREATE TABLE "payment_events" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"from_status" text,
	"to_status" text,
	"detail" text,
	"duration_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"attempt_key" text NOT NULL,
	"reference_no" text NOT NULL,
	"status" text NOT NULL,
	"late" boolean NOT NULL,
	"amount_kurus" bigint NOT NULL,
	"card" text,
	"payer" text,
	"challenge" text,
	"pair_digest" text,
	"challenged_at" timestamp (3) with time zone,
	"returned_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"calls" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"looks" bigint NOT NULL,
	"none_count" bigint NOT NULL,
	"none_at" timestamp (3) with time zone,
	"alarms" bigint NOT NULL,
	"xact_id" text,
	"reason" text,
	"bank_message" text,
	"refunded_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"moved_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "payments_status" CHECK ("payments"."status" IN ('created', 'awaiting_3ds', 'charging', 'unknown', 'succeeded', 'declined', 'failed', 'expired', 'superseded', 'not_charged', 'review'))
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" bigint NOT NULL,
	"reset_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "orders_reference" ON "orders" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "orders_open_expiry" ON "orders" USING btree ("expires_at") WHERE "orders"."status" = 'open';--> statement-breakpoint
CREATE INDEX "payment_events_payment" ON "payment_events" USING btree ("payment_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_attempt_key" ON "payments" USING btree ("attempt_key");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_reference_no" ON "payments" USING btree ("reference_no");--> statement-breakpoint
CREATE INDEX "payments_order" ON "payments" USING btree ("order_id","created_at");--> statement-breakpoint
CREATE INDEX "payments_due" ON "payments" USING btree ("next_at") WHERE "payments"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_succeeded" ON "payments" USING btree ("settled_at") WHERE "payments"."status" = 'succeeded';--> statement-breakpoint
CREATE INDEX "payments_challenge" ON "payments" USING btree ("settled_at") WHERE "payments"."challenge" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_charge_per_order" ON "payments" USING btree ("order_id") WHERE "payments"."status" IN ('charging', 'unknown', 'succeeded', 'review') AND NOT "payments"."late";--> statement-breakpoint
CREATE INDEX "rate_limits_reset" ON "rate_limits" USING btree ("reset_at");