/** The locked vault on a page of its own: asks which passkeys would open it, then unlocks as the popup does. */
import { useEffect, useState } from 'preact/hooks';
import type { PasskeyHint } from '../lib/messaging/shapes.ts';
import type { PageTools } from './page-tools.ts';
import { Unlock } from './Unlock.tsx';

export interface UnlockHereProps {
  readonly tools: PageTools;
  readonly onForgotten: () => void;
}

export function UnlockHere({ tools, onForgotten }: UnlockHereProps) {
  const [hints, setHints] = useState<readonly PasskeyHint[]>([]);
  useEffect(() => {
    if (!tools.hasPasskeys) return;
    let isHere = true;
    tools.ask('vault:passkeys', null).then((reply) => {
      if (isHere && reply.ok) setHints(reply.value);
    });
    return () => {
      isHere = false;
    };
  }, []);
  return <Unlock doors={tools} hints={hints} onForgotten={onForgotten} />;
}
