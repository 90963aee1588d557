import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAtPage } from '../../lib/autofill/detect.ts';
import { type PageFacts, readPageFacts } from '../../lib/autofill/facts.ts';
import { judgePage } from '../../lib/autofill/judge-page.ts';
import { pageOf } from './markup.ts';

const factsOf = (body: string): PageFacts => lookAtPage(pageOf(body)).facts;

describe('judgePage', () => {
  it('names the candidates that wait for a code, the surest first', () => {
    const facts = factsOf('<input name="otp"><input name="q"><input name="totp" autocomplete="one-time-code">');
    expect(judgePage(facts)).toMatchObject({ choices: [2, 0] });
    expect(judgePage(facts).score).toBeGreaterThan(4);
  });

  it('says why a code that was sent is not ours', () => {
    const facts = factsOf('<p>We sent a code to your phone</p><input name="otp">');
    expect(judgePage(facts)).toEqual({ score: null, choices: [], refusals: ['sent'] });
  });

  it('says nothing of a page without fields', () => {
    expect(judgePage(factsOf('<p>Two-factor code</p>'))).toEqual({ score: null, choices: [], refusals: [] });
  });

  it('counts as company the fields of the same form, and all fields for one without a form', () => {
    const login = '<form><input type="email" name="mail"><input type="password" name="pass"></form>';
    const asked = (form: string) => `<h1>Welcome</h1>${login}${form}`;
    expect(judgePage(factsOf(asked('<form><input name="code"></form>'))).choices).toHaveLength(1);
    expect(judgePage(factsOf(asked('<input name="code">'))).choices).toHaveLength(0);
  });
});

describe('readPageFacts', () => {
  it('reads what a page wrote', () => {
    const facts = factsOf('<form><label>Code <input name="otp"></label><button>Go</button></form>');
    expect(readPageFacts(JSON.parse(JSON.stringify(facts)))).toEqual(facts);
  });

  it('refuses a report in which any value is of another kind', () => {
    const facts = factsOf('<form><label>Code <input name="otp"></label><button>Go</button><a>Other</a></form>');
    const paths = pathsIn(facts);
    expect(paths.length).toBeGreaterThan(25);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.constantFrom(null, undefined, {}, Number.NaN, 0.5), (path, wrong) => {
        expect(readPageFacts(withValue(facts, path, wrong))).toBeUndefined();
      }),
    );
  });

  it('refuses what is too long to be of a page', () => {
    const facts = factsOf('<input name="otp">');
    expect(readPageFacts({ ...facts, headings: 'x'.repeat(20_001) })).toBeUndefined();
    expect(readPageFacts({ ...facts, forms: Array(5001).fill({ buttons: [], actions: [] }) })).toBeUndefined();
    const buttons = Array(201).fill('x'.repeat(20_000));
    expect(readPageFacts({ ...facts, forms: [{ buttons, actions: [] }] })).toBeUndefined();
    expect(readPageFacts({ ...facts, forms: [{ buttons: buttons.slice(2), actions: [] }] })).toBeDefined();
    expect(readPageFacts({ ...facts, candidates: [{ ...facts.candidates[0], visibility: 'open' }] })).toBeUndefined();
  });
});

type Path = readonly (string | number)[];

/** Of each value that is no object, and of each list. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]));
  return Array.isArray(value) ? [path, ...inside] : inside;
}

function withValue(whole: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  if (key === undefined) return wrong;
  const copy = (Array.isArray(whole) ? [...whole] : { ...(whole as object) }) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, wrong);
  return copy;
}
