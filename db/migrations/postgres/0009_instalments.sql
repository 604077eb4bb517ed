ALTER TABLE "sweep_findings" DROP CONSTRAINT "sweep_findings_kind";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "max_instalments" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "instalment" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee_kurus" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "monthly_kurus" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee_payer" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "ratio_code" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "card_type" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "bank_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_instalment" CHECK ("payments"."instalment" BETWEEN 1 AND 36);--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_fee" CHECK ("payments"."fee_kurus" >= 0);--> statement-breakpoint
ALTER TABLE "sweep_findings" ADD CONSTRAINT "sweep_findings_kind" CHECK ("sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing', 'fee-short'));