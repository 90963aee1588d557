/** A third set of pages, written blind after the rules stood: odd spellings, busy pages, near misses. */
import { describe, expect, it } from 'vitest';
import { foundIn } from './markup.ts';

const CODE_PAGES: readonly (readonly [string, string, string])[] = [
  [
    'a table form of old',
    'token',
    '<form><table><tr><td>Authenticator token:</td><td><input name="token" size="6"></td></tr><tr><td></td><td><input type="submit" value="Verify"></td></tr></table></form>',
  ],
  [
    'a definition list',
    '#v',
    '<form><dl><dt><label for="v">Two-step code</label></dt><dd><input id="v" name="v"></dd></dl></form>',
  ],
  [
    'a label two levels up',
    'x',
    '<div><div>One-time password</div><div><div><input name="x" type="text"></div></div></div>',
  ],
  [
    'a heading as the only words',
    '#f',
    '<h2>Enter your 6-digit code</h2><form><input id="f" name="f" inputmode="numeric" maxlength="6"><button>Verify</button></form>',
  ],
  [
    'a legend as the only words',
    '#f',
    '<form><fieldset><legend>Two-factor authentication</legend><input id="f" name="code" type="number"></fieldset></form>',
  ],
  [
    'a placeholder of zeros and a title',
    '#f',
    '<form><input id="f" placeholder="000000" title="Authenticator code"></form>',
  ],
  [
    'a name in snake case with a form prefix',
    'login_form[two_factor_code]',
    '<form><input name="login_form[two_factor_code]"></form>',
  ],
  [
    'a name in camel case with a dot',
    'model.googleAuthCode',
    '<form><label>Google Authenticator code</label><input name="model.googleAuthCode"></form>',
  ],
  [
    'all three on one page',
    'gacode',
    '<form><input name="email" type="email"><input name="pass" type="password"><input name="gacode" placeholder="Google Auth Code"></form>',
  ],
  [
    'an exchange that asks for three codes',
    'totp',
    '<form><label>Email code <input name="emailCode"></label><label>SMS code <input name="smsCode"></label><label>Authenticator code <input name="totp"></label></form>',
  ],
  [
    'a withdrawal',
    'code_ga',
    '<form><label>Amount <input name="amount"></label><label>Address <input name="address"></label><label>2FA code <input name="code_ga"></label></form>',
  ],
  [
    'a wrong code before',
    '#c',
    '<h1>Two-factor authentication</h1><p role="alert">That code was wrong. Try again.</p><input id="c" name="code" aria-invalid="true">',
  ],
  [
    'a countdown beside',
    '#c',
    '<h1>Authenticator</h1><p>Enter the code shown in the app. It changes every 30 seconds.</p><input id="c" name="verification">',
  ],
  [
    'trust this browser',
    '#c',
    '<p>Enter the verification code from your authenticator.</p><input id="c"><label><input type="checkbox"> Trust this browser for 30 days</label>',
  ],
  [
    'a link to resend on another page',
    '#c',
    '<h1>Two-factor authentication</h1><p>Open your authenticator app.</p><input id="c" name="code"><a href="/sms">Try another way</a>',
  ],
  [
    'a tab of methods',
    '#c',
    '<ul role="tablist"><li>Authenticator app</li><li>Text message</li></ul><label for="c">Code</label><input id="c" name="otp_code" inputmode="numeric">',
  ],
  [
    'a bank that calls it token',
    '#c',
    '<h1>Strong authentication</h1><label for="c">Enter the code from your authenticator app</label><input id="c" type="tel" name="token">',
  ],
  ['a French one-time code', '#c', '<label for="c">Code à usage unique</label><input id="c" name="c">'],
  [
    'a Spanish app',
    '#c',
    '<p>Abre tu aplicación de autenticación e introduce el código</p><input id="c" name="c" inputmode="numeric">',
  ],
  ['a Norwegian code', '#c', '<h1>Totrinnsbekreftelse</h1><label for="c">Kode</label><input id="c" name="kode">'],
  [
    'a Slovak code',
    '#c',
    '<h1>Dvojfaktorové overenie</h1><label for="c">Overovací kód</label><input id="c" name="kod">',
  ],
  ['a Brazilian app', '#c', '<label for="c">Código do aplicativo autenticador</label><input id="c" name="c">'],
  ['a Chinese dynamic code', '#c', '<label for="c">动态口令</label><input id="c" name="c" maxlength="6">'],
  [
    'a Japanese app',
    '#c',
    '<p>認証アプリに表示された6桁のコードを入力してください</p><input id="c" name="c" maxlength="6">',
  ],
  ['a bare id authcode', '#authcode', '<input type="text" id="authcode">'],
  ['a bare id token', '#token', '<input type="text" id="token">'],
  ['a bare name passcode', 'passcode', '<input type="text" name="passcode" maxlength="6" inputmode="numeric">'],
  ['a bare aria-label', 'q', '<input name="q" aria-label="Two-factor authentication code">'],
  ['a number without name', '', '<p>Authentication code</p><input type="number" max="999999">'],
];

