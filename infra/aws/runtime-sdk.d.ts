// The parts of the SDK that Lambda's runtime carries and that are not installed here, as far as the entry uses them.
declare module '@aws-sdk/client-s3' {
  export class GetObjectCommand {
    constructor(input: { Bucket: string; Key: string; Range?: string; IfMatch?: string });
  }
  export class HeadObjectCommand {
    constructor(input: { Bucket: string; Key: string });
  }
  type Place = { Bucket: string; Key: string };
  export class CreateMultipartUploadCommand {
    constructor(input: Place);
    private readonly begins: true;
  }
  export class UploadPartCommand {
    constructor(input: Place & { UploadId: string; PartNumber: number; Body: Uint8Array });
    private readonly adds: true;
  }
  export class CompleteMultipartUploadCommand {
    constructor(input: Place & { UploadId: string; MultipartUpload: { Parts: { ETag: string; PartNumber: number }[] } });
    private readonly ends: true;
  }
  export class S3Client {
    constructor(configuration: object);
    send(command: CreateMultipartUploadCommand): Promise<{ UploadId?: string }>;
    send(command: UploadPartCommand): Promise<{ ETag?: string }>;
    send(command: CompleteMultipartUploadCommand): Promise<object>;
    send(command: GetObjectCommand | HeadObjectCommand): Promise<{
      Body?: AsyncIterable<Uint8Array>;
      ContentLength?: number;
      ETag?: string;
      Metadata?: Record<string, string>;
    }>;
  }
}

declare module '@aws-sdk/client-secrets-manager' {
  export class GetSecretValueCommand {
    constructor(input: { SecretId: string });
  }
  export class SecretsManagerClient {
    constructor(configuration: object);
    send(command: GetSecretValueCommand): Promise<{ SecretString?: string }>;
  }
}
