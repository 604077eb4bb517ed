ALTER TABLE "orders" ADD COLUMN "return_mode" text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "erased" text;--> statement-breakpoint
UPDATE "orders" SET "erased" = 'paynet'
WHERE "customer" IS NULL AND "paynet" IS NULL AND "told_status" IN ('open', 'cancelled', 'expired')
  AND ("status" <> 'open' OR "expires_at" <= now());--> statement-breakpoint
CREATE FUNCTION "count_prolonged_order"() RETURNS trigger AS $$
BEGIN
  UPDATE "orders" SET "version" = "version" + 1 WHERE "id" = NEW."id";
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;--> statement-breakpoint
CREATE TRIGGER "orders_prolonged" AFTER UPDATE OF "expires_at" ON "orders" FOR EACH ROW
WHEN (OLD."expires_at" <> NEW."expires_at" AND OLD."status" = NEW."status")
EXECUTE FUNCTION "count_prolonged_order"();
