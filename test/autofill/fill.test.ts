import { describe, expect, it } from 'vitest';
import { fillCode } from '../../lib/autofill/fill.ts';
import { createFrameFiller } from '../../lib/autofill/frame.ts';
import { detectCodeFields, pageOf } from './markup.ts';

const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
const BOXES = `<p>Authenticator code</p><div>${'<input maxlength="1" inputmode="numeric">'.repeat(6)}</div>`;

function fieldOf(page: Document) {
  const [field] = detectCodeFields(page).fields;
  if (!field) throw new Error('The page of this test has no code field');
  return field;
}

function inputsOf(page: Document): HTMLInputElement[] {
  return [...page.querySelectorAll('input')];
}

const shownIn = (page: Document) =>
  inputsOf(page)
    .map((input) => input.value)
    .join('');

/** Writes the state back after every event, as controlled fields do: only a told framework keeps a value. */
function control(input: HTMLInputElement, read: (value: string) => string): void {
  let state = '';
  input.addEventListener('input', () => {
    state = read(input.value);
    queueMicrotask(() => {
      input.value = state;
    });
  });
  input.addEventListener('change', () => {
    input.value = state;
  });
}

describe('fillCode into one field', () => {
  it('writes the code and tells the page by input and change, through shadow roots', async () => {
    const page = pageOf('<input name="otp">');
    const heard: string[] = [];
    for (const type of ['input', 'change']) page.addEventListener(type, (event) => heard.push(event.type));
    expect(await fillCode(fieldOf(page), '123456', settle)).toEqual({ filled: true, strategy: 'value', kept: true });
    expect(shownIn(page)).toBe('123456');
    expect(heard).toEqual(['input', 'change']);
  });

  it('is kept by a field that a framework controls', async () => {
    const page = pageOf('<input name="otp">');
    for (const input of inputsOf(page)) control(input, (value) => value.replace(/\D/g, ''));
    expect(await fillCode(fieldOf(page), '012345', settle)).toMatchObject({ strategy: 'value', kept: true });
    expect(shownIn(page)).toBe('012345');
  });

  it('is kept by a page that draws a gap into the code', async () => {
    const page = pageOf('<input name="otp">');
    for (const input of inputsOf(page)) control(input, (value) => value.replace(/^(\d{3})(\d{3})$/, '$1 $2'));
    expect(await fillCode(fieldOf(page), '123456', settle)).toMatchObject({ kept: true });
    expect(shownIn(page)).toBe('123 456');
  });

  it('types key by key where the page takes no whole value', async () => {
    const page = pageOf('<input name="otp">');
    for (const input of inputsOf(page)) {
      let last = '';
      control(input, (value) => {
        last = value.length <= last.length + 1 ? value : last;
        return last;
      });
    }
    expect(await fillCode(fieldOf(page), '123456', settle)).toMatchObject({ strategy: 'keys', kept: true });
  });

  it('says so when the page keeps nothing', async () => {
    const page = pageOf('<input name="otp">');
    for (const input of inputsOf(page)) control(input, () => '');
    expect(await fillCode(fieldOf(page), '123456', settle)).toMatchObject({ filled: true, kept: false });
  });

  it('counts a page that moved on with the code as kept', async () => {
    const page = pageOf('<form><input name="otp"></form>');
    page.addEventListener('input', () => setTimeout(() => page.querySelector('form')?.remove(), 0));
    expect(await fillCode(fieldOf(page), '123456', () => settle().then(settle))).toMatchObject({ kept: true });
  });

  it('leaves a field alone that has no room for the code', async () => {
    const page = pageOf('<label>Authenticator code <input name="code" maxlength="6"></label>');
    expect(await fillCode(fieldOf(page), '12345678', settle)).toEqual({ filled: false, strategy: null, kept: false });
    expect(shownIn(page)).toBe('');
  });
});

