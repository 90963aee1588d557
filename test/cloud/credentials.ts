/**
 * The accounts that exist at the local cloud from the start, so that every service can be tried without any outside
 * account. They open nothing but this server on loopback.
 */

export const SHAREOTP_KEY = 'sk_shareotp_local_demo_0123456789abcdef';
export const SHAREOTP_MEMBER_KEY = 'sk_shareotp_local_member_0123456789abcd';
export const SENDBLUE_PAIR = { keyId: 'local-demo-key-id', secretKey: 'local-demo-secret-key' } as const;
export const SENDBLUE_TOKEN = 'local-demo-access-token';
export const ONETIMESECRET_USER = { username: 'demo@example.com', apiToken: 'local-demo-api-token' } as const;
export const QUIVA_USER = { email: 'demo@example.com', password: 'local demo password' } as const;
export const QUIVA_API_KEY = 'ms-00112233445566778899aabbccddeeff';
export const QUIVA_JWT = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vQGV4YW1wbGUuY29tIn0.local-demo';

export const WEBDAV_USER = { user: 'demo', password: 'local demo password' } as const;
export const S3_BUCKET = 'tessera';
export const S3_KEY = {
  accessKeyId: 'LOCALDEMOACCESSKEY',
  secretAccessKey: 'local/demo+secret-access-key',
  region: 'local-1',
} as const;
/** Tokens that need no sign-in, and the client that may sign in. */
export const DROPBOX_TOKEN = 'local-demo-dropbox-token';
export const GOOGLE_DRIVE_TOKEN = 'local-demo-google-drive-token';
export const ONEDRIVE_TOKEN = 'local-demo-onedrive-token';
export const SIGN_IN_CLIENT = { id: 'local-demo-client', secret: 'local-demo-client-secret' } as const;

export interface DemoConnection {
  readonly service: 'ShareOTP' | 'Sendblue' | 'quiva.ai' | 'Onetime Secret';
  readonly baseUrl: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a user types under Connected services, for a cloud that answers at `url`. */
export function demoConnections(url: string): readonly DemoConnection[] {
  return [
    { service: 'ShareOTP', baseUrl: `${url}/shareotp`, fields: { 'API key': SHAREOTP_KEY } },
    {
      service: 'Sendblue',
      baseUrl: `${url}/sendblue`,
      fields: { 'API key': SENDBLUE_PAIR.keyId, 'API secret': SENDBLUE_PAIR.secretKey },
    },
    { service: 'quiva.ai', baseUrl: `${url}/quiva`, fields: { 'API key': QUIVA_API_KEY, 'or JWT': QUIVA_JWT } },
    {
      service: 'Onetime Secret',
      baseUrl: `${url}/onetimesecret`,
      fields: { username: ONETIMESECRET_USER.username, 'API token': ONETIMESECRET_USER.apiToken },
    },
  ];
}

export interface DemoStorage {
  readonly storage: 'WebDAV' | 'S3';
  readonly address: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a user types under Sync. The other storages are signed in to, which needs a build with client ids. */
export function demoStorages(url: string): readonly DemoStorage[] {
  return [
    { storage: 'WebDAV', address: `${url}/webdav/tessera`, fields: { ...WEBDAV_USER } },
    { storage: 'S3', address: `${url}/s3`, fields: { bucket: S3_BUCKET, ...S3_KEY } },
  ];
}
