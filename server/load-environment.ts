import nextEnv from '@next/env'

// Whatever is written from here on, the database above all, is for the user that the app runs as and for nobody else.
process.umask(0o077)

/**
 * Reads `.env` and its kin, as every Next project has them; what is set already wins. Loaded before
 * anything else of a command: which database it is decides how the schema is made, while that is loaded.
 */
nextEnv.loadEnvConfig(process.cwd(), process.argv.includes('--dev'), { info() {}, error: console.error })
