<?php
// Until all has gone well: an error of PHP's may be answered with 200, and what it was about would not be told again.
http_response_code(500);

$key = base64_decode(str_replace('whsec_', '', getenv('WEBHOOK_SECRET')), true);
if (strlen($key) < 24) throw new Exception('WEBHOOK_SECRET is not a secret');

/** $body: the bytes as they came. Parsed and written anew they would be others. */
function is_from_checkout(string $key, array $headers, string $body): bool
{
    $id = $headers['HTTP_WEBHOOK_ID'] ?? '';
    $timestamp = $headers['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
    // While a secret is being changed there are two signatures, with a blank between.
    foreach (explode(' ', $headers['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) return abs(time() - (int) $timestamp) <= 300;
    }
    return false;
}

/** Yours. It is told at least once and in any order: leave out an order_version that is lower than the one you have. */
function work(array $event): void
{
    $order = $event['data']['order'] ?? [];
    error_log("$event[type] " . ($order['reference'] ?? '') . ' ' . ($order['status'] ?? ''));
}

$body = file_get_contents('php://input');
$isReal = is_from_checkout($key, $_SERVER, $body);
http_response_code($isReal ? 204 : 400);
if ($isReal) {
    // Sends the answer first, where PHP runs as FPM.
    if (function_exists('fastcgi_finish_request')) fastcgi_finish_request();
    work(json_decode($body, true));
}
