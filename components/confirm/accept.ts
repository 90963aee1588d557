/** The user's yes, and what came of it. */
import { fail, ok, type Result } from '../../lib/base/result.ts';
import type { PageProtocol } from '../../lib/messaging/protocol.ts';
import type { FillOutcome } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import type { PageTools } from '../page-tools.ts';

export interface Accepted {
  readonly ids: readonly string[];
  readonly fill: FillOutcome | null;
}

/** Refusals come in words for the screen. */
export async function acceptDrafts(
  { ask }: Pick<PageTools, 'ask'>,
  data: Parameters<PageProtocol['confirm:accept']>[0],
): Promise<Result<Accepted, string>> {
  const reply = await ask('confirm:accept', data);
  if (reply.ok) return ok(reply.value);
  return fail(reply.code === 'gone' ? text('confirm_gone') : refusalText(reply.code));
}
