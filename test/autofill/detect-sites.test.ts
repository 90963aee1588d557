/** Pages in the manner of large sites, written blind: what stands around the field is as much as what names it. */
import { describe, expect, it } from 'vitest';
import { foundIn } from './markup.ts';

const CODE_PAGES: readonly (readonly [string, string, string])[] = [
  [
    'a code shown as dots that only its word and the prose name (French)',
    '#token',
    '<h2>Votre jeton</h2><p>Saisissez le code affiché par l’application d’authentification.</p><form><label for="token">Jeton</label><input type="password" name="token" id="token"></form>',
  ],
  [
    'a passcode shown as dots under an instruction',
    '#response',
    '<form><label>Please enter the 6-digit code from your authenticator app</label><span id="l">Passcode:</span><input id="response" name="response" type="password" title="Enter passcode" aria-labelledby="l"></form>',
  ],
  [
    'dots in a table that only an identifier names',
    '#totptoken_3',
    '<table><tr><td>Please enter the code shown in your authenticator application.</td></tr><tr><td>Authentication Code:</td><td><input id="totptoken_3" type="password" name="totptoken"></td></tr></table>',
  ],
  [
    'a bare code of the app or of the recovery list',
    '#c',
    '<p>Enter the code from your device or one of your recovery codes.</p><label for="c">Code</label><input id="c" name="code" inputmode="numeric">',
  ],
  [
    'a bare code of the app, the recovery list in a sentence of its own',
    '#c',
    '<p>Enter the code from your authenticator app. You can also use a recovery code.</p><label for="c">Code</label><input id="c" name="code" inputmode="numeric">',
  ],
  [
    'a bare code before which nothing asks for recovery',
    '#c',
    '<h1>Two-factor authentication</h1><label for="c">Code</label><input id="c" name="code" inputmode="numeric"><p>Lost your phone? Type a recovery code instead.</p>',
  ],
  [
    'a token shown as dots after the password of a second factor',
    '#t',
    '<h1>Google Authenticator</h1><p>Your device for multifactor authentication is: phone.</p><form><label for="t"><input type="password" id="t" name="token"><span>Token</span></label><button>Log in</button></form>',
  ],
  [
    'boxes under steps that speak of a picture to scan',
    '6 boxes',
    `<ol><li>Scan the picture with an authenticator app</li><li>Type the code of the app</li></ol><div>${[1, 2, 3, 4, 5, 6].map((n) => `<input type="number" aria-label="Character ${n}">`).join('')}</div>`,
  ],
  [
    'a password field of a portal that only the words before it name',
    '#passwd',
    '<form><span>Enter your authenticator code (TOTP)</span><input type="password" id="passwd" name="passwd" placeholder="Response"><input type="submit" value="LOG IN"></form>',
  ],
  [
    'an app on a telephone (Turkish)',
    'gkod',
    '<h2>İki Aşamalı Doğrulama</h2><p>Telefonunuzdaki uygulamada görünen 6 haneli kodu yazın.</p><input name="gkod" placeholder="______" maxlength="6">',
  ],
  [
    'an app by what it proves, in a case of its own (Slovenian)',
    'f1',
    '<h2>Odprite aplikacijo za preverjanje pristnosti in vnesite prikazano kodo</h2><input name="f1" maxlength="6" placeholder="Koda">',
  ],
  [
    'an app by what it proves, in a script without capitals (Georgian)',
    'f1',
    '<h2>გახსენით ავთენტიფიკატორის აპი და შეიყვანეთ ნაჩვენები კოდი</h2><input name="f1" maxlength="6" placeholder="კოდი">',
  ],
  [
    'an authentication code as third field of a login (Italian)',
    '#t',
    '<form><input name="u" autocomplete="username"><input name="p" type="password"><label for="t">Codice di autenticazione</label><input id="t" name="third"></form>',
  ],
];

