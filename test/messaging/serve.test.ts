import { describe, expect, it } from 'vitest';
import { Fault } from '../../lib/base/errors.ts';
import { record, text } from '../../lib/messaging/check.ts';
import type { Reply } from '../../lib/messaging/protocol.ts';
import { serve } from '../../lib/messaging/serve.ts';

interface Small {
  'name:greet'(data: { name: string }): Reply<string>;
  'name:break'(data: { name: string }): Reply<null>;
  'name:locked'(data: { name: string }): Reply<null>;
}

const check = record({ name: text(10, 1) });
const faults: string[] = [];
const service = serve<Small>(
  { 'name:greet': check, 'name:break': check, 'name:locked': check },
  {
    'name:greet': ({ name }) => ({ ok: true, value: `hello ${name}` }),
    'name:break': () => {
      throw new Error('JBSWY3DPEHPK3PXP leaks here');
    },
    'name:locked': async () => {
      throw new Fault('locked', 'no key');
    },
  },
  (sender) => sender.id === 'me',
  (type) => faults.push(type),
);

async function ask(message: unknown, id = 'me') {
  return service.answer(message, { id })?.();
}

describe('serve', () => {
  it('answers a question that it knows', async () => {
    expect(await ask({ type: 'name:greet', data: { name: 'Ada', more: 1 } })).toEqual({ ok: true, value: 'hello Ada' });
  });

  it('leaves the questions of another protocol alone', () => {
    expect(service.answer({ type: 'other', data: null }, { id: 'me' })).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('finds nothing under %s', (type) => {
    expect(service.answer({ type, data: null }, { id: 'me' })).toBeUndefined();
  });

  it.each([undefined, null, 7, 'name:greet', [], {}, { type: 3 }])('does not stumble over %j', (message) => {
    expect(service.answer(message, { id: 'me' })).toBeUndefined();
  });

  it('refuses a stranger', async () => {
    expect(await ask({ type: 'name:greet', data: { name: 'Eve' } }, 'other')).toEqual({ ok: false, code: 'refused' });
  });

  it.each([null, {}, { name: '' }, { name: 'far too long a name' }, { name: 3 }])(
    'refuses %j as data',
    async (data) => {
      expect(await ask({ type: 'name:greet', data })).toEqual({ ok: false, code: 'refused' });
    },
  );

  it('lets the text of a fault stay inside', async () => {
    expect(await ask({ type: 'name:break', data: { name: 'x' } })).toEqual({ ok: false, code: 'internal' });
    expect(faults).toEqual(['name:break']);
  });

  it('says locked when the vault is', async () => {
    expect(await ask({ type: 'name:locked', data: { name: 'x' } })).toEqual({ ok: false, code: 'locked' });
  });
});
