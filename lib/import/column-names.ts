/** What columns of tables and members of JSON are called, in all the apps and password managers whose lists people bring. */

export type ColumnRole =
  | 'uri'
  | 'secret'
  | 'issuer'
  | 'label'
  | 'type'
  | 'algorithm'
  | 'digits'
  | 'period'
  | 'counter'
  | 'pin'
  | 'host'
  | 'tags'
  | 'note';

/** Names in the order of preference, as `bareName` writes them. */
export const COLUMN_NAMES: Readonly<Record<ColumnRole, readonly string[]>> = {
  uri: names(
    'otpauth, uri, otp, totp, otpauth uri, otpauth_uri, otpauth url, totp uri, login_totp, otpauthurl, otpurl',
  ).concat(names('one-time code, one-time password, one time password, authenticator, authenticator key, totp_uri')),
  secret: names(
    'secret, seed, key, totp secret, totp_secret, otp_secret, otpsecret, twofasecret, totp seed, 2fa',
  ).concat(names('secret key, secret_key, totpsecret, totp key, shared secret, otp secret, 2fa secret')),
  issuer: names('issuer, service, title, name, site, provider, company, website name, item name'),
  label: names(
    'label, account, username, user, login, email, login_username, account name, account_name, login name',
  ).concat(names('user name, e-mail, user_name, accountname')),
  type: names('type, otp type, otp_type, kind, token type'),
  algorithm: names('algorithm, algo, hash, hash algorithm'),
  digits: names('digits, length, code length'),
  period: names('period, interval, step, timer, timestep, time step, period (seconds)'),
  counter: names('counter'),
  pin: names('pin'),
  host: names('url, website, web site, login_uri, urls, login url, hostname, link, web address'),
  tags: names('group, folder, tags, tag, grouping, category, vault, collection, collections'),
  note: names('note, notes, comment, comments, extra'),
};

function names(list: string): readonly string[] {
  return list.split(', ').map(bareName);
}

/** `Secret Key`, `secret_key` and `secretKey` are one name. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
