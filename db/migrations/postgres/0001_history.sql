CREATE FUNCTION "record_payment_move"() RETURNS trigger AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "payment_events" ("id", "payment_id", "seq", "at", "kind", "to_status")
    VALUES (replace(gen_random_uuid()::text, '-', ''), NEW."id", 1, NEW."moved_at", 'move', NEW."status");
  ELSIF OLD."status" <> NEW."status" THEN
    INSERT INTO "payment_events" ("id", "payment_id", "seq", "at", "kind", "from_status", "to_status")
    VALUES (
      replace(gen_random_uuid()::text, '-', ''), NEW."id",
      (SELECT COALESCE(MAX("seq"), 0) + 1 FROM "payment_events" WHERE "payment_id" = NEW."id"),
      NEW."moved_at", 'move', OLD."status", NEW."status"
    );
  END IF;
  RETURN NULL;
END;
$$ LANGUAGE plpgsql;
--> statement-breakpoint
CREATE TRIGGER "payments_created" AFTER INSERT ON "payments" FOR EACH ROW EXECUTE FUNCTION "record_payment_move"();
--> statement-breakpoint
CREATE TRIGGER "payments_moved" AFTER UPDATE OF "status" ON "payments" FOR EACH ROW EXECUTE FUNCTION "record_payment_move"();
