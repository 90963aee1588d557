/** The jobs "what would be lost" and "make the file" and "make the sheet", as the engine does them. Keys travel packed. */
import type { Bytes } from '../base/bytes.ts';
import type { UnixMs } from '../base/clock.ts';
import type { Result } from '../base/result.ts';
import type { Packed } from '../otp/packed.ts';
import type { ExportedAccount, LostField } from './format.ts';

export interface ExportPlan {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly isSealed: boolean;
  /** How many accounts lose the field; fields that nobody loses are not there. `account` = left out whole. */
  readonly lost: Readonly<Partial<Record<LostField, number>>>;
  /** Places of the accounts that are left out whole. */
  readonly leftOut: readonly number[];
}

export interface ExportPlanJob {
  readonly ask: { readonly accounts: readonly Packed<ExportedAccount>[] };
  /** One for each format, in the order of offer. */
  readonly answer: readonly ExportPlan[];
}

export interface ExportedFile {
  /** Holds keys, in the clear unless the format is sealed. */
  readonly bytes: Bytes;
  readonly extension: string;
  readonly mediaType: string;
}

/** The content of a sheet on paper; to be sealed before it goes anywhere. */
export interface PaperJob {
  readonly ask: { readonly accounts: readonly Packed<ExportedAccount>[]; readonly nowMs: UnixMs };
  readonly answer: Bytes;
}

export interface ExportJob {
  readonly ask: {
    readonly accounts: readonly Packed<ExportedAccount>[];
    readonly formatId: string;
    readonly nowMs: UnixMs;
    /** For sealed formats. */
    readonly passphrase: string | null;
  };
  readonly answer: Result<ExportedFile, 'unknown-format' | 'passphrase-needed'>;
}
