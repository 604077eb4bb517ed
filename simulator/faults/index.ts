/** What the proofs read of the simulator: which faults there are. */
export { faults } from './catalogue'