describe('fillCode into boxes', () => {
  it('gives each box its character', async () => {
    const page = pageOf(BOXES);
    expect(await fillCode(fieldOf(page), '123456', settle)).toMatchObject({ filled: true, kept: true });
    expect(inputsOf(page).map((input) => input.value)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('lets a page spread a pasted code, and types nothing after it', async () => {
    const page = pageOf(BOXES);
    const inputs = inputsOf(page);
    let typed = 0;
    inputs[0]?.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      event.preventDefault();
      inputs.forEach((input, index) => {
        input.value = text[index] ?? '';
      });
    });
    page.addEventListener('keydown', () => {
      typed += 1;
    });
    expect(await fillCode(fieldOf(page), '123456', settle)).toEqual({ filled: true, strategy: 'paste', kept: true });
    expect(typed).toBe(0);
  });

  it('waits between boxes for a widget that computes from what was drawn last', async () => {
    const page = pageOf(BOXES);
    const inputs = inputsOf(page);
    let drawn = ['', '', '', '', '', ''];
    inputs.forEach((input, index) => {
      input.addEventListener('input', () => {
        const next = drawn.map((old, at) => (at === index ? input.value : old));
        setTimeout(() => {
          drawn = next;
          inputs.forEach((box, at) => {
            box.value = drawn[at] ?? '';
          });
        }, 0);
      });
    });
    expect(await fillCode(fieldOf(page), '998877', settle)).toMatchObject({ strategy: 'keys', kept: true });
  });

  it('puts the whole code into a first box with room for it', async () => {
    const rest = '<input maxlength="1">'.repeat(5);
    const page = pageOf(`<p>Authenticator code</p><div><input maxlength="6" inputmode="numeric">${rest}</div>`);
    expect(await fillCode(fieldOf(page), '123456', settle)).toMatchObject({ kept: true });
    expect(inputsOf(page).map((input) => input.value)).toEqual(['123456', '', '', '', '', '']);
  });

  it('fills no boxes with a code of another length', async () => {
    const page = pageOf(BOXES);
    expect(await fillCode(fieldOf(page), '12345678', settle)).toMatchObject({ filled: false });
    expect(shownIn(page)).toBe('');
  });
});

describe('createFrameFiller', () => {
  const ORIGIN = 'https://login.example';
  const fillerOf = (page: Document) => {
    const view = page.defaultView;
    if (!view) throw new Error('No window');
    return createFrameFiller(view, ORIGIN, 3);
  };
  const request = { origin: ORIGIN, code: '123456', atFocus: false, look: 3, choices: [0] };

  it('reports a field without touching it', () => {
    const page = pageOf('<input name="otp">');
    const { facts, ...rest } = fillerOf(page).report();
    expect(rest).toEqual({ origin: ORIGIN, look: 3, foreignHosts: [] });
    expect(facts.candidates).toMatchObject([{ identifiers: ['otp'], fields: [0] }]);
    expect(shownIn(page)).toBe('');
  });

  it('fills the first of the chosen fields that has room', async () => {
    const page = pageOf('<input name="q"><input name="short" maxlength="4"><input name="otp">');
    const filler = fillerOf(page);
    filler.report();
    expect(await filler.fill({ ...request, choices: [1, 2] })).toMatchObject({ kept: true, refused: null });
    expect(inputsOf(page).map((input) => input.value)).toEqual(['', '', '123456']);
    expect(await filler.fill({ ...request, choices: [1] })).toMatchObject({ filled: false, refused: 'wrong-length' });
    expect(await filler.fill({ ...request, choices: [] })).toMatchObject({ filled: false, refused: 'no-field' });
  });

  it('fills nothing when the origin is not the judged one', async () => {
    const page = pageOf('<input name="otp">');
    const filler = fillerOf(page);
    filler.report();
    const receipt = await filler.fill({ ...request, origin: 'https://other.example' });
    expect(receipt).toMatchObject({ filled: false, refused: 'moved' });
    expect(shownIn(page)).toBe('');
  });

  it.each<[string, (page: Document) => void]>([
    ['was taken out of the page', (page) => page.querySelector('input')?.remove()],
    ['was hidden', (page) => page.querySelector('input')?.setAttribute('style', 'display: none')],
    ['was disabled', (page) => page.querySelector('input')?.setAttribute('disabled', '')],
  ])('fills nothing when the field %s since the look', async (_what, change) => {
    const page = pageOf('<input name="otp">');
    const filler = fillerOf(page);
    filler.report();
    change(page);
    expect(await filler.fill(request)).toMatchObject({ filled: false, refused: 'stale' });
    expect(shownIn(page)).toBe('');
  });

  it('fills nothing by the numbers of another look', async () => {
    const page = pageOf('<input name="otp">');
    const filler = fillerOf(page);
    filler.report();
    expect(await filler.fill({ ...request, look: 2 })).toMatchObject({ filled: false, refused: 'stale' });
    expect(shownIn(page)).toBe('');
  });

  it('fills the field under the pointer, whatever it is called', async () => {
    const page = pageOf('<input name="q7" id="q7"><input name="other">');
    page.getElementById('q7')?.focus();
    const receipt = await fillerOf(page).fill({ ...request, atFocus: true });
    expect(receipt).toMatchObject({ kept: true, refused: null });
    expect(inputsOf(page).map((input) => input.value)).toEqual(['123456', '']);
  });

  it('never writes an e-mail field, even under the pointer', async () => {
    const page = pageOf('<input type="email" id="e">');
    page.getElementById('e')?.focus();
    const receipt = await fillerOf(page).fill({ ...request, atFocus: true });
    expect(receipt).toMatchObject({ filled: false, refused: 'no-field' });
  });
});
