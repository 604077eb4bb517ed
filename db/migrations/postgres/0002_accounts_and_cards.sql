CREATE TABLE "card_otps" (
	"user_id" text PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"secret" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"verified_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "card_owners" (
	"user_id" text NOT NULL,
	"paynet" text NOT NULL,
	"user_unique_id" text NOT NULL,
	"card_owner_id" text,
	"default_card_id" text,
	"listed_at" timestamp (3) with time zone,
	CONSTRAINT "card_owners_user_id_paynet_pk" PRIMARY KEY("user_id","paynet")
);
--> statement-breakpoint
CREATE TABLE "ended_sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"user_id" text PRIMARY KEY NOT NULL,
	"token_digest" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_cards" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"paynet" text NOT NULL,
	"hash_digest" text NOT NULL,
	"details" text NOT NULL,
	"expiry_month" bigint,
	"expiry_year" bigint,
	"consent_version" text,
	"consented_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"gone_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"email_digest" text NOT NULL,
	"password_hash" text NOT NULL,
	"session_version" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "user_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "saved_card_id" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "card_saving" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "card_to_save" text;--> statement-breakpoint
ALTER TABLE "card_otps" ADD CONSTRAINT "card_otps_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_owners" ADD CONSTRAINT "card_owners_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "card_owners_unique_id" ON "card_owners" USING btree ("user_unique_id");--> statement-breakpoint
CREATE INDEX "ended_sessions_end" ON "ended_sessions" USING btree ("ends_at");--> statement-breakpoint
CREATE UNIQUE INDEX "password_resets_token" ON "password_resets" USING btree ("token_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "saved_cards_hash" ON "saved_cards" USING btree ("user_id","paynet","hash_digest");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree ("email_digest");--> statement-breakpoint
CREATE INDEX "payments_user" ON "payments" USING btree ("user_id","settled_at") WHERE "payments"."user_id" IS NOT NULL;