const OTHERS: readonly (readonly [string, string])[] = [
  [
    'an SMS sign-in',
    '<h1>Enter the code</h1><p>Sent to +49 151 *** 23</p><input name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="6">',
  ],
  [
    'a mail confirmation in Spanish',
    '<p>Hemos enviado un código a tu correo</p><label for="c">Código</label><input id="c" name="code">',
  ],
  [
    'a mail confirmation in French',
    '<p>Nous vous avons envoyé un code par e-mail</p><label for="c">Code de vérification</label><input id="c" name="code">',
  ],
  [
    'a mail confirmation in Russian',
    '<p>Мы отправили код на вашу почту</p><label for="c">Код подтверждения</label><input id="c" name="code">',
  ],
  [
    'an SMS code in Chinese',
    '<label for="c">短信验证码</label><input id="c" name="smscode"><button>获取验证码</button>',
  ],
  [
    'a confirmation code of an order',
    '<h1>Find your order</h1><label for="c">Confirmation code</label><input id="c" name="confirmation_code"><label>Last name <input name="lastname"></label>',
  ],
  ['a parcel', '<h1>Track your parcel</h1><input name="code" placeholder="Code">'],
  [
    'a product page',
    '<form><label>Postcode <input name="postcode" maxlength="8"></label><label>Qty <input type="number" name="qty" max="99"></label></form>',
  ],
  [
    'a card form',
    '<form><input name="number" inputmode="numeric" maxlength="19"><input name="exp" maxlength="5"><input name="code" maxlength="4" placeholder="Security code" inputmode="numeric"></form>',
  ],
  [
    'a card form without marks',
    '<form><label>Card number <input></label><label>Expiry <input maxlength="5"></label><label>CVC <input maxlength="4"></label></form>',
  ],
  [
    'a sign-up with an SMS field',
    '<form><input name="phone" type="tel"><input name="code" placeholder="Verification code"><input name="password" type="password"></form>',
  ],
  [
    'a security question',
    '<h1>Verify your identity</h1><label for="a">What was the name of your first pet?</label><input id="a" name="answer">',
  ],
  [
    'a school login',
    '<form><label>School code <input name="code"></label><label>Student ID <input name="sid"></label><label>Password <input type="password"></label></form>',
  ],
  [
    'a bank login with a customer number',
    '<form><label>Customer number <input name="kdnr" maxlength="8" inputmode="numeric"></label><label>PIN <input type="password" maxlength="6" inputmode="numeric"></label></form>',
  ],
  ['a bank transaction number by SMS', '<label for="t">SMS-TAN</label><input id="t" name="tan" maxlength="6">'],
  [
    'a RSA token login',
    '<form><label>User ID <input name="user"></label><label>Passcode (PIN + token) <input type="password" name="passcode"></label></form>',
  ],
  ['a remote desktop PIN', '<h1>Enter PIN</h1><input type="tel" name="pin" maxlength="6">'],
  [
    'a parental PIN in boxes',
    `<h1>Enter your profile PIN</h1><div>${'<input type="password" maxlength="1" inputmode="numeric">'.repeat(4)}</div>`,
  ],
  ['a quiz in boxes', `<h1>Guess the word</h1><div>${'<input maxlength="1">'.repeat(6)}</div>`],
  ['a sudoku row', `<h1>Sudoku</h1><div>${'<input maxlength="1" inputmode="numeric">'.repeat(9)}</div>`],
  [
    'a colour in parts',
    `<p>Colour</p><div>${['r', 'g', 'b', 'a'].map((part) => `<input name="${part}" type="number" max="255">`).join('')}</div>`,
  ],
  [
    'an IP address in parts',
    `<p>IP address</p><div>${'<input name="ip[]" maxlength="3" inputmode="numeric">'.repeat(4)}</div>`,
  ],
  [
    'a settings page with a search for codes',
    '<h1>Security</h1><p>Two-factor authentication is on.</p><input name="filter" placeholder="Filter devices">',
  ],
  [
    'a password change with a second factor on',
    '<h1>Change password</h1><p>Two-factor authentication is on.</p><form><label>New password <input type="password" name="new"></label><label>Repeat <input type="password" name="again"></label></form>',
  ],
  ['a chat box', '<p>How do I use my authenticator app?</p><input placeholder="Write a reply">'],
  [
    'a coupon in a second-factor shop',
    '<h1>Authenticator keys for sale</h1><label>Coupon code <input name="coupon_code"></label>',
  ],
  [
    'a forum topic',
    '<h1>My authenticator app lost all codes</h1><form><input name="title" placeholder="Title"><input name="tags" placeholder="Tags"></form>',
  ],
];

describe('detectCodeFields on odd pages', () => {
  it.each(CODE_PAGES)('finds %s', (_what, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHERS)('leaves %s', (_what, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
