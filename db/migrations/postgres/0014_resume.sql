CREATE TABLE "resume_links" (
	"token_digest" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "resumed_by" text;--> statement-breakpoint
ALTER TABLE "resume_links" ADD CONSTRAINT "resume_links_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "resume_links_payment" ON "resume_links" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "resume_links_expiry" ON "resume_links" USING btree ("expires_at");