/**
 * The two protocols: what our own pages may ask, and what a script in a stranger's page may say.
 *
 * One line a message: name, data, reply. Handler and check maps are complete by type, so a forgotten one does not
 * compile. Only codes travel as errors; an `internal` tells nothing of what went wrong.
 */
import type { UnixMs } from '../base/clock.ts';
import type { ServiceProtocol } from './service-protocol.ts';
import type {
  AccountDetails,
  AccountFields,
  CodeRun,
  Draft,
  EntryRefusal,
  FillOutcome,
  PasskeyHint,
  ScanProblem,
  Settings,
  SiteGrant,
  SlotRow,
  TrashRow,
  ViewState,
  Waiting,
} from './shapes.ts';
import type { SyncProtocol } from './sync-protocol.ts';
import type { TransferProtocol } from './transfer-protocol.ts';

/** `refused` = the sender may not ask this or the data is malformed; `internal` = a fault, told nowhere but as itself. */
export type CommonCode = 'refused' | 'internal' | 'locked';
export type Reply<T, Code extends string = never> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: Code | CommonCode };

/** A passkey's PRF output, base64; derived in a page because WebAuthn does not exist in the worker. */
export interface PasskeyOpening {
  readonly credentialId: string;
  readonly prfOutput: string;
}

/** How a vault is opened, and how an open one is asked again before a key is shown or a slot changed. */
export type Opening = { readonly password: string } | { readonly passkey: PasskeyOpening };

/** A passkey alone needs a recovery key that was drafted, shown and typed back before. */
export type FirstOpening =
  | { readonly password: string }
  | {
      readonly passkey: PasskeyOpening;
      readonly prfSalt: string;
      readonly label: string;
      readonly recoveryKey: string;
    };

/** A group of the recovery key as the user typed it back; `block` counts from 1. */
export interface TypedBlock {
  readonly block: number;
  readonly text: string;
}

export interface PageProtocol extends ServiceProtocol, SyncProtocol, TransferProtocol {
  'vault:create'(data: FirstOpening): Reply<{ recoveryKey: string }, 'weak-password' | 'exists' | 'wrong-block'>;
  'vault:unlock'(data: Opening): Reply<null, 'wrong-key'>;
  'vault:lock'(data: null): Reply<null>;
  /** The passkeys that open this vault; asked before WebAuthn. */
  'vault:passkeys'(data: null): Reply<readonly PasskeyHint[]>;
  'vault:new-prf-salt'(data: null): Reply<{ prfSalt: string }>;
  /** To be shown and typed back (checked by the page) before a vault is made with a passkey alone. */
  'vault:draft-recovery-key'(data: null): Reply<{ recoveryKey: string }>;
  'vault:reset-password'(data: {
    recoveryKey: string;
    newPassword: string;
  }): Reply<null, 'wrong-key' | 'weak-password' | `wrong-block-${number}`>;
  'vault:change-password'(data: { password: string; newPassword: string }): Reply<null, 'wrong-key' | 'weak-password'>;
  /** For a vault that has passkeys only. */
  'vault:add-password'(data: {
    newPassword: string;
    proof: Opening;
  }): Reply<null, 'wrong-key' | 'weak-password' | 'exists'>;
  'vault:new-recovery-key'(data: { proof: Opening }): Reply<{ recoveryKey: string }, 'wrong-key'>;
  /** Checked against the key that was shown last; after it the kit counts as saved. */
  'vault:confirm-recovery'(data: { blocks: readonly TypedBlock[] }): Reply<null, `wrong-block-${number}` | 'gone'>;
  'vault:slots'(data: null): Reply<readonly SlotRow[]>;
  'vault:add-passkey'(data: {
    passkey: PasskeyOpening;
    prfSalt: string;
    label: string;
    proof: Opening;
  }): Reply<null, 'wrong-key'>;
  'vault:remove-slot'(data: {
    slotId: string;
    proof: Opening;
  }): Reply<null, 'wrong-key' | 'last-slot' | 'recovery-not-confirmed' | 'gone'>;
  /** `word` must be the word that the page asks for (the message `destroy_word`). */
  'vault:destroy'(data: { word: string }): Reply<null, 'wrong-word'>;

