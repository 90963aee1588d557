/** Pages that name more than one way to prove oneself, or one thing in two scripts: which way is open, by their words. */
import { describe, expect, it } from 'vitest';
import { normaliseText } from '../../lib/autofill/normalise.ts';
import { foundIn } from './markup.ts';

const BOX = '<input type="text" maxlength="1" style="width:44px">';

const CODE_PAGES: readonly (readonly [string, string, string])[] = [
  [
    'a bare code whose name says of whom the framework took it',
    '#c',
    '<h2>Second factor</h2><form><label for="c">Code</label><input id="c" name="data[User][code]"></form>',
  ],
  [
    'a second factor that only the name spells, in words',
    'two_fa_code',
    '<form><input name="two_fa_code"><button>OK</button></form>',
  ],
  [
    'one field for the app and for backup codes',
    '#t',
    '<label for="t"><span>Enter code from your mobile app or one of your backup codes</span></label><input id="t" name="twofactor_token"><a href="#">Try recovery</a>',
  ],
  [
    'an app by its own name',
    '5 boxes',
    `<div>Enter the code from your Acme Mobile App</div><form><div>${BOX.repeat(5)}</div></form><div>Use backup code</div>`,
  ],
  [
    'the app beside mail and phone, each with its own button (Chinese)',
    '#g',
    '<h3>安全验证</h3><div><div>邮箱验证码</div><input placeholder="请输入邮箱验证码" maxlength="6"><button>发送验证码</button></div><div><div>手机验证码</div><input placeholder="请输入短信验证码" maxlength="6"><button>发送验证码</button></div><div><div>谷歌验证码</div><input id="g" placeholder="请输入谷歌验证码" maxlength="6"></div>',
  ],
  [
    'a second factor beside mail with a button in one form',
    '#g',
    '<form><label>2FA code <input id="g" maxlength="6"></label><label>Email code <input name="m" maxlength="6"></label><button type="button">Send code</button><button>Confirm</button></form>',
  ],
  [
    'an app on a device that is named too',
    '#c',
    '<h1>Two-factor authentication</h1><label for="c">Code from the app on your mobile device</label><input id="c">',
  ],
  [
    'a link to the way by message',
    '#c',
    '<h1>Two-factor authentication</h1><label for="c">6-digit code</label><input id="c"><a href="#">Get a code via SMS instead</a>',
  ],
  [
    'Ukrainian',
    '#f2a',
    '<h2>Двоетапна перевірка</h2><p>Введіть 6-значний код із програми автентифікації</p><input id="f2a" maxlength="6"><button>Далі</button>',
  ],
  [
    'Greek',
    '#v',
    '<h2>Επαλήθευση σε δύο βήματα</h2><p>Εισαγάγετε τον κωδικό από την εφαρμογή ελέγχου ταυτότητας</p><input id="v" placeholder="6ψήφιος κωδικός">',
  ],
  [
    'Polish, with its own letters',
    '#v',
    '<h2>Uwierzytelnianie dwuskładnikowe</h2><label for="v">Kod</label><input id="v">',
  ],
  ['Turkish, with its own letters', '#v', '<h2>İki adımlı doğrulama</h2><label for="v">Kod</label><input id="v">'],
  [
    'a field named for the phone on a page about the app',
    '#input__phone_verification_pin',
    '<h1>Enter the code from your authenticator app</h1><form><label for="input__phone_verification_pin">6-digit code</label><input id="input__phone_verification_pin" maxlength="6" name="pin" inputmode="numeric"><button>Submit</button></form><a href="#">Verify using SMS</a>',
  ],
  [
    'a secret key that is marked as a one-time code',
    '#k',
    '<form><input name="username"><input type="password" name="password"><input id="k" autocomplete="one-time-code" name="secretkey" placeholder="Secret Key"></form>',
  ],
  [
    'a Latin word amid letters of another script',
    '#c',
    '<label for="c">请输入OTP</label><input id="c" maxlength="6"><button>确认</button>',
  ],
  [
    'boxes of which only the first has an id',
    '6 boxes',
    `<label for="totp">Two-factor authentication code</label><div>${'<input class="box" inputmode="numeric" maxlength="6">'.repeat(6).replace('<input', '<input id="totp"')}</div>`,
  ],
];

