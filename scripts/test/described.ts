export { type Answer, answersOf, type OpenApi } from '@/e2e/harness/described'
