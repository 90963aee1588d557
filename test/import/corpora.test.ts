import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runImportsAcceptance } from '../acceptance/imports.ts';

const folder = fileURLToPath(new URL('../../../shared/corpora/imports', import.meta.url));

describe.runIf(existsSync(folder))('exports that others publish', () => {
  it('are read as those who wrote them read them', { timeout: 240_000 }, async () => {
    const { reports, summary } = await runImportsAcceptance(folder, () => undefined);
    expect(reports.filter(({ passed, optional }) => !passed && !optional)).toEqual([]);
    expect(summary.entriesRight).toBeGreaterThan(300);
  });
});
