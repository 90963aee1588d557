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
];

describe('detectCodeFields on pages of large sites', () => {
  it.each(CODE_PAGES)('finds %s', (_name, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHER_PAGES)('leaves %s alone', (_name, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
