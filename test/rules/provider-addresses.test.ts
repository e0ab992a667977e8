// An address that a sign-in rests on is a public one by HTTPS, whoever names it; a demonstration's own machine is the one exception.
import { describe, expect, test } from 'vitest';
import { addressFault, mayBePlain } from '../../functions/identity/rules/addresses.ts';
import { councilSchema, councilSchemaOf } from '../../functions/identity/schema/council.ts';

describe('an address that a sign-in rests on', () => {
  test.each([
    'https://sign-in.example',
    'https://sign-in.example/tenant/v2.0',
    'https://oidc.signin.education.gov.uk:443',
    'https://sign-in.example:8443/keys',
    'https://SIGN-IN.example./keys',
  ])('may be %s', (text) => {
    expect(addressFault(text, false)).toBeUndefined();
    expect(mayBePlain(text, true)).toBe(false);
  });

  const never = [
    'http://sign-in.example',
    'ftp://sign-in.example',
    'file:///etc/passwd',
    'https://127.0.0.1/keys',
    'https://127.1/keys',
    'https://2130706433/keys',
    'https://0x7f000001/keys',
    'https://0177.0.0.1/keys',
    'https://10.0.0.8/keys',
    'https://169.254.169.254/latest/meta-data/',
    'https://192.0.2.1/keys',
    'https://8.8.8.8/keys',
    'https://[::1]/keys',
    'https://[fd00:ec2::254]/latest',
    'https://[::ffff:169.254.169.254]/',
    'https://localhost/keys',
    'https://localhost./keys',
    'https://keys.localhost/',
    'https://metadata/keys',
    'https://metadata.google.internal/',
    'https://keys.internal./',
    'https://printer.local/',
    'https://router.home.arpa/',
    'https://user@sign-in.example/keys',
    'https://user:secret@sign-in.example/keys',
    'https://:secret@sign-in.example/keys',
    'https://sign-in.example:secret@127.0.0.1/keys',
    'http://127.0.0.1.evil.example/keys',
    'http://localhost.evil.example/keys',
    'http://user:secret@127.0.0.1:4010/keys',
    'http://127.0.0.2:4010/keys',
    'http://0.0.0.0:4010/keys',
    'sign-in.example',
    'https://',
    '',
  ];
  test.each(never)('is never %s', (text) => {
    for (const demo of [false, true]) expect(addressFault(text, demo)).toMatch(/^must /);
    expect(mayBePlain(text, true)).toBe(false);
  });

  test.each(['http://127.0.0.1:4010/schools', 'http://localhost:4010', 'http://localhost/keys'])(
    'is %s in a demonstration alone',
    (text) => {
      expect(addressFault(text, true)).toBeUndefined();
      expect(addressFault(text, false)).toBe('must begin with https://');
      expect([mayBePlain(text, true), mayBePlain(text, false)]).toEqual([true, false]);
    },
  );

  const council = (more: object) => ({
    slug: 'wrexmoor',
    name: 'Wrexmoor Council',
    laCode: 999,
    addressLines: ['County Hall', 'Wrexmoor'],
    email: 'services@wrexmoor.example',
    telephone: '01632 960000',
    vatRegistrationNumber: 'GB 999 9999 73',
    bank: { accountName: 'Wrexmoor Council', sortCode: '00-00-00', accountNumber: '00000000' },
    providers: [
      { id: 'it', title: 'It', hint: '', shape: 'dfe-sign-in', issuer: 'https://sign-in.example', clientId: 'daybook', roles: {}, ...more },
    ],
  });
  test.each<[string, object, string]>([
    ['its issuer', { issuer: 'https://169.254.169.254' }, 'providers.0.issuer'],
    ['its roles API', { rolesApi: { origin: 'https://roles.internal', serviceId: 'daybook' } }, 'providers.0.rolesApi.origin'],
    ['its issuer with a query', { issuer: 'https://sign-in.example/?a=b' }, 'providers.0.issuer'],
    ['its issuer on this machine', { issuer: 'http://127.0.0.1:4010' }, 'providers.0.issuer'],
  ])('is asked of a council’s record: %s', (_, more, at) => {
    expect(councilSchema.safeParse(council(more)).error?.issues.map(({ path }) => path.join('.'))).toEqual([at]);
    expect(councilSchema.safeParse(council({})).success).toBe(true);
  });
  test('and a demonstration’s council may have its providers on its own machine', () => {
    const local = {
      issuer: 'http://127.0.0.1:4010/schools',
      rolesApi: { origin: 'http://127.0.0.1:4010/schools-api', serviceId: 'daybook' },
    };
    expect(councilSchemaOf(true).safeParse(council(local)).success).toBe(true);
  });
});
