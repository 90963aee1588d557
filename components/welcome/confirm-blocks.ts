/** Two blocks of the recovery key, typed back and compared by the background. */
import type { TypedBlock } from '../../lib/messaging/protocol.ts';
import type { PageTools } from '../page-tools.ts';
import type { BlockCheck } from './RecoveryKit.tsx';

/** The background remembers the key that was shown last, until it locks. */
export async function confirmBlocks(
  { ask }: Pick<PageTools, 'ask'>,
  blocks: readonly TypedBlock[],
): Promise<BlockCheck> {
  const reply = await ask('vault:confirm-recovery', { blocks });
  if (reply.ok) return 'right';
  const wrong = /^wrong-block-(\d+)$/.exec(reply.code)?.[1];
  return wrong === undefined ? 'gone' : { wrongBlock: Number(wrong) };
}
