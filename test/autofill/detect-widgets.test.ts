/** Boxes as component libraries draw them, and code fields as server templates do, each in its own odd way. */
import { describe, expect, it } from 'vitest';
import { foundIn } from './markup.ts';

const ASK = '<h1>Two-step verification</h1><p>Enter the 6-digit code from your authenticator app.</p>';
const six = (input: (index: number) => string) => [0, 1, 2, 3, 4, 5].map(input).join('');

const WIDGETS: readonly (readonly [string, string, string])[] = [
  [
    'boxes with a size and numbered labels',
    '6 boxes',
    six((n) => `<span><input size="1" aria-label="OTP Input ${n + 1}" type="text"></span>`),
  ],
  [
    'boxes with one label for all',
    '6 boxes',
    six(
      (n) => `<div><input class="PinInput-input" type="tel" aria-label="PinInput" placeholder="○" id="pin-${n}"></div>`,
    ),
  ],
  [
    'boxes with generated ids and the mark on the first',
    '6 boxes',
    six(
      (n) =>
        `<div><div><input class="Mui-input" type="text" id=":r${n.toString(36)}:" ${n === 0 ? 'autocomplete="one-time-code"' : ''}><fieldset aria-hidden="true"></fieldset></div></div>`,
    ),
  ],
  [
    'boxes with ids that end in letters',
    '6 boxes',
    six((n) => `<div><input class="Mui-input" type="text" id=":r${'9abcde'[n]}:"></div>`),
  ],
  [
    'boxes whose ids have a counted part in the middle',
    '6 boxes',
    six((n) => `<input class="pin-segment" type="tel" maxlength="1" id="pin-:r${'9abcde'[n]}:">`),
  ],
  ['boxes with a class only', '6 boxes', six(() => '<input class="p-inputotp-input" type="text" inputmode="numeric">')],
  [
    'boxes with a class for the active one',
    '6 boxes',
    six((n) => `<input class="otp-input ${n === 0 ? 'is-active' : ''}" type="text">`),
  ],
  [
    'boxes that each take the whole code',
    '6 boxes',
    six((n) => `<input maxlength="6" aria-label="Digit ${n + 1}" type="text" inputmode="numeric">`),
  ],
  [
    'boxes numbered by words',
    '6 boxes',
    ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']
      .map((word) => `<input maxlength="1" name="${word}Digit">`)
      .join(''),
  ],
  [
    'boxes beside a hidden field with the sum',
    '6 boxes',
    `${six(() => '<input maxlength="1" inputmode="numeric">')}<input type="hidden" name="code"><input name="otp" style="display:none">`,
  ],
  [
    'a first box with room for all',
    '6 first-takes-all',
    six(
      (n) =>
        `<input maxlength="${n === 0 ? 6 : 1}" aria-label="Please enter OTP character ${n + 1}" type="text" inputmode="numeric">`,
    ),
  ],
  [
    'one bare input under drawn boxes',
    '',
    '<div class="vi"><input aria-label="verification input"><div>·</div><div>·</div></div>',
  ],
  [
    'one marked input under drawn boxes',
    '',
    '<div><input autocomplete="one-time-code" inputmode="numeric" maxlength="6" data-input-otp="true"><div></div></div>',
  ],
];

