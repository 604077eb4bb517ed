CREATE TABLE "registrations" (
	"id" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL,
	"email_digest" text NOT NULL,
	"token_digest" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "registrations_token" ON "registrations" USING btree ("token_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "registrations_email" ON "registrations" USING btree ("email_digest");--> statement-breakpoint
CREATE INDEX "registrations_expiry" ON "registrations" USING btree ("expires_at");