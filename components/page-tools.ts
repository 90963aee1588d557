/** What only the page that starts can give to its screens: it is the one that knows the browser. */
import type { PasskeyOpening } from '../lib/messaging/protocol.ts';
import type { PageDoors } from '../lib/view/actions.ts';

export interface PageTools extends PageDoors {
  /** Whether this browser lets an extension use passkeys for encryption at all. */
  readonly hasPasskeys: boolean;
  /** `prfSalt` is base64. `undefined` when the user gave up or the authenticator has no PRF. */
  readonly createPasskey: (name: string, prfSalt: string) => Promise<PasskeyOpening | undefined>;
}
