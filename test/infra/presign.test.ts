// An upload to S3 by a plain form: the signature is the one that AWS publishes for its example, and the policy lets through that one file and no other.
import { describe, expect, test } from 'vitest';
import { credentialsOf, signatureOf, signedAddress, type Upload, uploadForm } from '../../infra/aws/presign.ts';

/** AWS's own example of a browser's upload under signature version 4, byte for byte as its documentation has it (its lines end in CR LF). */
const example = [
  '{ "expiration": "2015-12-30T12:00:00.000Z",',
  '  "conditions": [',
  '    {"bucket": "sigv4examplebucket"},',
  '    ["starts-with", "$key", "user/user1/"],',
  '    {"acl": "public-read"},',
  '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
  '    ["starts-with", "$Content-Type", "image/"],',
  '    {"x-amz-meta-uuid": "14365123651274"},',
  '    {"x-amz-server-side-encryption": "AES256"},',
  '    ["starts-with", "$x-amz-meta-tag", ""],',
  '',
  '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
  '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
  '    {"x-amz-date": "20151229T000000Z" }',
  '  ]',
  '}',
].join('\r\n');
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

test('signs AWS’s published example as AWS does', () => {
  const policy = Buffer.from(example).toString('base64');
  expect(signatureOf(policy, { day: '20151229', region: 'us-east-1', secretAccessKey })).toBe(
    '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e',
  );
});

describe('a form', () => {
  const upload: Upload = {
    bucket: 'daybook-files',
    region: 'eu-west-2',
    key: 'uploads/essex/gias/job_1.csv',
    bytes: 100_000_000,
    returnTo: 'https://bookings.example.org/essex/schools/imports/job_1',
    now: Date.parse('2026-11-24T09:05:06.789Z'),
  };
  const form = uploadForm(upload, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, sessionToken: 'the-token' });
  const policy = JSON.parse(Buffer.from(form.fields.policy ?? '', 'base64').toString()) as { expiration: string; conditions: unknown[] };

  test('leads to the bucket in its own region', () => {
    expect(form.action).toBe('https://daybook-files.s3.eu-west-2.amazonaws.com/');
  });

  test('may send one file under one key, of so many bytes, for fifteen minutes, and leads back to one address', () => {
    expect(policy).toEqual({
      expiration: '2026-11-24T09:20:06.789Z',
      conditions: [
        { bucket: 'daybook-files' },
        { key: 'uploads/essex/gias/job_1.csv' },
        { success_action_redirect: 'https://bookings.example.org/essex/schools/imports/job_1' },
        { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
        { 'x-amz-credential': 'AKIDEXAMPLE/20261124/eu-west-2/s3/aws4_request' },
        { 'x-amz-date': '20261124T090506Z' },
        { 'x-amz-security-token': 'the-token' },
        ['starts-with', '$x-amz-meta-filename', ''],
        ['content-length-range', 0, 100_000_000],
      ],
    });
  });

  test('carries every field that S3 holds against the policy, and the signature of just that policy', () => {
    const exact = Object.assign({}, ...policy.conditions.filter((each) => !Array.isArray(each))) as Record<string, string>;
    const { bucket: _, ...asked } = exact;
    const { policy: text = '', 'x-amz-signature': signature, 'x-amz-meta-filename': name, ...given } = form.fields;
    expect(given).toEqual(asked);
    // S3 puts the sent file's own name in its place.
    expect(name).toBe(['$', '{filename}'].join(''));
    expect(signature).toBe(signatureOf(text, { day: '20261124', region: 'eu-west-2', secretAccessKey }));
  });

  test('names no session token where there is none', () => {
    expect(JSON.stringify(uploadForm(upload, { accessKeyId: 'a', secretAccessKey }))).not.toContain('security-token');
  });
});

describe('an address', () => {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey };

  test('is signed as AWS signs its published example', () => {
    const download = { origin: 'https://examplebucket.s3.amazonaws.com', region: 'us-east-1', key: 'test.txt', seconds: 86_400 };
    expect(signedAddress({ ...download, now: Date.parse('2013-05-24T00:00:00Z') }, credentials)).toBe(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
  });

  test('fetches one file under a name for fifteen minutes, with the session it is signed by', () => {
    const download = { origin: 'https://f.s3.eu-west-2.amazonaws.com', region: 'eu-west-2', key: 'uploads/exports/essex/a b.ndjson' };
    const query = { 'response-content-disposition': 'attachment; filename="ledger.ndjson"' };
    const url = new URL(signedAddress({ ...download, query, now: 0 }, { ...credentials, sessionToken: 'the+token' }));
    expect(url.pathname).toBe('/uploads/exports/essex/a%20b.ndjson');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'response-content-disposition': 'attachment; filename="ledger.ndjson"',
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'the+token',
      'X-Amz-SignedHeaders': 'host',
    });
    // What is signed is in order by its name, capitals first, and the signature comes last.
    const names = [...url.searchParams.keys()];
    expect(names.slice(0, -1)).toEqual(names.slice(0, -1).sort());
    expect(names.at(-1)).toBe('X-Amz-Signature');
  });
});

test('the credentials are those that Lambda gives its function, and without them nothing is signed', () => {
  const given = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
  expect(credentialsOf(given)).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
  expect(() => credentialsOf({ AWS_ACCESS_KEY_ID: 'a' })).toThrow('no credentials');
});
