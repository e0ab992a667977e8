// What must outlive every deployment: the table, the uploaded files and the secrets. All of it is retained when the stack goes.

import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Grants } from '../../functions/manifest.ts';
import { acknowledge } from './acknowledge.ts';
import { uploads } from './shim.ts';

export type SecretName = NonNullable<Grants['secrets']>[number];

/** The indexes by name: grants name each, so that no function holds `index/*`. */
export const indexes = ['gsi1', 'gsi2'] as const;

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class Data extends Construct {
  readonly table: TableV2;
  readonly files: Bucket;
  readonly logs: Bucket;
  readonly secrets: Record<SecretName, CfnSecret>;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      tableName: name,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: indexes.map((indexName) => ({
        indexName,
        partitionKey: text(`${indexName}pk`),
        sortKey: text(`${indexName}sk`),
      })),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: 'expiresAt',
      // The stream only rings the outbox's bell, so it carries no more than the keys.
      dynamoStream: StreamViewType.KEYS_ONLY,
    });
    this.logs = this.accessLogs();
    this.files = this.uploadedFiles();
    this.secrets = {
      'quote-key': this.secret(
        'QuoteKey',
        'Signs quotes, so that a price shown is the price charged, and the links to calendar files',
        true,
      ),
      'link-key': this.secret('LinkKey', 'Signs the links in e-mails, such as invitations', true),
      'sign-in': this.secret('SignIn', 'Client secrets of the councils’ sign-in services, as JSON by council', false),
      notify: this.secret('Notify', 'GOV.UK Notify keys and template ids, as JSON by council', false),
      stripe: this.secret('Stripe', 'Stripe keys and webhook secrets, as JSON by council', false),
    };
  }

  private accessLogs(): Bucket {
    const bucket = new Bucket(this, 'Logs', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      lifecycleRules: [{ expiration: Duration.days(180), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(bucket, 'AwsSolutions-S1', 'This bucket holds the access logs of the others; a log of the log would grow without end.');
    return bucket;
  }

  private uploadedFiles(): Bucket {
    return new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: this.logs,
      serverAccessLogsPrefix: 'files/',
      // An upload has done its work once it is imported; a month leaves time to look at a bad one.
      lifecycleRules: [
        {
          prefix: uploads,
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** A key that signs is made up here. What another side issues starts without a value, so that no deployment can ever overwrite what the operator put in. */
  private secret(id: string, description: string, generated: boolean): CfnSecret {
    const secret = new CfnSecret(this, id, {
      description,
      ...(generated ? { generateSecretString: { passwordLength: 64, excludePunctuation: true } } : {}),
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const reason = generated
      ? 'What it signs lives for minutes or days; the key is changed by hand, and open quotes or invitations are then made again.'
      : 'The other side issues this secret, so only it can begin a rotation; the operator puts the new value in.';
    acknowledge(secret, 'AwsSolutions-SMG4', reason);
    return secret;
  }
}
