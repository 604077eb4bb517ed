/** The proofs read the catalogue to check that they cover every fault. */
export { faults } from './catalogue'
