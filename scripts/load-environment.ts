import nextEnv from '@next/env'

/**
 * Reads `.env` and its kin, as every Next project has them; what is set already wins. Loaded before
 * anything else of a command: which database it is decides how the schema is made, while that is loaded.
 */
nextEnv.loadEnvConfig(process.cwd(), process.argv.includes('--dev'), { info() {}, error: console.error })
