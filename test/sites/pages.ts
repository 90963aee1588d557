/** The pages of the demo site, as text. They look like a site of their own: nothing here is Tessera's. */
import { renderSVG } from 'uqr';

/** Where the QR of the enrolment page sits. */
export const QR_SOURCES = [
  'img',
  'data',
  'blob',
  'svg',
  'canvas',
  'background',
  'shadow',
  'frame',
  'cross-frame',
  'link',
  'none',
] as const;
export type QrSource = (typeof QR_SOURCES)[number];

/** How the login page takes the code. `none` asks for no code at all. */
export const FIELD_KINDS = ['one', 'six', 'react', 'shadow', 'frame', 'cross-frame', 'none'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export interface Visitor {
  readonly user: string;
  readonly uri: string;
  readonly keyInGroups: string;
  /** The same server under its other loopback name: another origin to the browser. */
  readonly otherOrigin: string;
}

export function indexPage(visitor: Visitor): string {
  const row = (href: string, text: string) => `<li><a href="${href}&user=${visitor.user}">${text}</a></li>`;
  return page(
    'Lantern',
    `<h1>Lantern</h1><p>A small site that takes two-step codes and checks them itself.</p>
     <h2>Turn on two-step login</h2><ul>${QR_SOURCES.map((source) => row(`/enrol?source=${source}`, source)).join('')}</ul>
     <h2>Log in</h2><ul>${FIELD_KINDS.map((kind) => row(`/login?kind=${kind}`, kind)).join('')}</ul>`,
  );
}

export function enrolPage(visitor: Visitor, source: QrSource): string {
  return page(
    'Turn on two-step login',
    `<h1>Turn on two-step login</h1>
     <p>Scan this picture with your authenticator, then type the code that it shows.</p>
     <div class="qr" id="qr">${qrMarkup(visitor, source)}</div>
     <p class="key">No camera? Enter this key: <code id="key">${visitor.keyInGroups}</code></p>
     ${codeForm(visitor.user, 'enrol', ONE_FIELD, 'Turn on')}`,
  );
}

/** Only the picture, for the enrolment pages that put it into a frame. */
export function qrFramePage(visitor: Visitor): string {
  return `<!doctype html><title>QR</title><style>body{margin:0}img{display:block}</style>${qrImage(visitor, 'img')}`;
}

export function loginPage(visitor: Visitor, kind: FieldKind): string {
  if (kind === 'none') return page('Search', NO_CODE_FIELDS);
  return page(
    'Two-step login',
    `<h1>Welcome back, ${visitor.user}</h1>
     <p>Open your authenticator and enter the 6-digit code for Lantern.</p>
     ${loginForm(visitor, kind)}`,
  );
}

/** Only the form, for the login pages that put it into a frame. */
export function loginFramePage(visitor: Visitor): string {
  return `<!doctype html><title>Code</title><style>${STYLE}body{padding:4px;background:none}</style>
    ${codeForm(visitor.user, 'frame', ONE_FIELD, 'Log in')}<script>${SUBMIT_SCRIPT}</script>`;
}

function loginForm(visitor: Visitor, kind: FieldKind): string {
  switch (kind) {
    case 'six':
      return codeForm(visitor.user, kind, SIX_BOXES, 'Log in') + script(SIX_SCRIPT);
    case 'react':
      return codeForm(visitor.user, kind, ONE_FIELD, 'Log in') + script(CONTROLLED_SCRIPT);
    case 'shadow':
      return `<code-entry></code-entry><template id="entry"><style>${STYLE}</style>${codeForm(visitor.user, kind, ONE_FIELD, 'Log in')}</template>${script(SHADOW_SCRIPT)}`;
    case 'frame':
      return `<iframe src="/login/frame?user=${visitor.user}" title="Code"></iframe>`;
    case 'cross-frame':
      return `<iframe src="${visitor.otherOrigin}/login/frame?user=${visitor.user}" title="Code"></iframe>`;
    default:
      return codeForm(visitor.user, kind, ONE_FIELD, 'Log in');
  }
}

function qrMarkup(visitor: Visitor, source: QrSource): string {
  switch (source) {
    case 'svg':
      return renderSVG(visitor.uri, { pixelSize: 5, border: 3 });
    case 'canvas':
      return `<canvas id="canvas" width="240" height="240"></canvas>${script(CANVAS_SCRIPT.replace('SRC', qrPath(visitor)))}`;
    case 'background':
      return `<div style="width:240px;height:240px;background:url('${qrPath(visitor)}') center/cover"></div>`;
    case 'blob':
      return `<img id="blob" width="240" height="240" alt="QR code">${script(BLOB_SCRIPT.replace('SRC', qrPath(visitor)))}`;
    case 'shadow':
      return `<div id="host"></div>${script(`document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '${qrImage(visitor, 'img')}';`)}`;
    case 'frame':
      return `<iframe class="picture" src="/enrol/frame?user=${visitor.user}" title="QR code"></iframe>`;
    case 'cross-frame':
      return `<iframe class="picture" src="${visitor.otherOrigin}/enrol/frame?user=${visitor.user}" title="QR code"></iframe>`;
    case 'link':
      return `<a class="button" id="otpauth" href="${escapeHtml(visitor.uri)}">Open in your authenticator</a>`;
    case 'none':
      return '<p>The picture could not be shown.</p>';
    default:
      return qrImage(visitor, source);
  }
}

function qrImage(visitor: Visitor, source: 'img' | 'data'): string {
  const src = source === 'data' ? `data:image/svg+xml,${encodeURIComponent(renderSVG(visitor.uri))}` : qrPath(visitor);
  return `<img src="${src}" width="240" height="240" alt="QR code">`;
}

function qrPath(visitor: Visitor): string {
  return `/enrol/qr.png?user=${visitor.user}`;
}

function codeForm(user: string, kind: string, fields: string, verb: string): string {
  return `<form class="code" data-user="${user}" data-kind="${kind}">
    ${fields}<button>${verb}</button><output role="status" data-state="waiting"></output></form>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} - Lantern</title>
    <meta name="viewport" content="width=device-width"><style>${STYLE}</style>
    <header>Lantern<span>demo site on this computer</span></header><script>${SUBMIT_SCRIPT}</script><main>${body}</main></html>`;
}

function script(source: string): string {
  return `<script>${source}</script>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

const ONE_FIELD = `<label for="otp">Authentication code</label>
  <input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" maxlength="6">`;

const SIX_BOXES = `<fieldset><legend>Authentication code</legend>${[1, 2, 3, 4, 5, 6]
  .map(
    (place) => `<input class="box" aria-label="Digit ${place}" inputmode="numeric" maxlength="1" autocomplete="off">`,
  )
  .join('')}</fieldset>`;

const NO_CODE_FIELDS = `<h1>Your account</h1><form><label>E-mail <input type="email" name="email"></label>
  <label>Password <input type="password" name="password"></label><label>Search <input type="search" name="q"></label>
  <label>Coupon code <input name="coupon"></label><label>Card number <input name="cc" autocomplete="cc-number"></label></form>`;

/** Sends the code and shows the server's word. `submit` does not leave a shadow root, so each root is listened to. */
const SUBMIT_SCRIPT = `
  function listen(root) {
    root.addEventListener('submit', async (event) => {
      event.preventDefault();
      const form = event.target;
      const code = [...form.querySelectorAll('input')].map((input) => input.value).join('');
      const { user, kind } = form.dataset;
      const reply = await fetch('/verify', { method: 'POST', body: JSON.stringify({ user, kind, code }) });
      const { accepted } = await reply.json();
      const output = form.querySelector('output');
      output.dataset.state = accepted ? 'accepted' : 'refused';
      output.textContent = accepted ? 'Code accepted. You are logged in.' : 'Wrong code. Try again.';
    });
  }
  listen(document);`;

/** Six boxes as most sites have them: a digit moves on, Backspace goes back, a paste is spread, the last digit submits. */
const SIX_SCRIPT = `
  const boxes = [...document.querySelectorAll('.box')];
  boxes.forEach((box, at) => {
    box.addEventListener('input', () => {
      if (box.value) boxes[at + 1]?.focus();
      if (boxes.every((each) => each.value)) box.form.requestSubmit();
    });
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Backspace' && !box.value) boxes[at - 1]?.focus();
    });
    box.addEventListener('paste', (event) => {
      event.preventDefault();
      const digits = event.clipboardData.getData('text').replace(/\\D/g, '');
      boxes.forEach((each, place) => { each.value = digits[place] ?? ''; });
      if (boxes.every((each) => each.value)) box.form.requestSubmit();
    });
  });`;

/** Does what React does to a controlled input: whoever writes past its tracker is not seen, and is overwritten. */
const CONTROLLED_SCRIPT = `
  const input = document.querySelector('#otp');
  const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  let tracked = '', state = '';
  Object.defineProperty(input, 'value', {
    configurable: true,
    get() { return native.get.call(this); },
    set(value) { tracked = String(value); native.set.call(this, value); },
  });
  const render = () => { if (native.get.call(input) !== state) input.value = state; };
  input.addEventListener('input', () => {
    const now = native.get.call(input);
    if (now !== tracked) { tracked = now; state = now.replace(/\\D/g, '').slice(0, 6); }
    render();
  });
  setInterval(render, 50);`;

const SHADOW_SCRIPT = `
  customElements.define('code-entry', class extends HTMLElement {
    connectedCallback() {
      const root = this.attachShadow({ mode: 'open' });
      root.append(document.querySelector('#entry').content.cloneNode(true));
      listen(root);
    }
  });`;

const CANVAS_SCRIPT = `
  const picture = new Image();
  picture.onload = () => document.querySelector('#canvas').getContext('2d').drawImage(picture, 0, 0, 240, 240);
  picture.src = 'SRC';`;

const BLOB_SCRIPT = `
  fetch('SRC').then((reply) => reply.blob()).then((blob) => {
    document.querySelector('#blob').src = URL.createObjectURL(blob);
  });`;

const STYLE = `
  :root { color-scheme: light; --ink: #1d2433; --quiet: #5b6577; --line: #d5dae3; --accent: #3557c9; }
  body { margin: 0; font: 16px/1.5 'DejaVu Sans', system-ui, sans-serif; color: var(--ink); background: #eef1f6; }
  header { padding: 14px 28px; background: #fff; border-bottom: 1px solid var(--line); font-weight: 700; color: var(--accent); }
  header span { margin-left: 14px; font-weight: 400; font-size: 13px; color: var(--quiet); }
  main { box-sizing: border-box; width: 460px; margin: 36px auto; padding: 28px 32px; background: #fff; border: 1px solid var(--line); border-radius: 14px; }
  h1 { margin: 0 0 8px; font-size: 24px; } h2 { font-size: 16px; } p { margin: 0 0 16px; color: var(--quiet); }
  .qr { display: grid; place-items: center; margin: 8px 0 16px; } .qr svg { width: 240px; height: 240px; }
  .key code { display: block; font-size: 15px; color: var(--ink); }
  label, legend { display: block; margin-bottom: 6px; font-weight: 600; }
  input { box-sizing: border-box; width: 100%; padding: 10px 12px; font: inherit; font-size: 20px; letter-spacing: 2px; border: 1px solid #8b94a6; border-radius: 8px; }
  fieldset { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; border: 0; } legend { width: 100%; }
  .box { width: 48px; text-align: center; padding: 10px 0; }
  button, .button { display: inline-block; margin-top: 14px; padding: 10px 18px; font: inherit; font-weight: 600; color: #fff; background: var(--accent); border: 0; border-radius: 8px; text-decoration: none; }
  output { display: block; min-height: 26px; margin-top: 12px; font-weight: 600; }
  output[data-state='accepted'] { color: #13713a; } output[data-state='refused'] { color: #b3261e; }
  iframe { width: 100%; height: 190px; border: 0; } iframe.picture { width: 240px; height: 240px; }`;
