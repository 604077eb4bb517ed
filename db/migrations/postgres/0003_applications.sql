CREATE TABLE "application_documents" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"doctype_id" text NOT NULL,
	"status" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "application_events" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"detail" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text,
	"status" text NOT NULL,
	"access_digest" text,
	"link_digest" text,
	"link_expires_at" timestamp (3) with time zone,
	"answers" text NOT NULL,
	"tax_digest" text,
	"form_id" text,
	"form_link" text,
	"refused_field" text,
	"sent_at" timestamp (3) with time zone,
	"calls" bigint NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"delete_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "applications_status" CHECK ("applications"."status" IN ('draft', 'sending', 'verifying', 'received', 'refused'))
);
--> statement-breakpoint
ALTER TABLE "application_documents" ADD CONSTRAINT "application_documents_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "application_documents_of" ON "application_documents" USING btree ("application_id","doctype_id");--> statement-breakpoint
CREATE INDEX "application_events_of" ON "application_events" USING btree ("application_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_access" ON "applications" USING btree ("access_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "applications_link" ON "applications" USING btree ("link_digest");--> statement-breakpoint
CREATE INDEX "applications_user" ON "applications" USING btree ("user_id") WHERE "applications"."user_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "applications_due" ON "applications" USING btree ("next_at") WHERE "applications"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "applications_delete" ON "applications" USING btree ("delete_at") WHERE "applications"."delete_at" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "one_open_application" ON "applications" USING btree ("tax_digest") WHERE "applications"."status" IN ('sending', 'verifying', 'received');