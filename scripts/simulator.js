import './end-with-npm.js'
import { existsSync } from 'node:fs'

/** Runs the simulator as built by `npm run build`; before the first build, from its sources. */
if (existsSync('dist/simulator.js')) await import('../dist/simulator.js')
else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('../simulator/main.ts')
}
