import nextEnv from '@next/env'

// Everything written from here on, above all the database, is readable only by the user that runs the app.
process.umask(0o077)

/**
 * Reads `.env` and its kin, like every Next project; variables that are already set win. Loaded before anything
 * else of a command, because the database it names decides how the schema is built while that is loaded.
 */
nextEnv.loadEnvConfig(process.cwd(), process.argv.includes('--dev'), { info() {}, error: console.error })
