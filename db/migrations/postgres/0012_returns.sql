ALTER TABLE "orders" ADD COLUMN "return_mode" text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "erased" text;--> statement-breakpoint
UPDATE "orders" SET "erased" = 'paynet'
WHERE "customer" IS NULL AND "paynet" IS NULL
  AND ("status" <> 'open' OR "told_status" <> 'open' OR "expires_at" <= now());--> statement-breakpoint
CREATE FUNCTION "count_prolonged_order"() RETURNS trigger AS $$
BEGIN
  UPDATE "orders" SET "version" = "version" + 1 WHERE "id" = NEW."id";
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "orders_prolonged" AFTER UPDATE OF "expires_at" ON "orders" FOR EACH ROW
WHEN (OLD."expires_at" <> NEW."expires_at" AND OLD."status" = NEW."status")
EXECUTE FUNCTION "count_prolonged_order"();--> statement-breakpoint
CREATE FUNCTION "free_order"() RETURNS trigger AS $$
DECLARE
  "paying" text;
BEGIN
  -- Of two moves of an order that come at the same time, the second sees what the first has written.
  PERFORM 1 FROM "orders" WHERE "id" = NEW."order_id" FOR NO KEY UPDATE;
  UPDATE "payments" SET "late" = false
  WHERE "id" = (
      SELECT "id" FROM "payments"
      WHERE "order_id" = NEW."order_id" AND "status" = 'succeeded' AND "late" AND "refunded_at" IS NULL AND "reserved_kurus" = 0
      ORDER BY "settled_at", "id" LIMIT 1
    )
    AND NOT EXISTS (
      SELECT 1 FROM "payments" WHERE "order_id" = NEW."order_id" AND "status" IN ('charging', 'unknown', 'succeeded', 'review') AND NOT "late"
    )
  RETURNING "id" INTO "paying";
  IF "paying" IS NOT NULL THEN
    INSERT INTO "payment_events" ("id", "payment_id", "seq", "at", "kind", "detail")
    VALUES (
      replace(gen_random_uuid()::text, '-', ''), "paying", (SELECT COALESCE(MAX("seq"), 0) + 1 FROM "payment_events" WHERE "payment_id" = "paying"),
      NEW."moved_at", 'note', 'no other payment holds its order any more: it pays it, and needs no refund'
    );
  END IF;
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "payments_order_freed" AFTER UPDATE OF "status" ON "payments" FOR EACH ROW
WHEN (
  (NEW."status" = 'succeeded' AND NEW."late")
  OR (OLD."status" IN ('charging', 'unknown', 'review') AND NEW."status" NOT IN ('charging', 'unknown', 'succeeded', 'review'))
) EXECUTE FUNCTION "free_order"();
