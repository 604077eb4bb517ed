<?php
// Until everything has gone well: PHP can answer 200 to an error of its own, and then the event would not come again.
http_response_code(500);

$key = base64_decode(str_replace('whsec_', '', getenv('WEBHOOK_SECRET')), true);
if (strlen($key) < 24) throw new Exception('WEBHOOK_SECRET is not a secret');

/** $body: the bytes as received. Parsing and serialising them again would change the signature. */
function is_from_checkout(string $key, array $headers, string $body): bool
{
    $id = $headers['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $headers['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // Two signatures, separated by a blank, while the secret is being changed.
    foreach (explode(' ', $headers['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) return abs(time() - (int) $timestamp) <= 300;
    }
    return false;
}

/** Your part. Events come at least once and in any order: ignore an order_version lower than the one you have. */
function work(array $event): void
{
    $order = $event['data']['order'] ?? [];
    error_log("$event[type] " . ($order['reference'] ?? '') . ' ' . ($order['status'] ?? ''));
}

$body = file_get_contents('php://input');
$isReal = is_from_checkout($key, $_SERVER, $body);
http_response_code($isReal ? 204 : 400);
if ($isReal) {
    // Under FPM, sends the answer first.
    if (function_exists('fastcgi_finish_request')) fastcgi_finish_request();
    work(json_decode($body, true));
}
