// What a security review would ask of the AWS stack, asked of every synthesised template.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, test } from 'vitest';
import { functions } from '../../functions/manifest.ts';
import {
  acknowledged,
  allowedBy,
  deployed,
  makeStack,
  ofType,
  type Properties,
  type Resource,
  readTemplate,
  type Statement,
  schedulesOf,
  statementsOf,
} from './aws-template.ts';

const { app, stack } = makeStack();
const resources = readTemplate(stack);
const one = (type: string): Resource => {
  const [found, ...others] = ofType(resources, type);
  if (!found || others.length > 0) throw new Error(`not exactly one ${type}`);
  return found;
};

describe('the security rules', () => {
  test('find nothing that is not acknowledged with a reason', () => {
    expect(() => app.synth()).not.toThrow();
    for (const { reason } of acknowledged(stack)) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });

  test('stop a synth that they object to', () => {
    const objectionable = makeStack();
    new Bucket(objectionable.stack, 'Open');
    expect(() => objectionable.app.synth()).toThrow(/does not require requests to use SSL/);
  });

  test('are set aside for these alone', () => {
    const rules = acknowledged(stack).map(({ path, rule }) => `${rule.replace('AwsSolutions::AwsSolutions-', '')} ${path}`);
    const routes = rules.filter((each) => each.startsWith('APIG4 Gateway/Api/'));
    expect(routes).toHaveLength(ofType(resources, 'AWS::ApiGatewayV2::Route').length);
    expect(rules.filter((each) => !routes.includes(each)).sort()).toEqual([
      'CFR1 Edge/Distribution',
      'CFR2 Edge/Distribution',
      'CFR3 Edge/Distribution',
      'CFR4 Edge/Distribution',
      expect.stringMatching(/^IAM5\[Resource::<DataFiles\w+\.Arn>\/uploads\/\*\] Service\/reports-role$/),
      expect.stringMatching(/^IAM5\[Resource::<DataFiles\w+\.Arn>\/uploads\/\*\] Service\/schools-role$/),
      expect.stringMatching(/^IAM5\[Resource::<EdgeAssets\w+\.Arn>\/assets\/\*\] Edge\/PublishRole$/),
      expect.stringMatching(/^L1 Custom::CDKBucketDeployment\w+$/),
      'S1 Data/Logs',
      'SMG4 Data/LinkKey',
      'SMG4 Data/Notify',
      'SMG4 Data/QuoteKey',
      'SMG4 Data/SignIn',
      'SMG4 Data/Stripe',
      'SQS3 Triggers/ScheduleFailures',
      'SQS3 Triggers/StreamFailures',
      'SQS3 Triggers/TaskFailures',
    ]);
  });
});

