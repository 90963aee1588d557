/**
 * Answers a protocol: finds the check and the handler by name, and lets nothing out but a reply.
 *
 * Both maps are complete by type. Names are looked up as own properties, so `constructor` and friends find nothing.
 */
import { isFault } from '../base/errors.ts';
import type { Sender } from './guard.ts';

type Message<P> = { [K in keyof P]: P[K] extends (data: infer D) => infer R ? { data: D; reply: R } : never };
export type Data<P, K extends keyof P> = Message<P>[K]['data'];
export type Answer<P, K extends keyof P> = Message<P>[K]['reply'];

export type Handlers<P> = {
  readonly [K in keyof P]: (data: Data<P, K>, sender: Sender) => Answer<P, K> | Promise<Answer<P, K>>;
};

/** Copies the raw data into a fresh object, or answers `undefined` to refuse it. */
export type Checks<P> = { readonly [K in keyof P]: (raw: unknown) => Data<P, K> | undefined };

export type AnyReply = { readonly ok: boolean; readonly code?: string; readonly value?: unknown };

export interface Service {
  /** `undefined` when the name belongs to another protocol; otherwise what will answer, not begun yet. */
  answer(message: unknown, sender: Sender): (() => Promise<AnyReply>) | undefined;
}

const REFUSED: AnyReply = { ok: false, code: 'refused' };

export function serve<P>(
  checks: Checks<P>,
  handlers: Handlers<P>,
  isAllowed: (sender: Sender) => boolean,
  onFault: (type: string, error: unknown) => void,
): Service {
  return {
    answer(message, sender) {
      if (typeof message !== 'object' || message === null) return undefined;
      const { type, data } = message as { type?: unknown; data?: unknown };
      if (typeof type !== 'string' || !Object.hasOwn(handlers, type)) return undefined;
      const name = type as keyof P & string;
      if (!isAllowed(sender)) return async () => REFUSED;
      const checked = checks[name](data);
      if (checked === undefined) return async () => REFUSED;
      return () => run(() => handlers[name](checked, sender) as AnyReply | Promise<AnyReply>, name, onFault);
    },
  };
}

async function run(
  handle: () => AnyReply | Promise<AnyReply>,
  type: string,
  onFault: (type: string, error: unknown) => void,
): Promise<AnyReply> {
  try {
    return await handle();
  } catch (error) {
    if (isFault(error, 'locked') || isFault(error, 'no-vault')) return { ok: false, code: 'locked' };
    onFault(type, error);
    return { ok: false, code: 'internal' };
  }
}
