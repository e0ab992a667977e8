// The module Lambda loads beside a room's bundle. Everything here happens in INIT, before the first visitor; only the clients that the
// function's grants call for are loaded, from the SDK that Lambda's own runtime carries.
import type { Create } from '../../shared/http.ts';
import { nameField } from './presign.ts';
import { type Cloud, secretVariables, start } from './shim.ts';

const variables = process.env;
const granted = (variable: string) => variables[variable] !== undefined;
const refuse = (what: string) => (): never => {
  throw new Error(`this function is granted no ${what}`);
};

async function invoker(): Promise<Cloud['invoke']> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({});
  return async (FunctionName, InvocationType, Payload) => {
    const reply = await client.send(new InvokeCommand({ FunctionName, InvocationType, Payload }));
    return { failed: reply.FunctionError !== undefined, payload: new TextDecoder().decode(reply.Payload) };
  };
}

async function secretReader(): Promise<Cloud['readSecret']> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({});
  return async (SecretId) => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    } catch (error) {
      // The secret is there from the first deployment; its value may not be yet.
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
}

type Files = Pick<Cloud, 'openFile' | 'fileMark' | 'beginFile' | 'addPart' | 'endFile'>;

async function fileKeeper(): Promise<Files> {
  const { CompleteMultipartUploadCommand, CreateMultipartUploadCommand, GetObjectCommand, HeadObjectCommand, S3Client, UploadPartCommand } =
    await import('@aws-sdk/client-s3');
  const client = new S3Client({});
  const given = (value: string | undefined, what: string): string => {
    if (value === undefined) throw new Error(`S3 answered no ${what}`);
    return value;
  };
  const named = (error: unknown, name: string) => error instanceof Error && error.name === name;
  return {
    async *openFile(Bucket, Key, from, mark) {
      const only = { ...(from > 0 ? { Range: `bytes=${from}-` } : {}), ...(mark === undefined ? {} : { IfMatch: mark }) };
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...only }));
        if (Body === undefined) throw new Error(`${Key} came without a body`);
        yield* Body;
      } catch (error) {
        if (named(error, 'PreconditionFailed')) throw Object.assign(new Error(`another file stands under ${Key}`), { name: 'FileChanged' });
        // From its end on a file has nothing more, which S3 calls an error.
        if (!named(error, 'InvalidRange')) throw error;
      }
    },
    async fileMark(Bucket, Key) {
      try {
        const { ContentLength = 0, ETag = '', Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key }));
        const name = Metadata?.[nameField];
        return { size: ContentLength, mark: ETag, ...(name ? { name } : {}) };
      } catch (error) {
        if (named(error, 'NotFound')) return undefined;
        throw error;
      }
    },
    async beginFile(Bucket, Key) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      return given(UploadId, 'upload');
    },
    async addPart(Bucket, Key, UploadId, PartNumber, Body) {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return given(ETag, 'receipt');
    },
    async endFile(Bucket, Key, UploadId, receipts) {
      const Parts = receipts.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
      await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    },
  };
}

function noFiles(): Files {
  const none = refuse('files');
  return { openFile: none, fileMark: none, beginFile: none, addPart: none, endFile: none };
}

const secrets = Object.values(secretVariables).some(({ arn }) => granted(arn));
const [invoke, readSecret, files, room] = await Promise.all([
  granted('FUNCTION_PREFIX') ? invoker() : refuse('calls'),
  secrets ? secretReader() : refuse('secrets'),
  granted('FILES_BUCKET') ? fileKeeper() : noFiles(),
  import(new URL('./index.mjs', import.meta.url).href) as Promise<{ create: Create }>,
]);

export const handler = await start(variables, room.create, { invoke, readSecret, ...files });