const TEMPLATES: readonly (readonly [string, string, string])[] = [
  [
    'numbered steps of which the last one names the field',
    '#t',
    '<form><h5>1. Install an authenticator</h5><h5>2. Scan this barcode</h5><div>JBSW Y3DP</div><h5>3. Auth code</h5><div><input id="t" name="token" placeholder="123 456"></div></form>',
  ],
  [
    'a server template with a spaced pattern',
    '#totp_value',
    '<h1>Two-factor authentication</h1><form><label for="totp_value">Enter authentication code</label><input id="totp_value" name="totp_value" type="text" autocomplete="off" pattern="(\\d\\s*){6}"><button>Verify</button></form>',
  ],
  [
    'a code made by a mobile app',
    'code',
    '<h1>Verify Access</h1><h2>Mobile App</h2><p>Enter the code, generated using your mobile app, below:</p><form><input type="text" name="code" placeholder="Provide your app generated code here"><button>Confirm</button></form>',
  ],
  [
    'the same with backup codes below',
    'code',
    '<h1>Verify Access</h1><form><p>Mobile App</p><p>Enter the code, generated using your mobile app, below:</p><input type="text" name="code" placeholder="Provide your app generated code here"></form><form><p>Backup Code</p><p>Enter one of your remaining backup codes below:</p><input type="text" name="code" placeholder="Enter backup code here"></form>',
  ],
  [
    'a name that says secret',
    '#two_factor_secret',
    '<h1>Two Factor Authentication</h1><label for="two_factor_secret">Two-Factor Code</label><input id="two_factor_secret" name="two_factor_secret">',
  ],
  [
    'a name that says answer',
    'answer',
    '<h1>Google Authenticator</h1><form><label>Enter Code <input type="tel" name="answer" autocomplete="off"></label><a>Verify</a></form>',
  ],
  [
    'a name with credentials in it',
    'credentials.passcode',
    '<h2>Verify with Google Authenticator</h2><p>Enter the temporary code generated in your Google Authenticator app</p><form><label>Enter code <input name="credentials.passcode" type="text" autocomplete="off"></label></form>',
  ],
  [
    'a login code to approve',
    '#approvals_code',
    '<h2>Two-factor authentication required</h2><form><label for="approvals_code">Login code</label><input id="approvals_code" name="approvals_code" type="text" autocomplete="off"></form>',
  ],
  [
    'a one-time password application',
    '#code',
    '<h1>Verify Your Identity</h1><p>Check your preferred one-time password application for a code.</p><form><label for="code">Enter your one-time code</label><input id="code" name="code" inputmode="numeric"><button>Continue</button></form>',
  ],
  [
    'a passcode',
    '#passcode',
    '<h3>Two-Factor Authentication</h3><form><label for="passcode">Passcode</label><input id="passcode" name="passcode" autocomplete="one-time-code" inputmode="numeric"><button>Verify</button><a>Use a scratch code</a></form>',
  ],
  [
    'a form field of an identity server',
    '#otp',
    '<h1>Sign in</h1><form><label for="otp">One-time code</label><input id="otp" name="otp" autocomplete="off" type="text"></form>',
  ],
  [
    'a limit with room for a gap',
    '#twofactor_token',
    '<label for="twofactor_token">Authentication code</label><input id="twofactor_token" maxlength="7">',
  ],
  [
    'a wide limit',
    '#t',
    '<h1>Two-factor authentication</h1><label for="t">Code</label><input id="t" maxlength="255" name="token">',
  ],
  [
    'a SIM-free phone app',
    '#c',
    '<h1>Two-factor authentication</h1><p>Open the two-factor app on your phone.</p><label for="c">Authentication code</label><input id="c" name="app_otp">',
  ],
  [
    'a footer that speaks of mail',
    '#c',
    '<main><h1>Two-factor authentication</h1><label for="c">Code</label><input id="c" name="c"></main><footer>Our newsletter is sent by post to 3000 readers.</footer>',
  ],
  ['a label with required mark', '#c', '<h1>MFA</h1><label for="c">Code *</label><input id="c" name="form[field]">'],
  [
    'five letters of a games shop',
    '5 boxes',
    `<p>Enter the code from your mobile authenticator app</p><div>${'<input maxlength="1" type="text" autocomplete="none">'.repeat(5)}</div>`,
  ],
  [
    'a code in a dialog of a busy page',
    '#dlg',
    '<form><input name="q" placeholder="Search"></form><form><input name="email" type="email"><button>Subscribe</button></form><div role="dialog"><h2>Two-factor authentication</h2><label for="dlg">6-digit code</label><input id="dlg" inputmode="numeric" maxlength="6"></div>',
  ],
  [
    'disabling the second factor by a code and the password',
    '#otp_code',
    '<h1>Disable two-factor authentication</h1><form><label for="pw">Password</label><input id="pw" type="password"><label for="otp_code">Authenticator code</label><input id="otp_code"></form>',
  ],
  [
    'a field named pin in a second factor',
    '#pin',
    '<h1>Two-factor authentication</h1><p>Enter the 6-digit code</p><label for="pin">PIN from your authenticator</label><input id="pin" name="pin">',
  ],
  ['a bare id 2fapin', '#2fapin', '<input id="2fapin" type="text">'],
  ['a bare id twofactor', '#twofactor', '<input id="twofactor" type="text">'],
  ['a bare name that ends in otp and a tel type', 'user_otp', '<input name="user_otp" type="tel">'],
  ['a bare short limit with the mark', 'x', '<input name="x" maxlength="4" autocomplete="one-time-code">'],
  ['a bare long limit with the mark', 'x', '<input name="x" maxlength="12" autocomplete="one-time-code">'],
  ['a bare placeholder in capitals', 'x', '<input name="x" placeholder="2FA CODE">'],
  [
    'a bare label on a login',
    'tfa',
    '<form><input name="login"><input name="pw" type="password"><input name="tfa" placeholder="2FA (if enabled)"></form>',
  ],
  [
    'a security code with six digits and nothing else',
    '#input-4',
    '<form><label for="input-4"><span>Verification code</span><small>(required)</small></label><input id="input-4" name="input-4" inputmode="numeric" type="text"><button>Continue</button></form>',
  ],
  [
    'a security code, split',
    '6 boxes',
    `<form><fieldset><legend>Verification code</legend>${six((n) => `<input id="input-${n}" name="input-${n}" maxlength="1" type="text">`)}</fieldset><button>Continue</button></form>`,
  ],
];

