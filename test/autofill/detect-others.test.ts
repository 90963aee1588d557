/** Codes and answers of another kind that pages mark or name as they would a code of an authenticator app. */
import { describe, expect, it } from 'vitest';
import { foundIn } from './markup.ts';

const CODE_PAGES: readonly (readonly [string, string, string])[] = [
  [
    'a marked code beside a television in the heading of a service',
    '#c',
    '<h1>MyTV</h1><p>Two-step verification: enter the code from your app.</p><input id="c" name="code" autocomplete="one-time-code">',
  ],
  [
    'a code that the label asks for in a question',
    '#c',
    '<label for="c">What is the code in your authenticator app?</label><input id="c" name="mfa">',
  ],
  [
    'a code in a field for answers of whatever kind',
    '#a',
    '<h1>Google Authenticator</h1><label for="a">Código de verificación</label><input id="a" name="respuesta">',
  ],
  [
    'a verification code under a link to the documentation',
    '#v',
    '<p>Enter your verification code.</p><label for="v">Verification code</label><input id="v"><a href="/docs">Documentation</a>',
  ],
  [
    'an attempt at a one-time password, as a framework calls it',
    '#user_otp_attempt',
    '<label for="user_otp_attempt">Two-factor code</label><input name="user[otp_attempt]" id="user_otp_attempt">',
  ],
  ['a one-time password in glued words', '#c', '<input id="c" name="otpcode">'],
  ['a one-time password in a script without spaces', '#c', '<label for="c">OTPコード</label><input id="c" name="x1">'],
  [
    'a passcode of six digits',
    '#p',
    '<h1>Sign in</h1><label for="p">Enter your 6-digit passcode</label><input id="p">',
  ],
  ['a passcode that nothing but its name tells', '#p', '<input id="p" name="passcode" maxlength="6">'],
  [
    'a verification code shown as dots, alone on its page',
    '#c',
    '<label for="c">Verification code:</label><input type="password" id="c"><button>Log in</button>',
  ],
];

const OTHER_PAGES: readonly (readonly [string, string])[] = [
  [
    'a code on a television, marked for one-time codes',
    '<p>The TV shows six digits. Type them here.</p><input name="code" maxlength="6" autocomplete="one-time-code"><button>Next</button>',
  ],
  [
    'a pairing code that a form library marks',
    '<h2>Pairing</h2><label for="p">6-digit code</label><input id="p" inputmode="numeric" autocomplete="one-time-code">',
  ],
  [
    'a security question that is called a second factor inside (Italian)',
    '<h1>Verifica in due passaggi</h1><label for="q">Qual è il cognome di tua nonna?</label><input id="q" name="2faDomanda">',
  ],
  [
    'a security question that is called a second factor inside (German)',
    '<h1>Zwei-Faktor-Anmeldung</h1><label>Wie hieß Ihr erstes Haustier?<input name="mfaEingabe"></label>',
  ],
  [
    'an answer that only its identifier names (Spanish)',
    '<h1>Verificación en dos pasos</h1><label>Su primer colegio<input name="respuesta2fa"></label>',
  ],
  [
    'a code on paper (French)',
    '<h1>Contrôler un billet</h1><form><label for="n">Numéro du billet</label><input id="n"><label for="c">Code de vérification imprimé au verso</label><input id="c" maxlength="6"></form>',
  ],
  [
    'a code on paper (Polish)',
    '<p>Przepisz kod weryfikacyjny nadrukowany na zaświadczeniu.</p><input name="kod" placeholder="Kod weryfikacyjny" maxlength="8">',
  ],
  [
    'the code of a document',
    '<p>Anyone can check that a document is genuine.</p><input placeholder="Verification code of the document"><button>Check</button>',
  ],
  [
    'letters of a picture further off, by the class of the field',
    '<form><p><label for="v">Verification</label><input id="v" name="security_code" class="form-captcha" placeholder="Enter code" maxlength="6"></p><p><em></em></p></form>',
  ],
  [
    'how long a code holds',
    '<form><label for="t">Valid for (minutes)</label><input id="t" name="otp_ttl_minutes" type="number"></form>',
  ],
  [
    'how long a session holds after a second factor',
    '<h1>Require multi-factor authentication</h1><form><label>Session lifetime<input name="mfa_session_hours" type="number"></label></form>',
  ],
  [
    'how often a code may be wrong (Spanish)',
    '<form><label>Intentos permitidos<input name="otp_intentos" type="number"></label><label>Plantilla<input name="otp_template"></label></form>',
  ],
  [
    'the city of a sender (Russian in Latin letters)',
    '<form><label>Город<input name="otpravitel_gorod"></label></form>',
  ],
  ['the years of a loan (Croatian)', '<form><label>Rok otplate<input name="rok" inputmode="numeric"></label></form>'],
  [
    'the code by which a domain moves (Spanish)',
    '<h1>Transferir un dominio</h1><form><label>Dominio<input name="d"></label><label for="a">Auth code<input id="a" name="authcode"></label></form>',
  ],
  [
    'a code of a company among its other numbers',
    '<form><label>Registered office<input name="office"></label><label>Auth code<input name="auth_code"></label><label>UTR<input name="utr"></label><label>SIC<input name="sic"></label></form>',
  ],
  [
    'a code that the page shows itself',
    '<p>Type the digits shown below: <b>482913</b></p><label>Confirmation code<input name="confirm" maxlength="6"></label>',
  ],
  [
    'a code on a screen in the room (French)',
    '<p>Saisissez le code qui s’affiche à l’écran.</p><input name="code" maxlength="6" inputmode="numeric" placeholder="Code">',
  ],
  [
    'what opens a page for guests',
    '<h1>Family album</h1><form><label for="p">Passcode</label><input id="p" name="passcode" maxlength="8"></form>',
  ],
  [
    'a password that an identifier calls a code, alone on its page',
    '<label for="c">Enter your password</label><input type="password" id="c" name="code"><button>Log in</button>',
  ],
  [
    'what a search engine asks of the owner of a site',
    '<h2>Webmaster tools</h2><form><label for="g">Verification code</label><input id="g" name="verify"><button>Save</button></form>',
  ],
  ['a code to apply', '<div><input placeholder="Enter code"><button>Apply</button></div>'],
  [
    'a code to redeem (German)',
    '<form><label>Code<input name="code" maxlength="8"></label><button>Einlösen</button></form>',
  ],
  ['the code of a door', '<p>Type the code of the front door.</p><input name="code" maxlength="6" placeholder="Code">'],
];

describe('detectCodeFields beside codes of other kinds', () => {
  it.each(CODE_PAGES)('finds %s', (_name, field, body) => {
    expect(foundIn(body)).toBe(field);
  });

  it.each(OTHER_PAGES)('leaves %s alone', (_name, body) => {
    expect(foundIn(body)).toBeUndefined();
  });
});
