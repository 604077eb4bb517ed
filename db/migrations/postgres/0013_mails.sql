CREATE TABLE "mails" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"dedupe" text NOT NULL,
	"to_address" text,
	"to_digest" text,
	"locale" text NOT NULL,
	"secret" text,
	"status" text NOT NULL,
	"attempts" bigint NOT NULL,
	"doubts" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"why" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "mails_status" CHECK ("mails"."status" IN ('queued', 'sending', 'sent', 'unknown', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "mails_dedupe" ON "mails" USING btree ("dedupe");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("next_at") WHERE "mails"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "mails_refused" ON "mails" USING btree ("to_digest","settled_at") WHERE "mails"."to_digest" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "mails_created" ON "mails" USING btree ("created_at");