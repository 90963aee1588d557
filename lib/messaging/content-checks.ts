/** What a script in a stranger's page may say, and nothing more. */
import { integer, oneOf, record, text } from './check.ts';
import type { ContentProtocol } from './protocol.ts';
import type { Checks } from './serve.ts';

export const contentChecks: Checks<ContentProtocol> = {
  'field:waiting': record({ fields: integer(0, 100) }),
  'field:touched': record({ field: text(64, 1), atMs: integer(0, 8_640_000_000_000_000) }),
  'code:offered': record({ kind: oneOf('image', 'link', 'text') }),
};
