import base64, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

key = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
if len(key) < 24:
    raise SystemExit("WEBHOOK_SECRET is not a secret")


def is_from_checkout(headers, body):
    """body: the bytes as received. Parsing and serialising them again would change the signature."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signed = f"{id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    # Two signatures, separated by a blank, while the secret is being changed.
    signatures = headers.get("webhook-signature", "").encode().split(b" ")
    is_signed = any([hmac.compare_digest(signature, expected) for signature in signatures])
    return is_signed and timestamp.isdecimal() and abs(time.time() - int(timestamp)) <= 300


class Webhooks(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        is_real = is_from_checkout(self.headers, body)
        self.send_response(204 if is_real else 400)
        self.end_headers()
        self.wfile.flush()
        if is_real:
            work(json.loads(body))


def work(event):
    """Your part. Events come at least once and in any order: ignore an order_version lower than the one you have."""
    order = event["data"].get("order", {})
    print(event["type"], order.get("reference"), order.get("status"), flush=True)


ThreadingHTTPServer(("", int(os.environ.get("PORT", 8080))), Webhooks).serve_forever()
