import { countError } from '@/lib/metrics/counters'

/** Next calls this with whatever a page, an action or a route handler of ours has thrown; it prints the error itself. */
export function onRequestError(_error: unknown, _request: unknown, { routeType }: { routeType: string }): void {
  countError(routeType === 'action' || routeType === 'route' ? routeType : 'page')
}
