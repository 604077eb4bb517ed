CREATE TRIGGER `payments_created` AFTER INSERT ON `payments`
BEGIN
  INSERT INTO `payment_events` (`id`, `payment_id`, `seq`, `at`, `kind`, `to_status`)
  VALUES (lower(hex(randomblob(16))), NEW.`id`, 1, NEW.`moved_at`, 'move', NEW.`status`);
END;
--> statement-breakpoint
CREATE TRIGGER `payments_moved` AFTER UPDATE OF `status` ON `payments` WHEN OLD.`status` <> NEW.`status`
BEGIN
  INSERT INTO `payment_events` (`id`, `payment_id`, `seq`, `at`, `kind`, `from_status`, `to_status`)
  VALUES (
    lower(hex(randomblob(16))), NEW.`id`,
    (SELECT COALESCE(MAX(`seq`), 0) + 1 FROM `payment_events` WHERE `payment_id` = NEW.`id`),
    NEW.`moved_at`, 'move', OLD.`status`, NEW.`status`
  );
END;