const OTHER_PAGES: readonly (readonly [string, string])[] = [
  [
    'a bare code when the text asks for a recovery code (German)',
    '<h1>Zwei-Faktor-Authentifizierung</h1><p>Kein Zugriff auf die Authenticator-App? Geben Sie einen Ihrer Notfallcodes ein.</p><label for="c">Code</label><input id="c" name="code" maxlength="10">',
  ],
  [
    'a bare code when the text asks for a backup code (Portuguese)',
    '<h1>Verificação em duas etapas</h1><p>Digite o código de recuperação.</p><label for="c">Código</label><input id="c" name="code" maxlength="8">',
  ],
  [
    'the name of an authenticator',
    '<h1>Add an authenticator app</h1><label for="n">Name of this authenticator</label><input id="n" name="deviceName" placeholder="e.g. My phone">',
  ],
  [
    'a password before an authenticator is set up',
    '<h1>Enable two-factor authentication</h1><p>Confirm your password before you set up your authenticator app.</p><label for="p">Password</label><input id="p" type="password" name="sudo_token">',
  ],
  [
    'what an administrator sets up for codes',
    '<h1>Two-factor settings</h1><form><label>TOTP issuer <input name="issuer"></label><label>One-time password length <input name="otp_length"></label><label>Drift of TOTP (windows) <input name="totp_drift"></label></form>',
  ],
  [
    'a number too small for a code',
    '<h1>Google Authenticator</h1><form><label>TOTP steps <input type="number" name="totp_steps" min="0" max="5"></label></form>',
  ],
  [
    'one marked field where the text asks for a PIN',
    '<h1>Parental control</h1><p>Enter your PIN</p><input autocomplete="one-time-code" inputmode="numeric" aria-label="Enter verification code">',
  ],
  [
    'marked boxes where the heading asks for a PIN',
    `<h1>Choose a PIN</h1>${'<input autocomplete="one-time-code" inputmode="numeric" maxlength="1">'.repeat(6)}`,
  ],
  [
    'an admin token shown as dots',
    '<h1>Authenticate</h1><p>Enter the token of the administrator.</p><form><input type="password" name="token" placeholder="Token"></form>',
  ],
  [
    'a code of so many digits under a heading of backup codes',
    '<h1>Use a backup code</h1><form><label for="c">8-digit code</label><input id="c" name="code" inputmode="numeric" maxlength="8"></form>',
  ],
  [
    'the settings of a code generator',
    '<h1>TOTP Generator</h1><label for="d">Number of digits</label><input id="d" type="number" value="6"><label for="p">Token period (in seconds)</label><input id="p" type="number" value="30">',
  ],
  [
    'the days of a policy',
    '<fieldset><legend>Two-factor authentication</legend><label for="g">Grace period (days)</label><input id="g" name="two_factor_grace_period" type="number"><label for="r">Remember authenticator for (days)</label><input id="r" name="mfa_remember_days" type="number"></fieldset>',
  ],
  [
    'a code on a television (Spanish)',
    '<h1>Activa tu dispositivo</h1><p>Introduce el código de 6 caracteres que aparece en tu televisor.</p><input name="code" maxlength="6" placeholder="Código de activación">',
  ],
  [
    'a password below words of an app',
    '<form><input name="username"><p>After the password your authenticator app asks for a code.</p><input type="password" name="p"></form>',
  ],
  [
    'the key of an authenticator in an item of a vault',
    '<form><label>Username <input name="u"></label><label>Authenticator key (TOTP) <input name="totp_secret"></label><label>URL <input name="url"></label></form>',
  ],
  [
    'a compound word for a code of a session (German)',
    '<h1>Sitzung beitreten</h1><p>Geben Sie den 6-stelligen Sitzungscode ein, den Ihr Techniker nennt.</p><input name="code" maxlength="6" inputmode="numeric">',
  ],
  [
    'a label in words that no list knows (Estonian)',
    '<label for="c">Sooduskood</label><input id="c" name="code" maxlength="8">',
  ],
  [
    'a label in words that no list knows (Bengali)',
    '<h1>আমন্ত্রণ</h1><label for="c">আমন্ত্রণ কোড</label><input id="c" name="code" maxlength="6">',
  ],
  [
    'a recovery code whose word holds the letters of "or" (Persian)',
    '<h2>2FA</h2><p>کد بازیابی را وارد کنید</p><label for="c">کد</label><input id="c" name="code" maxlength="10">',
  ],
  [
    'recovery codes by another name',
    '<h1>Two-factor authentication</h1><p>Enter one of the 10 printable codes you saved.</p><label for="c">Code</label><input id="c" name="code" maxlength="8">',
  ],
  [
    'a code of so many digits under a heading of rewards (German)',
    '<h1>Prämie einlösen</h1><form><label for="c">8-stelliger Code</label><input id="c" name="code" maxlength="8"></form>',
  ],
  [
    'an address that an authenticator imports',
    '<h1>Import from authenticator</h1><form><label>otpauth URI<input name="uri"></label><label>Account<input name="label"></label></form>',
  ],
  [
    'boxes for the end of a telephone number (Chinese)',
    `<h1>请输入手机号后六位</h1><form>${'<input class="d" maxlength="1" inputmode="numeric">'.repeat(6)}</form>`,
  ],
  [
    'a filter on a page about an authenticator',
    '<h1>Security</h1><h2>Authenticator app</h2><p>Added on May 3</p><h2>Devices</h2><label>Find device<input name="find" maxlength="8"></label>',
  ],
  [
    'an authentication code beside a picture in a login',
    '<form><input name="u" autocomplete="username"><input name="p" type="password"><div><label for="t">Authentication code</label><img src="/code.png" width="90" height="30" alt="captcha"><input id="t" name="third"></div></form>',
  ],
];

describe('detectCodeFields on pages of large sites', () => {
  it.each(CODE_PAGES)('finds %s', (_name, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHER_PAGES)('leaves %s alone', (_name, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
