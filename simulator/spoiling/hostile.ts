/** Text that runs as code if a page does not escape it. Tests look for `__hostile` in the window. */

export const hostileCode = 'window.__hostile=true'

export const hostileScript = `<script>${hostileCode}</script>`

export const hostileImage = `"><img src="x" onerror="${hostileCode}">`
