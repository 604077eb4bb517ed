CREATE TABLE `deliveries` (
	`event_id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`next_at` integer,
	`lease_until` integer,
	`fence` integer NOT NULL,
	`body` text,
	`last_status` integer,
	`last_ms` integer,
	`last_why` text,
	`created_at` integer NOT NULL,
	`delivered_at` integer,
	FOREIGN KEY (`event_id`) REFERENCES `events`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_status" CHECK("deliveries"."status" IN ('pending', 'sending', 'delivered', 'dead', 'held'))
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_at`) WHERE "deliveries"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `deliveries_undelivered` ON `deliveries` (`status`,`created_at`) WHERE "deliveries"."status" <> 'delivered';--> statement-breakpoint
CREATE INDEX `deliveries_body` ON `deliveries` (`created_at`) WHERE "deliveries"."body" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`at` integer NOT NULL,
	`order_id` text,
	`refund_id` text,
	`application_id` text,
	`version` integer NOT NULL,
	`position` integer,
	CONSTRAINT "events_type" CHECK("events"."type" IN ('order.paid', 'order.review', 'order.cancelled', 'order.expired', 'refund.accepted', 'refund.refunded', 'refund.refused', 'application.changed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_position` ON `events` (`position`);--> statement-breakpoint
CREATE INDEX `events_unplaced` ON `events` (`at`,`version`,`id`) WHERE "events"."position" IS NULL;--> statement-breakpoint
CREATE INDEX `events_order` ON `events` (`order_id`,`position`) WHERE "events"."order_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `events_at` ON `events` (`at`);--> statement-breakpoint
CREATE TABLE `receivers` (
	`id` text PRIMARY KEY NOT NULL,
	`stopped_at` integer,
	`stopped_why` text,
	`took_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `applications` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `metadata` text;--> statement-breakpoint
ALTER TABLE `orders` ADD `asked_expires_at` integer;--> statement-breakpoint
ALTER TABLE `orders` ADD `told_status` text DEFAULT 'open' NOT NULL;--> statement-breakpoint
ALTER TABLE `orders` ADD `version` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `orders_customer_over` ON `orders` (`created_at`) WHERE ("orders"."customer" IS NOT NULL OR "orders"."paynet" IS NOT NULL) AND "orders"."told_status" NOT IN ('open', 'review', 'expired');--> statement-breakpoint
CREATE INDEX `orders_created` ON `orders` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_told` ON `orders` (`told_status`,`created_at`,`id`);--> statement-breakpoint
UPDATE `orders` SET `told_status` = `status` WHERE `status` <> 'open';--> statement-breakpoint
UPDATE `orders` SET `told_status` = 'review' WHERE `id` IN (SELECT `order_id` FROM `payments` WHERE `status` = 'review');--> statement-breakpoint
UPDATE `orders` SET `told_status` = 'paid' WHERE `id` IN (SELECT `order_id` FROM `payments` WHERE `status` = 'succeeded');--> statement-breakpoint
CREATE TRIGGER `payments_created_told` AFTER INSERT ON `payments` WHEN NEW.`status` IN ('succeeded', 'review')
BEGIN
  UPDATE `orders` SET `told_status` = 'paid', `version` = `version` + 1
  WHERE `id` = NEW.`order_id` AND NEW.`status` = 'succeeded' AND `told_status` <> 'paid';
  UPDATE `orders` SET `told_status` = 'review', `version` = `version` + 1
  WHERE `id` = NEW.`order_id` AND NEW.`status` = 'review' AND `told_status` NOT IN ('paid', 'review');
END;--> statement-breakpoint
CREATE TRIGGER `payments_moved_told` AFTER UPDATE OF `status` ON `payments`
WHEN OLD.`status` <> NEW.`status` AND (NEW.`status` IN ('succeeded', 'review') OR OLD.`status` = 'review')
BEGIN
  UPDATE `orders` SET `told_status` = 'paid', `version` = `version` + 1
  WHERE `id` = NEW.`order_id` AND NEW.`status` = 'succeeded' AND `told_status` <> 'paid';
  UPDATE `orders` SET `told_status` = 'review', `version` = `version` + 1
  WHERE `id` = NEW.`order_id` AND NEW.`status` = 'review' AND `told_status` NOT IN ('paid', 'review');
  UPDATE `orders` SET `told_status` = `status`, `version` = `version` + 1
  WHERE `id` = NEW.`order_id` AND OLD.`status` = 'review' AND `told_status` = 'review'
    AND NOT EXISTS (SELECT 1 FROM `payments` WHERE `order_id` = NEW.`order_id` AND `status` = 'review');
END;--> statement-breakpoint
CREATE TRIGGER `orders_ended_told` AFTER UPDATE OF `status` ON `orders` WHEN OLD.`status` <> NEW.`status`
BEGIN
  UPDATE `orders` SET `told_status` = NEW.`status`, `version` = `version` + 1
  WHERE `id` = NEW.`id` AND `told_status` NOT IN ('paid', 'review');
END;--> statement-breakpoint
CREATE TRIGGER `orders_told` AFTER UPDATE OF `told_status` ON `orders`
WHEN OLD.`told_status` <> NEW.`told_status` AND (NEW.`told_status` <> 'open' OR OLD.`told_status` = 'review')
BEGIN
  INSERT INTO `events` (`id`, `type`, `at`, `version`, `order_id`)
  VALUES (
    'evt_' || lower(hex(randomblob(11))),
    CASE NEW.`told_status` WHEN 'open' THEN 'order.review' ELSE 'order.' || NEW.`told_status` END,
    CAST(unixepoch('subsec') * 1000 AS INTEGER), (SELECT `version` FROM `orders` WHERE `id` = NEW.`id`), NEW.`id`
  );
END;--> statement-breakpoint
CREATE TRIGGER `refunds_created_told` AFTER INSERT ON `refunds`
WHEN NEW.`payment_id` IS NOT NULL AND NEW.`finding_id` IS NULL
  AND NEW.`status` IN ('accepted', 'refunded', 'refused', 'withdrawn', 'not_sent')
BEGIN
  UPDATE `orders` SET `version` = `version` + 1 WHERE `id` = (SELECT `order_id` FROM `payments` WHERE `id` = NEW.`payment_id`);
  INSERT INTO `events` (`id`, `type`, `at`, `version`, `order_id`, `refund_id`)
  SELECT
    'evt_' || lower(hex(randomblob(11))),
    'refund.' || CASE WHEN NEW.`status` IN ('accepted', 'refunded') THEN NEW.`status` ELSE 'refused' END,
    CAST(unixepoch('subsec') * 1000 AS INTEGER), `version`, `id`, NEW.`id`
  FROM `orders` WHERE `id` = (SELECT `order_id` FROM `payments` WHERE `id` = NEW.`payment_id`);
END;--> statement-breakpoint
CREATE TRIGGER `refunds_moved_told` AFTER UPDATE OF `status` ON `refunds`
WHEN OLD.`status` <> NEW.`status` AND NEW.`payment_id` IS NOT NULL AND NEW.`finding_id` IS NULL
  AND NEW.`status` IN ('accepted', 'refunded', 'refused', 'withdrawn', 'not_sent')
BEGIN
  UPDATE `orders` SET `version` = `version` + 1 WHERE `id` = (SELECT `order_id` FROM `payments` WHERE `id` = NEW.`payment_id`);
  INSERT INTO `events` (`id`, `type`, `at`, `version`, `order_id`, `refund_id`)
  SELECT
    'evt_' || lower(hex(randomblob(11))),
    'refund.' || CASE WHEN NEW.`status` IN ('accepted', 'refunded') THEN NEW.`status` ELSE 'refused' END,
    CAST(unixepoch('subsec') * 1000 AS INTEGER), `version`, `id`, NEW.`id`
  FROM `orders` WHERE `id` = (SELECT `order_id` FROM `payments` WHERE `id` = NEW.`payment_id`);
END;--> statement-breakpoint
CREATE TRIGGER `applications_told` AFTER UPDATE OF `status` ON `applications` WHEN OLD.`status` <> NEW.`status`
BEGIN
  UPDATE `applications` SET `version` = `version` + 1 WHERE `id` = NEW.`id`;
  INSERT INTO `events` (`id`, `type`, `at`, `version`, `application_id`)
  VALUES (
    'evt_' || lower(hex(randomblob(11))), 'application.changed', CAST(unixepoch('subsec') * 1000 AS INTEGER),
    OLD.`version` + 1, NEW.`id`
  );
END;
