/** What only the page that starts can give to its screens: it is the one that knows the browser. */
import type { PasskeyOpening } from '../lib/messaging/protocol.ts';
import type { PageDoors } from '../lib/view/actions.ts';

export interface PageTools extends PageDoors {
  /** Whether this browser lets an extension use passkeys for encryption at all. */
  readonly hasPasskeys: boolean;
  /** `prfSalt` is base64. `undefined` when the user gave up or the authenticator has no PRF. */
  readonly createPasskey: (name: string, prfSalt: string) => Promise<PasskeyOpening | undefined>;
}

/** What the pages need beside it that connect a storage or join a vault: the welcome page and the options. */
export interface StorageTools extends PageTools {
  /** As `requestOrigin`, for a storage that answers on several hosts. */
  readonly requestOrigins: (patterns: readonly string[]) => Promise<boolean>;
  readonly hasFolders: boolean;
  /** Opens the browser's own dialogs, so both must be called in a click. False when the user chose none. */
  readonly pickFolder: () => Promise<boolean>;
  readonly allowFolder: () => Promise<boolean>;
  /** One picture of a window that the user points out, base64; in a click. */
  readonly captureScreen: () => Promise<string | undefined>;
}
