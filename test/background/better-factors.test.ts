import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { betterFactorOf, sitesWithBetterFactors } from '../../entrypoints/background/better-factors.ts';

const DIRECTORY = new URL('../../../shared/corpora/data/2factorauth/sites.json', import.meta.url);

describe('betterFactorOf', () => {
  it('knows a site by its own host and by those below it', () => {
    expect(betterFactorOf('github.com')).toBe('github.com');
    expect(betterFactorOf('accounts.google.com')).toBe('google.com');
    expect(betterFactorOf('login.live.com:8443')).toBe('live.com');
  });

  it('knows nothing of a host that only looks alike', () => {
    expect(betterFactorOf('notgithub.com')).toBeUndefined();
    expect(betterFactorOf('github.com.example')).toBeUndefined();
    expect(betterFactorOf('amazon.com')).toBeUndefined();
  });

  describe.runIf(existsSync(DIRECTORY))('beside the directory it was read against', () => {
    it('names no site of which the directory says that it takes codes only', () => {
      const sites = JSON.parse(readFileSync(DIRECTORY, 'utf8')) as Record<string, { tfa?: string[] }[]>;
      const doubtful = sitesWithBetterFactors().filter((site) => {
        const methods = sites[site]?.flatMap(({ tfa = [] }) => tfa);
        return methods !== undefined && !methods.includes('u2f') && !methods.includes('passkey');
      });
      expect(doubtful).toEqual([]);
    });
  });
});
