ALTER TABLE `orders` ADD `return_mode` text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `erased` text;--> statement-breakpoint
UPDATE `orders` SET `erased` = 'paynet'
WHERE `customer` IS NULL AND `paynet` IS NULL
  AND (`status` <> 'open' OR `told_status` <> 'open' OR `expires_at` <= unixepoch() * 1000);--> statement-breakpoint
CREATE TRIGGER `orders_prolonged` AFTER UPDATE OF `expires_at` ON `orders`
WHEN OLD.`expires_at` <> NEW.`expires_at` AND OLD.`status` = NEW.`status`
BEGIN
  UPDATE `orders` SET `version` = `version` + 1 WHERE `id` = NEW.`id`;
END;--> statement-breakpoint
CREATE TRIGGER `payments_order_freed` AFTER UPDATE OF `status` ON `payments`
WHEN (NEW.`status` = 'succeeded' AND NEW.`late`)
  OR (OLD.`status` IN ('charging', 'unknown', 'review') AND NEW.`status` NOT IN ('charging', 'unknown', 'succeeded', 'review'))
BEGIN
  INSERT INTO `payment_events` (`id`, `payment_id`, `seq`, `at`, `kind`, `detail`)
  SELECT
    lower(hex(randomblob(16))), `id`, (SELECT COALESCE(MAX(`seq`), 0) + 1 FROM `payment_events` WHERE `payment_id` = `payments`.`id`),
    NEW.`moved_at`, 'note', 'no other payment holds its order any more: it pays it, and needs no refund'
  FROM `payments`
  WHERE `order_id` = NEW.`order_id` AND `status` = 'succeeded' AND `late` AND `refunded_at` IS NULL AND `reserved_kurus` = 0
    AND NOT EXISTS (
      SELECT 1 FROM `payments` WHERE `order_id` = NEW.`order_id` AND `status` IN ('charging', 'unknown', 'succeeded', 'review') AND NOT `late`
    )
  ORDER BY `settled_at`, `id` LIMIT 1;
  UPDATE `payments` SET `late` = 0
  WHERE `id` = (
      SELECT `id` FROM `payments`
      WHERE `order_id` = NEW.`order_id` AND `status` = 'succeeded' AND `late` AND `refunded_at` IS NULL AND `reserved_kurus` = 0
      ORDER BY `settled_at`, `id` LIMIT 1
    )
    AND NOT EXISTS (
      SELECT 1 FROM `payments` WHERE `order_id` = NEW.`order_id` AND `status` IN ('charging', 'unknown', 'succeeded', 'review') AND NOT `late`
    );
END;
