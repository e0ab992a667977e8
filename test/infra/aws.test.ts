// The synthesised template holds what the manifest declares, no more and no less. After a meant change of the infrastructure:
// npx vitest run --config test/vitest.config.ts test/infra/aws.test.ts -u
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type FunctionDeclaration, functions, manifest, schedules } from '../../functions/manifest.ts';
import { gatewayRoutes, heldBack } from '../../infra/aws/gateway.ts';
import { secretVariables } from '../../infra/aws/shim.ts';
import { bellFilter } from '../../infra/aws/triggers.ts';
import { allowedBy, deployed, makeStack, ofType, readTemplate, routesOf, schedulesOf, summary } from './aws-template.ts';

const councils = ['essex', 'norfolk'];
const { stack } = makeStack({ councils });
const resources = readTemplate(stack);
const properties = (name: string) => deployed(resources).get(name)?.properties ?? {};

test('the template is the one that was last looked at', async () => {
  const { stack: usual } = makeStack();
  await expect(`${JSON.stringify(summary(usual), null, 2)}\n`).toMatchFileSnapshot('../golden/template-summary.json');
});

test('no resource waits for itself, by way of others', () => {
  expect(() => Template.fromStack(stack)).not.toThrow();
});

describe('each function of the manifest is deployed', () => {
  test('and no other', () => {
    expect([...deployed(resources).keys()].sort()).toEqual(functions.map(({ name }) => name).sort());
  });

  test.each(functions.map((each) => [each.name, each] as const))('%s with its size, time and processor', (name, declaration) => {
    expect(properties(name)).toMatchObject({
      FunctionName: `daybook-${name}`,
      Runtime: 'nodejs24.x',
      Handler: 'entry.handler',
      MemorySize: declaration.memoryMb,
      Timeout: declaration.timeoutSeconds,
      Architectures: [declaration.architecture ?? 'arm64'],
      Role: `Service/${name}-role.Arn`,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `Service/${name}-log` },
    });
    const log = ofType(resources, 'AWS::Logs::LogGroup').find(({ path }) => path === `Service/${name}-log`);
    expect(log?.properties.RetentionInDays).toBe(180);
  });

  test('the worker, which sends itself events, and no other may do so without end', () => {
    const endless = [...deployed(resources)].filter(([, { properties: each }]) => each.RecursiveLoop !== undefined);
    expect(endless.map(([name, { properties: each }]) => [name, each.RecursiveLoop])).toEqual([['worker', 'Allow']]);
    const toItself = functions.filter(({ name, grants }) => grants.invoke?.includes(name)).map(({ name }) => name);
    expect(toItself).toEqual(['worker']);
  });

  test.each(functions.map((each) => [each.name, each.grants] as const))('%s knows the variables of its grants alone', (name, grants) => {
    const expected: Record<string, string> = { ORIGIN: 'https://Edge/Distribution.DomainName' };
    if (grants.table) expected.TABLE_NAME = 'Data/Table';
    if (grants.invoke) expected.FUNCTION_PREFIX = 'daybook-';
    if (grants.files) expected.FILES_BUCKET = 'Data/Files';
    for (const secret of grants.secrets ?? []) expected[secretVariables[secret].arn] = secretPaths[secret];
    expect(properties(name).Environment).toEqual({ Variables: expected });
  });

  test.each(functions.map((each) => [each.name, each] as const))('%s may do what it is granted and nothing else', (name, declaration) => {
    const allowed = allowedBy(resources, `Service/${name}-role`).flatMap(({ effect, actions, resources: on }) =>
      actions.flatMap((action) => on.map((each) => `${effect} ${action} ${each}`)),
    );
    expect(allowed.sort()).toEqual(expectedGrants(declaration).sort());
  });
});

const secretPaths = {
  'quote-key': 'Data/QuoteKey',
  'link-key': 'Data/LinkKey',
  'sign-in': 'Data/SignIn',
  notify: 'Data/Notify',
  stripe: 'Data/Stripe',
};

/** The manifest's grants as IAM would say them, written down a second time and by hand. */
function expectedGrants({ name, grants }: FunctionDeclaration): string[] {
  const allow = (actions: string[], ...on: string[]) => actions.flatMap((action) => on.map((each) => `Allow ${action} ${each}`));
  const dynamo = (...actions: string[]) => actions.map((action) => `dynamodb:${action}`);
  const granted = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], `Service/${name}-log.Arn`);
  if (grants.table) granted.push(...allow(dynamo('GetItem', 'BatchGetItem', 'Query'), 'Data/Table.Arn'));
  if (grants.table) granted.push(...allow(dynamo('Query'), 'Data/Table.Arn/index/gsi1', 'Data/Table.Arn/index/gsi2'));
  if (grants.table === 'write')
    granted.push(...allow(dynamo('PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'), 'Data/Table.Arn'));
  for (const other of grants.invoke ?? [])
    granted.push(...allow(['lambda:InvokeFunction'], `arn:aws:lambda:eu-west-2:<AWS::AccountId>:function:daybook-${other}`));
  for (const secret of grants.secrets ?? []) granted.push(...allow(['secretsmanager:GetSecretValue'], secretPaths[secret]));
  if (grants.files) granted.push(...allow(['s3:GetObject'], 'Data/Files.Arn/uploads/*'), ...allow(['s3:ListBucket'], 'Data/Files.Arn'));
  if (grants.files === 'write') granted.push(...allow(['s3:PutObject'], 'Data/Files.Arn/uploads/*'));
  if (name === 'outbox') {
    granted.push(...allow(dynamo('DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'), 'Data/Table.StreamArn'));
    granted.push(...allow(['sqs:SendMessage'], 'Triggers/StreamFailures.Arn'));
  }
  const called = [...functions.flatMap((each) => each.grants.invoke ?? []), ...schedules.map((each) => each.function as string)];
  if (called.includes(name)) granted.push(...allow(['sqs:SendMessage'], 'Triggers/TaskFailures.Arn'));
  return granted;
}

