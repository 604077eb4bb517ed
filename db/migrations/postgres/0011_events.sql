CREATE TABLE "deliveries" (
	"event_id" text PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"attempts" bigint NOT NULL,
	"next_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"fence" bigint NOT NULL,
	"body" text,
	"last_status" bigint,
	"last_ms" bigint,
	"last_why" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_status" CHECK ("deliveries"."status" IN ('pending', 'sending', 'delivered', 'dead', 'held'))
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"order_id" text,
	"refund_id" text,
	"application_id" text,
	"version" bigint NOT NULL,
	"position" bigint,
	CONSTRAINT "events_type" CHECK ("events"."type" IN ('order.paid', 'order.review', 'order.cancelled', 'order.expired', 'refund.accepted', 'refund.refunded', 'refund.refused', 'application.changed'))
);
--> statement-breakpoint
CREATE TABLE "receivers" (
	"id" text PRIMARY KEY NOT NULL,
	"stopped_at" timestamp (3) with time zone,
	"stopped_why" text,
	"took_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "metadata" text;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "asked_expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "told_status" text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "version" bigint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at") WHERE "deliveries"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "deliveries_undelivered" ON "deliveries" USING btree ("status","created_at") WHERE "deliveries"."status" <> 'delivered';--> statement-breakpoint
CREATE INDEX "deliveries_body" ON "deliveries" USING btree ("created_at") WHERE "deliveries"."body" IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "events_position" ON "events" USING btree ("position");--> statement-breakpoint
CREATE INDEX "events_unplaced" ON "events" USING btree ("at","version","id") WHERE "events"."position" IS NULL;--> statement-breakpoint
CREATE INDEX "events_order" ON "events" USING btree ("order_id","position") WHERE "events"."order_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "events_at" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "orders_customer_over" ON "orders" USING btree ("created_at") WHERE ("orders"."customer" IS NOT NULL OR "orders"."paynet" IS NOT NULL) AND "orders"."told_status" NOT IN ('open', 'review', 'expired');--> statement-breakpoint
CREATE INDEX "orders_created" ON "orders" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "orders_told" ON "orders" USING btree ("told_status","created_at","id");--> statement-breakpoint
UPDATE "orders" SET "told_status" = "status" WHERE "status" <> 'open';--> statement-breakpoint
UPDATE "orders" SET "told_status" = 'review' WHERE "id" IN (SELECT "order_id" FROM "payments" WHERE "status" = 'review');--> statement-breakpoint
UPDATE "orders" SET "told_status" = 'paid' WHERE "id" IN (SELECT "order_id" FROM "payments" WHERE "status" = 'succeeded');--> statement-breakpoint
CREATE FUNCTION "new_event_id"() RETURNS text AS $$
  SELECT 'evt_' || left(replace(gen_random_uuid()::text, '-', ''), 22);
$$ LANGUAGE sql VOLATILE;--> statement-breakpoint
CREATE FUNCTION "tell_payment"() RETURNS trigger AS $$
BEGIN
  IF NEW."status" = 'succeeded' THEN
    UPDATE "orders" SET "told_status" = 'paid', "version" = "version" + 1
    WHERE "id" = NEW."order_id" AND "told_status" <> 'paid';
  ELSIF NEW."status" = 'review' THEN
    UPDATE "orders" SET "told_status" = 'review', "version" = "version" + 1
    WHERE "id" = NEW."order_id" AND "told_status" NOT IN ('paid', 'review');
  ELSE
    UPDATE "orders" SET "told_status" = "status", "version" = "version" + 1
    WHERE "id" = NEW."order_id" AND "told_status" = 'review'
      AND NOT EXISTS (SELECT 1 FROM "payments" WHERE "order_id" = NEW."order_id" AND "status" = 'review');
  END IF;
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "payments_created_told" AFTER INSERT ON "payments" FOR EACH ROW
WHEN (NEW."status" IN ('succeeded', 'review')) EXECUTE FUNCTION "tell_payment"();--> statement-breakpoint
CREATE TRIGGER "payments_moved_told" AFTER UPDATE OF "status" ON "payments" FOR EACH ROW
WHEN (OLD."status" <> NEW."status" AND (NEW."status" IN ('succeeded', 'review') OR OLD."status" = 'review'))
EXECUTE FUNCTION "tell_payment"();--> statement-breakpoint
CREATE FUNCTION "tell_end_of_order"() RETURNS trigger AS $$
BEGIN
  UPDATE "orders" SET "told_status" = NEW."status", "version" = "version" + 1
  WHERE "id" = NEW."id" AND "told_status" NOT IN ('paid', 'review');
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "orders_ended_told" AFTER UPDATE OF "status" ON "orders" FOR EACH ROW
WHEN (OLD."status" <> NEW."status") EXECUTE FUNCTION "tell_end_of_order"();--> statement-breakpoint
CREATE FUNCTION "tell_order"() RETURNS trigger AS $$
BEGIN
  INSERT INTO "events" ("id", "type", "at", "version", "order_id")
  VALUES (
    "new_event_id"(), CASE NEW."told_status" WHEN 'open' THEN 'order.review' ELSE 'order.' || NEW."told_status" END,
    clock_timestamp(), NEW."version", NEW."id"
  );
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "orders_told" AFTER UPDATE OF "told_status" ON "orders" FOR EACH ROW
WHEN (OLD."told_status" <> NEW."told_status" AND (NEW."told_status" <> 'open' OR OLD."told_status" = 'review'))
EXECUTE FUNCTION "tell_order"();--> statement-breakpoint
CREATE FUNCTION "tell_refund"() RETURNS trigger AS $$
DECLARE "its_order" text; "its_version" bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."status" = NEW."status" THEN
    RETURN NULL;
  END IF;
  UPDATE "orders" SET "version" = "version" + 1
  WHERE "id" = (SELECT "order_id" FROM "payments" WHERE "id" = NEW."payment_id")
  RETURNING "id", "version" INTO "its_order", "its_version";
  INSERT INTO "events" ("id", "type", "at", "version", "order_id", "refund_id")
  VALUES (
    "new_event_id"(), 'refund.' || CASE WHEN NEW."status" IN ('accepted', 'refunded') THEN NEW."status" ELSE 'refused' END,
    clock_timestamp(), "its_version", "its_order", NEW."id"
  );
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "refunds_told" AFTER INSERT OR UPDATE OF "status" ON "refunds" FOR EACH ROW
WHEN (NEW."payment_id" IS NOT NULL AND NEW."finding_id" IS NULL
  AND NEW."status" IN ('accepted', 'refunded', 'refused', 'withdrawn', 'not_sent'))
EXECUTE FUNCTION "tell_refund"();--> statement-breakpoint
CREATE FUNCTION "tell_application"() RETURNS trigger AS $$
BEGIN
  UPDATE "applications" SET "version" = "version" + 1 WHERE "id" = NEW."id";
  INSERT INTO "events" ("id", "type", "at", "version", "application_id")
  VALUES ("new_event_id"(), 'application.changed', clock_timestamp(), OLD."version" + 1, NEW."id");
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "applications_told" AFTER UPDATE OF "status" ON "applications" FOR EACH ROW
WHEN (OLD."status" <> NEW."status") EXECUTE FUNCTION "tell_application"();
