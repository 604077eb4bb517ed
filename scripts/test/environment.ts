/** Every variable that the app needs, for tests; `world.ts` puts a database and a Paynet in place of the two that lead nowhere. */
export const testEnvironment = {
  APP_URL: 'http://localhost:3000',
  // In memory, so that a test outside `*.db.test.ts` cannot leave a file behind.
  DATABASE_URL: 'file::memory:',
  // Port 9 is "discard": nothing listens there.
  PAYNET_API_URL: 'http://127.0.0.1:9',
  PAYNET_SECRET_KEY: 'sck_test_0123456789/+abc',
  PAYNET_TIMEOUT_MS: '2000',
  PAYNET_QUIET_MS: '4000',
  AUTH_SECRET: 'auth-secret-of-the-tests-0123456789-abcdef',
  DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
  MERCHANT_API_KEY: 'merchant-key-of-the-tests-0123456789-abcdef',
  MERCHANT_NAME: 'Örnek Mağaza',
  MERCHANT_SUPPORT: 'destek@example.com',
  LOG_LEVEL: 'silent',
}
