ALTER TABLE `orders` ADD `return_mode` text DEFAULT 'link' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `erased` text;--> statement-breakpoint
UPDATE `orders` SET `erased` = 'paynet'
WHERE `customer` IS NULL AND `paynet` IS NULL AND `told_status` IN ('open', 'cancelled', 'expired')
  AND (`status` <> 'open' OR `expires_at` <= unixepoch() * 1000);--> statement-breakpoint
CREATE TRIGGER `orders_prolonged` AFTER UPDATE OF `expires_at` ON `orders`
WHEN OLD.`expires_at` <> NEW.`expires_at` AND OLD.`status` = NEW.`status`
BEGIN
  UPDATE `orders` SET `version` = `version` + 1 WHERE `id` = NEW.`id`;
END;