const OTHERS: readonly (readonly [string, string])[] = [
  ['a bare limit of four', '<input id="2fa" type="text" maxlength="4">'],
  ['a bare limit of twelve', '<input id="otp" type="text" maxlength="12">'],
  [
    'a scratch code in a second factor',
    '<h1>Two-factor authentication</h1><label for="s">Scratch code</label><input id="s" name="token">',
  ],
  [
    'an emergency code in boxes',
    `<h1>Two-factor authentication</h1><p>Enter an emergency code</p><div><label>Emergency code</label>${six(() => '<input maxlength="1">')}</div>`,
  ],
  [
    'a code to come by voice',
    '<h1>Two-step verification</h1><p>We sent you a voice message with your code to your phone.</p><input name="code" inputmode="numeric">',
  ],
  [
    'a mail link page',
    '<h1>Check your email</h1><p>We sent you a link.</p><form><label>Resend to <input name="email"></label></form>',
  ],
  [
    'four alike fields of an address',
    `<p>Two-factor is on</p>${[1, 2, 3, 4].map((n) => `<label for="a${n}">Address line ${n}</label><input id="a${n}" name="address${n}">`).join('')}`,
  ],
  ['ingredients of a recipe', six((n) => `<input name="ingredient[]" placeholder="Ingredient" id="i${n}">`)],
  ['a licence in boxes', `<p>Product key</p><div>${'<input name="k[]" maxlength="5" class="code">'.repeat(5)}</div>`],
  [
    'memorable characters of a bank',
    `<p>Enter the 2nd, 4th, 5th and 8th character of your memorable word</p>${[2, 4, 5, 8].map((n) => `<input type="password" maxlength="1" name="memorable${n}">`).join('')}`,
  ],
  [
    'a name for a new authenticator',
    '<h1>Add authenticator</h1><label for="n">Name</label><input id="n" name="otp_name">',
  ],
  [
    'a secret key to copy',
    '<h1>Set up your authenticator app</h1><label for="k">Secret key</label><input id="k" name="secret" value="JBSW Y3DP">',
  ],
  [
    'a phone for a second factor',
    '<h1>Two-factor authentication</h1><label for="k">Phone number</label><input id="k" name="two_factor_phone" type="tel">',
  ],
  [
    'an e-mail that gets a code',
    '<h1>Sign in</h1><label for="e">Email</label><input id="e" name="login_code_email"><p>We will email you a one-time code.</p>',
  ],
  [
    'a login with a hint at codes',
    '<h1>Sign in</h1><p>Have your authenticator app ready.</p><form><label for="u">Username</label><input id="u"><label for="p">Password</label><input id="p" type="password"></form>',
  ],
  [
    'a user name alone with a hint at codes',
    '<h1>Sign in with two-factor authentication</h1><form><label for="u">Username</label><input id="u" name="u"></form>',
  ],
  [
    'a domain and a port',
    '<label>Host <input name="host"></label><label>Port <input name="port" type="number" max="99999"></label>',
  ],
  [
    'a verification by amount',
    '<h1>Verify your account</h1><label for="a">Deposit amount</label><input id="a" name="verification_amount" inputmode="decimal">',
  ],
  ['a driving licence check code', '<label for="a">Licence check code</label><input id="a" name="code" maxlength="8">'],
  [
    'a vaccination code',
    '<h1>Book your appointment</h1><label for="a">Booking code</label><input id="a" name="code" maxlength="8">',
  ],
  ['a table filter', '<table><tr><th><input placeholder="Filter code"></th></tr></table>'],
];

describe('detectCodeFields in widgets', () => {
  it.each(WIDGETS)('finds %s', (_what, field, body) => {
    expect(foundIn(`${ASK}<form>${body}<button>Verify</button></form>`)).toBe(field);
  });
});

describe('detectCodeFields in templates', () => {
  it.each(TEMPLATES)('finds %s', (_what, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHERS)('leaves %s', (_what, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
