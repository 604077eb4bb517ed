import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApp, type Variables, variables } from '@/e2e/harness/app'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { createOrders } from '@/e2e/harness/orders'
import { freePort } from '@/e2e/harness/ports'
import type { Simulator } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import type { CrashDatabase } from './database'
import { CONTROL_FILE, type Control, type Kill, REACHED_FILE } from './places'

/** What all cases share. */
export type Stage = { simulator: Simulator; preload: string; newDatabase: () => Promise<CrashDatabase> }

/** How long a request hangs whose sender is killed meanwhile, however slow the machine. */
export const HANGS_MS = 8_000
/** It ends what is stuck, and times nothing. */
export const GIVE_UP_AFTER_MS = 300_000
export const LOOK_EVERY_MS = 40
const TIMEOUT_MS = HANGS_MS + 4_000
/** The clock skips it. */
export const QUIET_MS = 20_000
export const WINDOW_MS = 5 * QUIET_MS

/** One case's database, instances and time. */
export class CrashRig {
  readonly simulator: Simulator
  readonly database: CrashDatabase
  readonly variables: Variables
  private readonly control: string
  private readonly reached: string
  private readonly stacks: Stack[] = []
  private aheadMs = 0
  private steppedMs = 0
  private kill: Kill | null = null

  constructor({ simulator, preload }: Stage, database: CrashDatabase, more: Variables = {}) {
    this.simulator = simulator
    this.database = database
    this.control = join(database.folder, 'control.json')
    this.reached = join(database.folder, 'reached')
    this.variables = {
      ...variables(database.folder, 0, simulator.url, simulator.secretKey),
      DATABASE_URL: database.url,
      PAYNET_TIMEOUT_MS: String(TIMEOUT_MS),
      PAYNET_QUIET_MS: String(QUIET_MS),
      RECONCILE_INTERVAL_MS: '200',
      PAYNET_DAY_ENDS: timeInHalfADay(),
      INSTALMENTS: 'shopper',
      NODE_OPTIONS: `--import=${preload}`,
      [CONTROL_FILE]: this.control,
      ...more,
    }
    this.writeControl()
  }

  now(): number {
    return Date.now() + this.aheadMs + this.steppedMs
  }

  /** Lets time pass, up to then, for everything that runs here or is started later. */
  async passTo(time: number): Promise<void> {
    this.aheadMs += Math.max(0, time - this.now())
    await this.tell()
  }

  /** Sets the clock of everything that runs here or is started later, ahead or back; no time passes. */
  async step(ms: number): Promise<void> {
    this.steppedMs += ms
    await this.tell()
  }

  private async tell(): Promise<void> {
    this.writeControl()
    await this.database.setAhead(this.aheadMs + this.steppedMs)
  }

  /** Decides where the victim dies from now on. */
  arm(kill: Kill | null): void {
    this.kill = kill
    this.writeControl()
  }

  /** Whether the victim reached its place. */
  isReached(): boolean {
    return existsSync(this.reached)
  }

  startVictim(): Promise<Stack> {
    return this.start({ [REACHED_FILE]: this.reached })
  }

  /** The variables of a command that is to die. */
  victimVariables(): Variables {
    return { ...this.variables, [REACHED_FILE]: this.reached }
  }

  /** Starts one more instance on the same database, at an address of its own. */
  async start(more: Variables = {}): Promise<Stack> {
    const port = await freePort()
    const app = createApp({ ...this.variables, PORT: String(port), APP_URL: `http://localhost:${port}`, ...more })
    await app.start()
    const stop = async () => ({ app: await app.stop(), simulator: null })
    const stack = { app, simulator: this.simulator, orders: createOrders(app), folder: this.database.folder, stop }
    this.stacks.push(stack)
    return stack
  }

  async end(): Promise<void> {
    await Promise.all(this.stacks.map(({ app }) => app.kill()))
    await this.database.drop()
  }

  private writeControl(): void {
    const control: Control = { aheadMs: this.aheadMs, steppedMs: this.steppedMs, kill: this.kill }
    writeFileSync(`${this.control}.new`, JSON.stringify(control))
    renameSync(`${this.control}.new`, this.control)
  }
}
