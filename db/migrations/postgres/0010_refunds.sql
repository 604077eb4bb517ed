CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text,
	"xact_id" text NOT NULL,
	"finding_id" text,
	"reference" text,
	"amount_kurus" bigint NOT NULL,
	"status" text NOT NULL,
	"asked_by" text NOT NULL,
	"reason" text,
	"callback_digest" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"calls" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"looks" bigint NOT NULL,
	"alarms" bigint NOT NULL,
	"hinted_at" timestamp (3) with time zone,
	"code" bigint,
	"paynet_ref" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"moved_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "refunds_status" CHECK ("refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted', 'refunded', 'refused', 'withdrawn', 'not_sent')),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_kurus" > 0)
);
--> statement-breakpoint
ALTER TABLE "sweep_findings" DROP CONSTRAINT "sweep_findings_kind";--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "xact_number" bigint;--> statement-breakpoint
UPDATE "payments" SET "xact_number" = substring("details" from '[{,]"id":([0-9]{1,15})[,}]')::bigint WHERE "details" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "drawn_kurus" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "reserved_kurus" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_kurus" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_reference" ON "refunds" USING btree ("payment_id","reference");--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_refund" ON "refunds" USING btree ("xact_id") WHERE "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted');--> statement-breakpoint
CREATE UNIQUE INDEX "one_refund_of_finding" ON "refunds" USING btree ("finding_id") WHERE "refunds"."finding_id" IS NOT NULL AND "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted', 'refunded');--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_paynet_ref" ON "refunds" USING btree ("xact_id","paynet_ref");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("payment_id","created_at");--> statement-breakpoint
CREATE INDEX "refunds_due" ON "refunds" USING btree ("next_at") WHERE "refunds"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "refunds_open" ON "refunds" USING btree ("created_at") WHERE "refunds"."status" IN ('planned', 'sending', 'unknown', 'accepted');--> statement-breakpoint
CREATE INDEX "refunds_settled" ON "refunds" USING btree ("settled_at") WHERE "refunds"."status" = 'refunded';--> statement-breakpoint
CREATE INDEX "payments_xact_id" ON "payments" USING btree ("xact_id") WHERE "payments"."xact_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_xact_number" ON "payments" USING btree ("xact_number") WHERE "payments"."xact_number" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_refunded" CHECK ("payments"."refunded_kurus" >= 0 AND "payments"."refunded_kurus" <= "payments"."reserved_kurus");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_reserved" CHECK ("payments"."reserved_kurus" <= COALESCE("payments"."drawn_kurus", 0));--> statement-breakpoint
ALTER TABLE "sweep_findings" ADD CONSTRAINT "sweep_findings_kind" CHECK ("sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing', 'fee-short', 'foreign-refund', 'refund-missing', 'other-refund', 'refund-withdrawn'));