  /** Without drafts the refusals say why. */
  'account:read-text'(data: {
    text: string;
  }): Reply<{ drafts: readonly Draft[]; refusals: readonly EntryRefusal[] }, 'not-an-account'>;
  'account:add'(data: { draftIds: readonly string[]; fields: AccountFields }): Reply<{ ids: readonly string[] }>;
  'account:add-typed'(
    data: AccountFields & { secret: string },
  ): Reply<{ id: string }, 'empty' | `bad-character-${number}` | 'too-long' | 'bad-parameters'>;
  'account:details'(data: { id: string }): Reply<AccountDetails, 'gone'>;
  'account:edit'(data: {
    id: string;
    fields: AccountFields;
  }): Reply<null, 'gone' | 'empty' | `bad-character-${number}` | 'too-long' | 'bad-parameters' | 'bad-host'>;
  'account:reveal'(data: { id: string; proof: Opening }): Reply<{ secret: string; uri: string }, 'gone' | 'wrong-key'>;
  'account:trash'(data: { ids: readonly string[] }): Reply<null>;
  'account:undo'(data: { token: string }): Reply<null, 'gone'>;
  'account:move'(data: { id: string; afterId: string | null }): Reply<null, 'gone'>;
  'account:next-hotp'(data: { id: string }): Reply<{ code: string; counter: number }, 'gone'>;
  'account:restore-value'(data: { id: string; historyId: string }): Reply<null, 'gone'>;
  'account:copied'(data: { id: string }): Reply<null>;
  'key:generate'(data: null): Reply<{ secret: string }>;

  'trash:list'(data: null): Reply<readonly TrashRow[]>;
  'trash:restore'(data: { ids: readonly string[] }): Reply<null>;
  'trash:purge'(data: { ids: readonly string[] }): Reply<null>;

  'fill:run'(data: { id: string | null; tabId: number; bindHost: string | null }): Reply<FillOutcome>;
  /** From now on each site needs the user's yes again. */
  'fill:forget-sites'(data: { id: string }): Reply<null, 'gone'>;

  'scan:page'(data: { tabId: number }): Reply<null>;
  'scan:picture'(data: { bytes: string }): Reply<Waiting>;
  /** Decodes and answers the texts only; stores nothing and keeps nothing (the acceptance runs ask it). */
  'qr:decode'(data: { bytes: string }): Reply<{ texts: readonly string[]; ms: number }, ScanProblem>;
  'confirm:get'(data: null): Reply<Waiting | null>;
  'confirm:accept'(data: {
    draftIds: readonly string[];
    bindHost: boolean;
    fillFirst: boolean;
    fields: AccountFields;
  }): Reply<{ ids: readonly string[]; fill: FillOutcome | null }, 'gone'>;
  'confirm:cancel'(data: null): Reply<null>;

  'settings:set'(data: Partial<Settings>): Reply<null>;
  'grants:list'(data: null): Reply<readonly SiteGrant[]>;
  /** Registers the page scripts for the hosts that the browser now lets us see. */
  'grants:changed'(data: null): Reply<null>;
}

/** A stranger's page learns nothing: each reply is empty. */
export interface ContentProtocol {
  'field:waiting'(data: { fields: number }): Reply<null>;
  'field:touched'(data: { field: string; atMs: UnixMs }): Reply<null>;
  'code:offered'(data: { kind: 'image' | 'link' | 'text' }): Reply<null>;
}

/** What a page says on the port `view`: `opened` once, when the user opened it. */
export type PageFrame =
  | { readonly kind: 'want'; readonly ids: readonly string[] }
  | { readonly kind: 'again' }
  | { readonly kind: 'opened' };

/** What the background says on it, as a page sees it. A gap in `rev` makes the page ask again. */
export type ViewFrame =
  | { readonly kind: 'snapshot'; readonly rev: number; readonly state: ViewState }
  | { readonly kind: 'patch'; readonly rev: number; readonly changes: Partial<ViewState> };

/** The keys of `storage.session` under which the background writes the first paint and the index. */
export const FIRST_KEY = 'first';
export const INDEX_KEY = 'index';

/**
 * What travels on the port instead: the list stays in `storage.session`, where the page reads it too, and only its
 * revision is told. Ten thousand accounts would otherwise be sent to each popup that opens.
 */
export type WireFrame =
  | {
      readonly kind: 'snapshot';
      readonly rev: number;
      readonly state: Omit<ViewState, 'index'> & { readonly indexRev: number };
    }
  | { readonly kind: 'patch'; readonly rev: number; readonly changes: Partial<Omit<ViewState, 'index'>> };

/** Kept in `storage.session` so that the popup paints before the worker answers. */
export interface FirstPaint {
  readonly vault: ViewState['vault'];
  readonly settings: Settings;
  readonly total: number;
  /** Of the index that was written with it; 0 where there is none. */
  readonly indexRev: number;
  /** At most 12 index lines, in list order. */
  readonly lines: string;
  /** At most 64 lines of accounts that are bound to a host, in list order; `codes` holds theirs too. */
  readonly boundLines: string;
  readonly codes: Readonly<Record<string, CodeRun>>;
}
