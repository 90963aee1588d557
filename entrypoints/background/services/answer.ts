import type { Outcome, ServiceName } from '../../../lib/messaging/service-shapes.ts';
import { refuse, value } from '../replies.ts';
import { type Connection, type ServiceParts, withConnection } from './connections.ts';

/** The reply to a question about one connection; `gone` when it is not there, or belongs to another service. */
export async function answer<T>(
  parts: ServiceParts,
  id: string,
  service: ServiceName,
  call: (connection: Connection) => Promise<Outcome<T>>,
) {
  const outcome = await withConnection(parts, id, service, call);
  return outcome === undefined ? refuse('gone') : value(outcome);
}
