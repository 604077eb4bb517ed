CREATE TABLE "sweep_findings" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"reference_no" text NOT NULL,
	"xact_id" text NOT NULL,
	"amount_kurus" bigint,
	"found_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "sweep_findings_kind" CHECK ("sweep_findings"."kind" IN ('orphan', 'several', 'other-amount', 'missing'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "sweep_findings_once" ON "sweep_findings" USING btree ("reference_no","kind","xact_id");--> statement-breakpoint
CREATE INDEX "sweep_findings_open" ON "sweep_findings" USING btree ("found_at") WHERE "sweep_findings"."closed_at" IS NULL;--> statement-breakpoint
CREATE INDEX "payments_in_review" ON "payments" USING btree ("moved_at") WHERE "payments"."status" = 'review';