describe('least privilege', () => {
  const roles = ofType(resources, 'AWS::IAM::Role').map(({ path }) => [path, allowedBy(resources, path)] as const);
  const everything = roles.flatMap(([path, statements]) => statements.map((statement) => ({ path, ...statement })));

  test('no role takes a policy from elsewhere', () => {
    expect(ofType(resources, 'AWS::IAM::Policy')).toEqual([]);
    expect(ofType(resources, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    for (const { properties } of ofType(resources, 'AWS::IAM::Role')) expect(properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('no action is allowed by a wildcard', () => {
    expect(everything.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
  });

  test('no resource is, but for files whose names others choose and page assets named by their contents', () => {
    const wild = everything.flatMap(({ path, actions, resources: on }) =>
      on.filter((each) => each.includes('*')).map((each) => `${path}: ${actions.join(' ')} on ${each}`),
    );
    expect(wild.sort()).toEqual([
      'Edge/PublishRole: s3:PutObject on Edge/Assets.Arn/assets/*',
      'Service/reports-role: s3:GetObject s3:PutObject on Data/Files.Arn/uploads/*',
      'Service/schools-role: s3:GetObject s3:PutObject on Data/Files.Arn/uploads/*',
    ]);
  });

  const holders = (action: string, on: string) =>
    everything.filter(({ actions, resources: all }) => actions.includes(action) && all.includes(on)).map(({ path }) => path);

  test.each([
    ['Data/Stripe', 'payments', 'SECRET_STRIPE'],
    ['Data/QuoteKey', 'bookings buyback', 'SECRET_QUOTE_KEY'],
    ['Data/LinkKey', 'identity', 'SECRET_LINK_KEY'],
    ['Data/SignIn', 'identity', 'SECRET_SIGN_IN'],
    ['Data/Notify', 'identity', 'SECRET_NOTIFY'],
  ])('%s is read by %s alone, and only its ARN is among the variables', (secret, holder, variable) => {
    const names = holder.split(' ');
    expect(holders('secretsmanager:GetSecretValue', secret).sort()).toEqual(names.map((name) => `Service/${name}-role`));
    for (const [name, { properties }] of deployed(resources)) {
      const { Variables } = properties.Environment as { Variables: Record<string, string> };
      expect(Variables[variable]).toBe(names.includes(name) ? secret : undefined);
    }
  });

  test('documents can change nothing, and reaches no file, no secret and no other function', () => {
    const actions = allowedBy(resources, 'Service/documents-role').flatMap((statement) => statement.actions);
    expect(actions.filter((action) => /^(s3|secretsmanager|lambda):|:(Put|Update|Delete|ConditionCheck)Item$/.test(action))).toEqual([]);
  });

  test('each function has a role of its own, which Lambda alone may take', () => {
    const taken = [...deployed(resources).values()].map(({ properties }) => properties.Role);
    expect(new Set(taken).size).toBe(functions.length);
    for (const { name } of functions) {
      const trust = resources.find(({ path }) => path === `Service/${name}-role`)?.properties.AssumeRolePolicyDocument;
      expect(trust).toMatchObject({ Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] });
    }
  });

  test('only the gateway, and only this one, calls functions from outside', () => {
    expect(ofType(resources, 'AWS::Lambda::Url')).toEqual([]);
    for (const { properties } of ofType(resources, 'AWS::Lambda::Permission')) {
      expect(properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
      expect(properties.SourceArn).toBe('arn:aws:execute-api:eu-west-2:<AWS::AccountId>:Gateway/Api/*/*/*');
    }
  });

  test('the table’s actions are those of the commands that the product sends', () => {
    const actionsOf: Record<string, string[]> = {
      GetCommand: ['GetItem'],
      BatchGetCommand: ['BatchGetItem'],
      QueryCommand: ['Query'],
      TransactWriteCommand: ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'],
    };
    const sent = new Set(
      sources('shared', 'functions').flatMap((text) => [...text.matchAll(/new (\w+Command)\(/g)].map((match) => match[1] ?? '')),
    );
    const needed = [...sent]
      .flatMap((command) => actionsOf[command] ?? [`nothing known of ${command}`])
      .map((action) => `dynamodb:${action}`);
    const granted = allowedBy(resources, 'Service/bookings-role').find(({ resources: on }) => on.includes('Data/Table.Arn'))?.actions;
    expect(granted?.toSorted()).toEqual(needed.sort());
  });
});

function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
}

describe('what is kept', () => {
  test('the table cannot be deleted, comes back to any second, is encrypted, and tells its stream no more than keys', () => {
    const table = one('AWS::DynamoDB::GlobalTable');
    expect(table.retained).toBe(true);
    expect(table.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [
        { Region: 'eu-west-2', DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    });
  });

  test('the table has the keys and indexes that the rooms ask', () => {
    const keys = (pk: string, sk: string) => [
      { AttributeName: pk, KeyType: 'HASH' },
      { AttributeName: sk, KeyType: 'RANGE' },
    ];
    expect(one('AWS::DynamoDB::GlobalTable').properties).toMatchObject({
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: ['gsi1', 'gsi2'].map((name) => ({
        IndexName: name,
        KeySchema: keys(`${name}pk`, `${name}sk`),
        Projection: { ProjectionType: 'ALL' },
      })),
    });
  });

  test('the stack itself is protected', () => {
    expect(stack.terminationProtection).toBe(true);
  });

  const buckets = ofType(resources, 'AWS::S3::Bucket');
  test.each(buckets.map((each) => [each.path, each] as const))(
    '%s is private, encrypted, retained and reached by TLS alone',
    (path, bucket) => {
      expect(bucket.retained).toBe(true);
      expect(bucket.properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      });
      const policy = ofType(resources, 'AWS::S3::BucketPolicy').find(({ properties }) => properties.Bucket === path);
      expect(refusesPlainHttp(statementsOf(policy?.properties.PolicyDocument))).toBe(true);
    },
  );

  test('uploads are versioned and gone after a month', () => {
    const files = buckets.find(({ path }) => path === 'Data/Files');
    expect(files?.properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Prefix: 'uploads/',
            ExpirationInDays: 30,
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
    });
  });

  test('no secret’s value stands in the template, and none goes with the stack', () => {
    const secrets = ofType(resources, 'AWS::SecretsManager::Secret');
    expect(secrets.map(({ path }) => path)).toEqual(['Data/QuoteKey', 'Data/LinkKey', 'Data/SignIn', 'Data/Notify', 'Data/Stripe']);
    for (const { properties, retained } of secrets) {
      expect(properties).not.toHaveProperty('SecretString');
      expect(retained).toBe(true);
    }
    for (const key of secrets.slice(0, 2)) expect(key.properties.GenerateSecretString).toMatchObject({ PasswordLength: 64 });
  });
});

const refusesPlainHttp = (statements: Statement[]) =>
  statements.some(
    ({ effect, condition }) =>
      effect === 'Deny' && (condition as { Bool?: Properties } | undefined)?.Bool?.['aws:SecureTransport'] === 'false',
  );

describe('nothing fails unseen', () => {
  const queues = ofType(resources, 'AWS::SQS::Queue').map(({ path }) => path);

  test('failures are kept for two weeks, encrypted, and reached by TLS alone', () => {
    expect(queues).toEqual(['Triggers/StreamFailures', 'Triggers/ScheduleFailures', 'Triggers/TaskFailures']);
    for (const { properties } of ofType(resources, 'AWS::SQS::Queue'))
      expect(properties).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 60 * 60, SqsManagedSseEnabled: true });
    for (const { properties } of ofType(resources, 'AWS::SQS::QueuePolicy'))
      expect(refusesPlainHttp(statementsOf(properties.PolicyDocument))).toBe(true);
  });

  test('every task that nobody waits for leaves its failure', () => {
    const kept = ofType(resources, 'AWS::Lambda::EventInvokeConfig');
    expect(kept.map(({ properties }) => properties.FunctionName).sort()).toEqual(
      [
        'bookings',
        'buyback',
        'catalogue',
        'documents',
        'entitlements',
        'identity',
        'invoicing',
        'nightly',
        'outbox',
        'payments',
        'reports',
        'schools',
        'worker',
      ].map((name) => `Service/${name}`),
    );
    for (const { properties } of kept)
      expect(properties.DestinationConfig).toEqual({ OnFailure: { Destination: 'Triggers/TaskFailures.Arn' } });
    for (const { target } of schedulesOf(resources)) expect(target.DeadLetterConfig).toEqual({ Arn: 'Triggers/ScheduleFailures.Arn' });
  });

  const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');
  const watched = alarms.map(({ properties }) => {
    const dimensions = (properties.Dimensions ?? []) as { Value: string }[];
    return `${properties.MetricName} ${dimensions.map(({ Value }) => Value).join(' ')}`;
  });

  test('each queue, each function, the gateway, the table and the bell are watched', () => {
    const expected = [
      ...queues.map((queue) => `ApproximateNumberOfMessagesVisible ${queue}.QueueName`),
      ...functions.flatMap(({ name }) => [`Errors Service/${name}`, `Throttles Service/${name}`]),
      'IteratorAge Service/outbox',
      '5xx Gateway/Api $default',
      'ReadThrottleEvents Data/Table',
      'WriteThrottleEvents Data/Table',
    ];
    expect(watched.sort()).toEqual(expected.sort());
  });

  test('and each alarm reaches the topic, which lets alarms of this account in', () => {
    for (const { properties } of alarms) expect(properties.AlarmActions).toEqual(['Watch/Alarms']);
    const statements = statementsOf(one('AWS::SNS::TopicPolicy').properties.PolicyDocument);
    expect(refusesPlainHttp(statements)).toBe(true);
    expect(statements).toContainEqual({
      effect: 'Allow',
      actions: ['sns:Publish'],
      resources: ['Watch/Alarms'],
      condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
    });
  });
});

describe('the edge', () => {
  type Behaviour = { CachePolicyId: string; OriginRequestPolicyId?: string; ViewerProtocolPolicy: string; AllowedMethods?: string[] };
  const edge = one('AWS::CloudFront::Distribution').properties.DistributionConfig as {
    DefaultCacheBehavior: Behaviour;
    CacheBehaviors: (Behaviour & { PathPattern: string })[];
    Origins: { DomainName: string; CustomOriginConfig?: object; OriginAccessControlId?: string }[];
    Logging?: object;
  };
  // CloudFront's own policies, by the ids it publishes.
  const [cachingDisabled, cachingOptimised, allButHost] = [
    '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    '658327ea-f89d-4fab-a63d-7e88639e58f6',
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
  ];

  test('rooms are never cached and are told everything but the host', () => {
    expect(edge.DefaultCacheBehavior).toMatchObject({ CachePolicyId: cachingDisabled, OriginRequestPolicyId: allButHost });
    expect(edge.DefaultCacheBehavior.AllowedMethods).toContain('POST');
    expect(edge.Origins[0]).toMatchObject({
      DomainName: 'Gateway/Api.execute-api.eu-west-2.<AWS::URLSuffix>',
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
    });
  });

  test('page assets come from their bucket, which only this distribution may read', () => {
    expect(edge.CacheBehaviors).toMatchObject([{ PathPattern: '/assets/*', CachePolicyId: cachingOptimised }]);
    expect(edge.Origins[1]).toMatchObject({ DomainName: 'Edge/Assets.RegionalDomainName', OriginAccessControlId: expect.any(String) });
    const policy = ofType(resources, 'AWS::S3::BucketPolicy').find(({ properties }) => properties.Bucket === 'Edge/Assets');
    const reading = statementsOf(policy?.properties.PolicyDocument).filter(({ effect }) => effect === 'Allow');
    expect(reading).toEqual([
      {
        effect: 'Allow',
        actions: ['s3:GetObject'],
        resources: ['Edge/Assets.Arn/*'],
        condition: {
          StringEquals: { 'AWS:SourceArn': 'arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/Edge/Distribution' },
        },
      },
    ]);
  });

  test('plain HTTP is turned into HTTPS', () => {
    for (const behaviour of [edge.DefaultCacheBehavior, ...edge.CacheBehaviors])
      expect(behaviour.ViewerProtocolPolicy).toBe('redirect-to-https');
  });

  test('no log of requests holds a query, the page somebody came from, a cookie or an address: links have secrets, and searches names', () => {
    // CloudFront's own log has all of them and cannot leave any out; the kinds that could are not set up without somebody looking here.
    expect(edge.Logging).toBeUndefined();
    for (const type of ['AWS::CloudFront::RealtimeLogConfig', 'AWS::Logs::DeliverySource', 'AWS::Logs::Delivery'])
      expect(ofType(resources, type)).toEqual([]);
    const stages = ofType(resources, 'AWS::ApiGatewayV2::Stage').map(
      ({ properties }) => properties.AccessLogSettings as { Format: string },
    );
    const told = stages.flatMap(({ Format }) => [...Format.matchAll(/\$context\.([A-Za-z.]+)/g)].map(([, field]) => field));
    expect(new Set(told)).toEqual(
      new Set([
        'requestId',
        'requestTimeEpoch',
        'httpMethod',
        'routeKey',
        'path',
        'status',
        'responseLatency',
        'responseLength',
        'integrationErrorMessage',
      ]),
    );
  });

  test('named assets are kept for a year and the icon for a day, and old ones are left for pages still open', () => {
    const published = ofType(resources, 'Custom::CDKBucketDeployment').map(({ properties }) => properties);
    expect(published).toMatchObject([
      { Exclude: ['favicon.svg'], SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' } },
      { Exclude: ['*'], Include: ['favicon.svg'], SystemMetadata: { 'cache-control': 'public, max-age=86400' } },
    ]);
    for (const each of published)
      expect(each).toMatchObject({ Prune: false, DestinationBucketKeyPrefix: 'assets', DestinationBucketName: 'Edge/Assets' });
  });
});
