/** What each question about moving in and out must look like. */
import { flag, integer, list, nothing, orNull, partial, record, text } from './check.ts';
import type { Opening } from './protocol.ts';
import type { Checks } from './serve.ts';
import type { TransferProtocol } from './transfer-protocol.ts';
import { COLUMN_ROLES, type ColumnChoice } from './transfer-shapes.ts';

/** The longest file that importing takes, 20 MiB, as base64. */
const FILE_CHARACTERS = 28_000_000;
const MOST_ROWS = 20_000;
/** A sheet of the largest kind, typed by hand. */
const PAPER_CHARACTERS = 1_000_000;

const id = text(64, 1);
const passphrase = text(1024);
const columnName = text(1024);
const columns = partial(Object.fromEntries(COLUMN_ROLES.map((role) => [role, columnName]))) as (
  raw: unknown,
) => ColumnChoice | undefined;

export function transferChecks(opening: (raw: unknown) => Opening | undefined): Checks<TransferProtocol> {
  return {
    'import:read': record({
      bytes: text(FILE_CHARACTERS),
      name: text(1024),
      passphrase: orNull(passphrase),
      keyFile: orNull(text(FILE_CHARACTERS)),
      formatId: orNull(id),
      columns: orNull(columns),
    }),
    'import:preview': nothing,
    'import:accept': record({ rows: list(integer(0, MOST_ROWS), MOST_ROWS) }),
    'import:progress': nothing,
    'import:cancel': nothing,
    'export:offers': nothing,
    'export:make': record({ formatId: id, passphrase: orNull(passphrase), proof: opening }),
    'paper:make': nothing,
    'paper:file': nothing,
    'paper:read': record({ lines: text(PAPER_CHARACTERS), recoveryKey: orNull(text(256)) }),
    'snapshot:list': nothing,
    'snapshot:make': nothing,
    'snapshot:open': record({ id }),
    'snapshot:drop': record({ id }),
    'uses:state': nothing,
    'uses:clear': nothing,
    'uses:turn': record({ isOn: flag }),
    'backup:state': nothing,
    'backup:every': record({ days: integer(0, 365) }),
    'backup:due-file': nothing,
    'backup:remind': record({ afterDays: integer(0, 365) }),
    'health:report': nothing,
    'health:discard': record({ id }),
  };
}