describe('the gateway', () => {
  const routes = routesOf(resources);
  /** The gateway's own order: an exact path, then one with variables, then the longest open-ended one. */
  const answering = (method: string, path: string): string | undefined => {
    const shape = path.replace(/\{\w+\}/g, 'x').split('/');
    const fits = (key: string) => {
      const [routeMethod, route = ''] = key.split(' ');
      const wanted = route.split('/');
      const open = wanted.at(-1) === '{proxy+}';
      if (routeMethod !== 'ANY' && routeMethod !== method) return false;
      if (open ? shape.length < wanted.length : shape.length !== wanted.length) return false;
      return wanted.every((part, index) => part === '{proxy+}' || /^\{\w+\}$/.test(part) || part === shape[index]);
    };
    const rank = (key: string) => (key.includes('{proxy+}') ? 0 : 10_000) + key.length;
    const best = Object.keys(routes)
      .filter(fits)
      .sort((a, b) => rank(b) - rank(a))[0];
    return best && routes[best];
  };

  const declared = functions.flatMap((each) => Object.keys(each.routes).map((route) => [route, each.name] as const));
  test.each(declared)('brings %s to %s', (route, name) => {
    const [method = '', path = ''] = route.split(' ');
    expect(answering(method, `/{council}${path === '/' ? '' : path}`)).toBe(name);
  });

  test('has no route that the manifest does not call for', () => {
    const called = functions.flatMap((each) => gatewayRoutes(each).map((route) => [route, each.name]));
    expect(routes).toEqual(Object.fromEntries(called));
    expect(Object.keys(routes)).toHaveLength(called.length);
  });

  test('has a few wide routes for a room, and each signed message by its exact path', () => {
    expect(gatewayRoutes(manifest.payments)).toEqual([
      'ANY /{council}/payments',
      'ANY /{council}/payments/{proxy+}',
      'POST /{council}/payments/webhooks/stripe',
      'ANY /{council}/api/payments',
      'ANY /{council}/api/payments/{proxy+}',
    ]);
    expect(gatewayRoutes(manifest.reports).slice(0, 2)).toEqual(['ANY /{council}', 'ANY /{council}/accessibility']);
    expect(gatewayRoutes(manifest.outbox)).toEqual([]);
    // A room whose name begins another's is not mistaken for it.
    expect(gatewayRoutes({ name: 'pay', routes: { 'GET /payments': { action: 'public' } } })).toEqual(['ANY /{council}/payments']);
  });

  test('needs one integration and one permission for a room', () => {
    const rooms = functions.filter((each) => Object.keys(each.routes).length > 0).length;
    expect(ofType(resources, 'AWS::ApiGatewayV2::Integration')).toHaveLength(rooms);
    expect(ofType(resources, 'AWS::Lambda::Permission')).toHaveLength(rooms);
    for (const { properties: each } of ofType(resources, 'AWS::ApiGatewayV2::Integration'))
      expect(each).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  });

  test('holds back what anybody may ask for and the table keeps: by a route of its own, there before the stage names it', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.properties.RouteSettings).toEqual({
      'GET /{council}/identity/sign-in': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 },
      'GET /{council}/identity/sign-in/{provider}': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 },
    });
    expect(Object.keys(heldBack).map((route) => routes[route])).toEqual(['identity', 'identity']);
    const template = Template.fromStack(stack);
    const held = Object.keys(heldBack).flatMap((RouteKey) =>
      Object.keys(template.findResources('AWS::ApiGatewayV2::Route', { Properties: { RouteKey } })),
    );
    const stages = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stages.map(({ DependsOn }) => [...(DependsOn as string[])].sort())).toEqual([held.sort()]);
  });

  test('logs each request and throttles', () => {
    const [stage] = ofType(resources, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.properties).toMatchObject({
      StageName: '$default',
      AccessLogSettings: { DestinationArn: 'Gateway/AccessLog.Arn' },
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
    });
  });
});

