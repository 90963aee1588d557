/** Codes of every type. Pure but for WebCrypto: the moment comes in, nothing is kept between calls. */
import type { UnixMs } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { OtpParameters } from './account.ts';
import { createHotpCoder } from './hotp.ts';
import { createMotpCoder } from './motp.ts';
import { encodeSteamCode } from './steam.ts';
import { stepStartMs, timeStepAt } from './time-step.ts';
import { deriveYandexKey, encodeYandexCode, truncateYandexDigest } from './yandex.ts';

/** Consecutive codes: `codes[n]` holds from `startMs + n * periodMs` for `periodMs`. */
export interface CodeRun {
  readonly startMs: UnixMs;
  readonly periodMs: number;
  readonly codes: readonly string[];
}

type Coder = (counter: number) => string | Promise<string>;

/**
 * The code that holds at `nowMs`; for HOTP the code of the account's counter, which does not move by itself.
 * Throws the fault `pin-missing` for mOTP and Yandex without a PIN: a code without it would be a wrong one.
 */
export async function codeAt(parameters: OtpParameters, nowMs: UnixMs): Promise<string> {
  if (parameters.type === 'hotp') return hotpCode(parameters, parameters.counter);
  const coder = await createCoder(parameters);
  return coder(timeStepAt(nowMs, parameters.periodSeconds));
}

/**
 * `count` codes from the period of `nowMs` on, for types that count time. One key import for the whole run, so that a
 * view can be given minutes ahead. Throws `pin-missing` like `codeAt`.
 */
export async function codeRun(parameters: OtpParameters, nowMs: UnixMs, count: number): Promise<CodeRun> {
  if (parameters.type === 'hotp') throw new TypeError('HOTP counts events, not time: there is no run of codes');
  const coder = await createCoder(parameters);
  const first = timeStepAt(nowMs, parameters.periodSeconds);
  const codes = await Promise.all(Array.from({ length: count }, (_, ahead) => coder(first + ahead)));
  return {
    startMs: stepStartMs(first, parameters.periodSeconds),
    periodMs: parameters.periodSeconds * 1000,
    codes,
  };
}

/** The code of any counter (RFC 4226 section 5), whatever the account's own counter is. */
export async function hotpCode(parameters: OtpParameters, counter: number): Promise<string> {
  const coder = await createHotpCoder(parameters.secret.reveal(), parameters.algorithm, parameters.digits);
  return coder(counter);
}

async function createCoder(parameters: OtpParameters): Promise<Coder> {
  const { type, secret, algorithm, digits } = parameters;
  switch (type) {
    case 'totp':
    case 'hotp':
      return createHotpCoder(secret.reveal(), algorithm, digits);
    case 'steam':
      return createHotpCoder(secret.reveal(), 'SHA1', digits, { encodeToken: encodeSteamCode });
    case 'motp':
      return createMotpCoder(secret, pinOf(parameters), digits);
    case 'yandex': {
      const key = await deriveYandexKey(secret, pinOf(parameters));
      const shape = { truncateDigest: truncateYandexDigest, encodeToken: encodeYandexCode };
      return createHotpCoder(key, 'SHA256', digits, shape);
    }
  }
}

function pinOf(parameters: OtpParameters): Secret {
  if (parameters.pin === undefined) throw new Fault('pin-missing', 'an account of this type makes codes from a PIN');
  return parameters.pin;
}
