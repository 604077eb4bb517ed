#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var key = Convert.FromBase64String(Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!.Replace("whsec_", ""));
if (key.Length < 24) throw new Exception("WEBHOOK_SECRET is not a secret");

var app = WebApplication.Create(args);

app.MapPost("/{**path}", async (HttpRequest request, HttpResponse response) =>
{
    using var bytes = new MemoryStream();
    await request.Body.CopyToAsync(bytes);
    var body = bytes.ToArray();
    if (!IsFromCheckout(request.Headers, body)) return Results.StatusCode(400);
    response.OnCompleted(() => Work(JsonDocument.Parse(body).RootElement));
    return Results.StatusCode(204);
});

app.Run($"http://*:{Environment.GetEnvironmentVariable("PORT") ?? "8080"}");

// body: the bytes as received. Parsing and serialising them again would change the signature.
bool IsFromCheckout(IHeaderDictionary headers, byte[] body)
{
    string id = headers["webhook-id"].ToString(), timestamp = headers["webhook-timestamp"].ToString();
    byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
    var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)));
    // Two signatures, separated by a blank, while the secret is being changed.
    var isSigned = headers["webhook-signature"].ToString().Split(' ')
        .Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    return isSigned && long.TryParse(timestamp, out var sent)
        && Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - sent) <= 300;
}

// Your part. Events come at least once and in any order: ignore an order_version lower than the one you have.
Task Work(JsonElement told)
{
    var data = told.GetProperty("data");
    var order = data.TryGetProperty("order", out var found) ? found.ToString() : "";
    Console.WriteLine($"{told.GetProperty("type")} {order}");
    return Task.CompletedTask;
}