const OTHER_PAGES: readonly (readonly [string, string])[] = [
  [
    'a bare code that the text behind it calls a backup code',
    '<h1>Two-factor authentication</h1><p>A second factor is needed.</p><form><input name="code"><button>Log in</button><p>Type one of your backup codes above.</p></form>',
  ],
  [
    'a text message while the tab of the app is closed',
    '<div role="tablist"><button role="tab" aria-selected="false">Authenticator app</button><button role="tab" aria-selected="true">Text message</button></div><div role="tabpanel"><p>We texted a code to ***42</p><input name="code" placeholder="6-digit code" autocomplete="one-time-code"></div>',
  ],
  [
    'a text message with a link to the app',
    '<h1>Two-step verification</h1><p>We sent a code to your phone.</p><input name="code" autocomplete="one-time-code"><a href="#">Use your authenticator app</a>',
  ],
  [
    'a text message in the section above the app',
    '<section><h3>Text message</h3><p>We sent a code to ***42.</p><label>Verification code <input name="a"></label></section><section><h3>Authenticator app</h3><label>Device name <input name="b"></label></section>',
  ],
  [
    'a phone verified in a form of its own (Korean)',
    '<h2>휴대폰 본인인증</h2><label>이름<input name="nm"></label><label>휴대폰 번호<input name="hp" type="tel"></label><button>인증번호 받기</button><label>인증번호<input name="cert" maxlength="6"></label>',
  ],
  [
    'a message in Hindi',
    '<h2>ओटीपी सत्यापित करें</h2><p>आपके मोबाइल नंबर ******4321 पर भेजा गया ओटीपी दर्ज करें</p><input type="tel" id="otp" maxlength="6">',
  ],
  [
    'a message in Polish, with its own letters',
    '<h2>Weryfikacja dwuetapowa</h2><p>Wysłaliśmy kod na Twój telefon.</p><input name="kod" maxlength="6">',
  ],
  [
    'a text message that was chosen by a radio button',
    '<h1>Two-factor authentication</h1><label><input type="radio" name="m">Authenticator app</label><label><input type="radio" name="m" checked>Text message</label><p>Enter the 6-digit code we texted to •••-1234.</p><input name="code" maxlength="6">',
  ],
  [
    'a phone number, a code and something that only looks like a button (Chinese)',
    '<div><input placeholder="手机号" type="tel"><input placeholder="6位验证码" maxlength="6" type="tel"><span>发送验证码</span><button>登录</button></div>',
  ],
  [
    'a mail that went to the inbox',
    '<h1>Log in</h1><p>Paste the login code from your inbox</p><form><input name="code" placeholder="Login code"></form>',
  ],
  [
    'the settings of a new account in an authenticator',
    '<h1>Add account to authenticator</h1><form><label>Secret key<input name="secret"></label><label>Digits<input name="digits" type="number" value="6"></label><label>Period<input name="period" type="number" value="30"></label></form>',
  ],
  [
    'a code of another kind that is called code inside',
    '<h1>Pay for parking</h1><form><label>Zone code<input name="code" inputmode="numeric" maxlength="6" placeholder="6 digit zone code"></label></form>',
  ],
  ['a number for a bank transfer', '<h1>Zahlung bestätigen</h1><label>mTAN<input name="otp" maxlength="6"></label>'],
  [
    'an access code for guests',
    '<h1>Guest WiFi</h1><form><p>Enter the access code from reception</p><input name="code" placeholder="Access code" maxlength="8"></form>',
  ],
  [
    'the secret key of a new account',
    '<h1>Authenticator</h1><form><input name="secretkey" placeholder="Secret key"></form>',
  ],
  [
    'a key to touch',
    '<h1>Two-step login</h1><p>Insert your YubiKey into the USB port, then touch its button.</p><label for="t">Verification code</label><input id="t" type="password" name="Token">',
  ],
  [
    'a code by letter',
    '<p>Sie haben den Aktivierungscode per Post erhalten.</p><label for="c">Bestätigungscode</label><input id="c" maxlength="8">',
  ],
];

describe('detectCodeFields on pages with several ways', () => {
  it.each(CODE_PAGES)('finds %s', (_name, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHER_PAGES)('leaves %s alone', (_name, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});

describe('normaliseText', () => {
  it.each([
    ['Składnik', 'skladnik'],
    ['ADIMLI', 'adimli'],
    ['İki adımlı', 'iki adimli'],
    ['Bekræft', 'bekraeft'],
    ['Größe', 'grosse'],
    ['كود', normaliseText('کود')],
    ['ΚΩΔΙΚΟΣ', normaliseText('κωδικός')],
  ])('writes %s without the letters that keyboards lack', (text, plain) => {
    expect(normaliseText(text)).toBe(plain);
  });
});
