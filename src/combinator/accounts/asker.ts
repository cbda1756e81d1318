import type { RequestContext } from '../api/graphql.ts';
import { LOCAL, nameOf } from './access.ts';

/** The name that stands in events for what a request does: that of its key, or of the operator at this host. */
export const askerOf = (context: RequestContext | undefined): string => nameOf(context?.principal ?? LOCAL);