describe('what runs by itself', () => {
  test('each schedule runs once for each council, with the task it names', () => {
    const expected = councils.flatMap((council) =>
      schedules.map((each) => ({
        name: `${council}-${each.name}`,
        expression: each.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${each.everyMinutes} minutes)`,
        arn: `Service/${each.function}.Arn`,
        input: { council, task: each.task },
      })),
    );
    const found = schedulesOf(resources).map(({ name, expression, target }) => ({
      name,
      expression,
      arn: target.Arn,
      input: JSON.parse(target.Input),
    }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(found.sort(byName)).toEqual(expected.sort(byName));
  });

  test('a schedule’s role may call its one function and leave a failure, for this deployment’s schedules only', () => {
    for (const schedule of schedules) {
      const path = `Triggers/${schedule.name}-role`;
      expect(allowedBy(resources, path)).toEqual([
        { effect: 'Allow', actions: ['lambda:InvokeFunction'], resources: [`Service/${schedule.function}.Arn`] },
        { effect: 'Allow', actions: ['sqs:SendMessage'], resources: ['Triggers/ScheduleFailures.Arn'] },
      ]);
      const trust = resources.find((each) => each.path === path)?.properties.AssumeRolePolicyDocument;
      expect(trust).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: {
              StringEquals: {
                'aws:SourceAccount': '<AWS::AccountId>',
                'aws:SourceArn': 'arn:aws:scheduler:eu-west-2:<AWS::AccountId>:schedule-group/daybook',
              },
            },
          },
        ],
      });
    }
  });

  test('the table’s stream rings the outbox for the outbox’s items of every council, and for nothing else', () => {
    const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(1);
    expect(mappings[0]?.properties).toMatchObject({
      EventSourceArn: 'Data/Table.StreamArn',
      FunctionName: 'Service/outbox',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 3,
      DestinationConfig: { OnFailure: { Destination: 'Triggers/StreamFailures.Arn' } },
    });
    const filter = { dynamodb: { Keys: { pk: { S: [{ prefix: 'essex#OUTBOX#' }, { prefix: 'norfolk#OUTBOX#' }] } } } };
    expect(mappings[0]?.properties.FilterCriteria).toEqual({ Filters: [{ Pattern: JSON.stringify(filter) }] });
  });

  test('more councils than a stream filter holds are refused before a deployment is', () => {
    expect(bellFilter(Array.from({ length: 100 }, (_, i) => `council-${i}`)).length).toBeLessThan(4096);
    expect(() => bellFilter(Array.from({ length: 200 }, (_, i) => `council-${i}`))).toThrow('200 councils');
  });
});

describe('what a deployment chooses', () => {
  const origins = (context: Record<string, unknown>) =>
    new Set(
      [...deployed(readTemplate(makeStack(context).stack)).values()].map(
        (each) => (each.properties.Environment as { Variables: { ORIGIN: string } }).Variables.ORIGIN,
      ),
    );

  test('rooms are told the distribution’s own address, the council’s domain, or the origin that is given', () => {
    const domain = { domain: 'bookings.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/one' };
    expect(origins(domain)).toEqual(new Set(['https://bookings.example.org']));
    expect(origins({ ...domain, publicOrigin: 'https://school-services.example.org' })).toEqual(
      new Set(['https://school-services.example.org']),
    );
  });

  test('a domain brings its certificate and asks for TLS 1.2', () => {
    const domain = { domain: 'bookings.example.org', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/one' };
    const [distribution] = ofType(readTemplate(makeStack(domain).stack), 'AWS::CloudFront::Distribution');
    expect(distribution?.properties.DistributionConfig).toMatchObject({
      Aliases: ['bookings.example.org'],
      ViewerCertificate: { AcmCertificateArn: domain.certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
  });

  test('a second deployment shares no name with the first', () => {
    const second = readTemplate(makeStack({ name: 'daybook-trial' }).stack);
    expect(deployed(second).get('worker')?.properties.FunctionName).toBe('daybook-trial-worker');
    expect(ofType(second, 'AWS::DynamoDB::GlobalTable')[0]?.properties.TableName).toBe('daybook-trial');
    expect(ofType(second, 'AWS::Scheduler::ScheduleGroup')[0]?.properties.Name).toBe('daybook-trial');
  });

  test('alarms go to an address when one is given', () => {
    const [subscription] = ofType(readTemplate(makeStack({ alarmEmail: 'services@example.org' }).stack), 'AWS::SNS::Subscription');
    expect(subscription?.properties).toMatchObject({ Protocol: 'email', Endpoint: 'services@example.org' });
  });

  test.each([
    [{ councils: [] }, 'name at least one council'],
    [{ councils: 'Essex' }, '"Essex" is no council'],
    [{ councils: 'essex,essex' }, 'named twice'],
    [{ name: 'Day Book' }, 'cannot begin names'],
    [{ domain: 'bookings.example.org' }, 'go together'],
    [{ publicOrigin: 'https://example.org/bookings' }, 'nothing after the name'],
    [{ alarmEmail: 7 }, 'must be a text'],
  ])('%j is refused by name', (context, message) => {
    expect(() => makeStack(context)).toThrow(message);
  });

  test('councils may be named on the command line', () => {
    expect(schedulesOf(readTemplate(makeStack({ councils: 'essex,kent' }).stack))).toHaveLength(2 * schedules.length);
  });
});
