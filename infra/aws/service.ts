// The functions, from the manifest only: each with its own role, and in that role each table action, call, secret and file by name.

import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type FunctionDeclaration, type FunctionName, functions } from '../../functions/manifest.ts';
import { acknowledge } from './acknowledge.ts';
import { type Data, indexes } from './data.ts';
import { secretVariables, uploads } from './shim.ts';

/** Reads and, for writers, what a transaction may hold: IAM knows a transaction by its parts. */
const readActions = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const writeActions = ['dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

export type ServiceParts = {
  /** The deployment's name: it begins the name of every function, so that a role can name a function before it exists. */
  name: string;
  data: Data;
  origin: string;
  /** The folder that becomes a function's code: its bundle with the entry beside it. */
  directoryOf(name: FunctionName): string;
};

export class Service extends Construct {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  private readonly parts: ServiceParts;
  private readonly policies = new Map<string, PolicyDocument>();

  constructor(scope: Construct, id: string, parts: ServiceParts) {
    super(scope, id);
    this.parts = parts;
    this.functions = new Map(functions.map((declaration) => [declaration.name, this.create(declaration)]));
  }

  function(name: FunctionName): LambdaFunction {
    const found = this.functions.get(name);
    if (!found) throw new Error(`no function ${name}`);
    return found;
  }

  /** Adds to the one policy that stands in a function's role. */
  allow(name: FunctionName, actions: string[], resource: string): void {
    this.policies.get(name)?.addStatements(new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] }));
  }

  private create(declaration: FunctionDeclaration): LambdaFunction {
    const { name, memoryMb, timeoutSeconds, architecture, recurses } = declaration;
    const logGroup = new LogGroup(this, `${name}-log`, { retention: RetentionDays.SIX_MONTHS });
    return new LambdaFunction(this, name, {
      functionName: `${this.parts.name}-${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: architecture === 'x86_64' ? Architecture.X86_64 : Architecture.ARM_64,
      // The map stays here, for reading a stack trace by.
      code: Code.fromAsset(this.parts.directoryOf(name as FunctionName), { exclude: ['*.map'] }),
      handler: 'entry.handler',
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      ...(recurses ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      role: this.role(declaration, logGroup),
      environment: this.environment(declaration),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
    });
  }

  private role({ name, grants }: FunctionDeclaration, logGroup: LogGroup): Role {
    const { table, files, secrets } = this.parts.data;
    const allow = (actions: string[], resources: string[]) =>
      actions.length > 0 && resources.length > 0 ? [new PolicyStatement({ effect: Effect.ALLOW, actions, resources })] : [];
    const indexArns = indexes.map((index) => `${table.tableArn}/index/${index}`);
    const statements = [
      ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
      ...(grants.table ? allow([...readActions, ...(grants.table === 'write' ? writeActions : [])], [table.tableArn]) : []),
      ...(grants.table ? allow(['dynamodb:Query'], indexArns) : []),
      ...allow(
        ['lambda:InvokeFunction'],
        (grants.invoke ?? []).map((other) => this.arn(other)),
      ),
      ...allow(
        ['secretsmanager:GetSecretValue'],
        (grants.secrets ?? []).map((secret) => secrets[secret].ref),
      ),
      ...(grants.files
        ? allow(['s3:GetObject', ...(grants.files === 'write' ? ['s3:PutObject'] : [])], [files.arnForObjects(`${uploads}*`)])
        : []),
      // Without it S3 says that a file which is not there is forbidden.
      ...(grants.files ? allow(['s3:ListBucket'], [files.bucketArn]) : []),
    ];
    const policy = new PolicyDocument({ statements });
    this.policies.set(name, policy);
    const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
    const role = new Role(this, `${name}-role`, { assumedBy, inlinePolicies: { grants: policy } });
    if (grants.files) {
      const bucket = Stack.of(this).getLogicalId(files.node.defaultChild as never);
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${uploads}*]`,
        'Files are named by those who make them; the folder is theirs alone.',
      );
    }
    return role;
  }

  private environment({ grants }: FunctionDeclaration): Record<string, string> {
    const { name, origin, data } = this.parts;
    const secrets = (grants.secrets ?? []).map((secret) => [secretVariables[secret].arn, data.secrets[secret].ref]);
    return {
      ORIGIN: origin,
      ...(grants.table ? { TABLE_NAME: data.table.tableName } : {}),
      ...(grants.invoke?.length ? { FUNCTION_PREFIX: `${name}-` } : {}),
      ...(grants.files ? { FILES_BUCKET: data.files.bucketName } : {}),
      ...Object.fromEntries(secrets),
    };
  }

  private arn(name: string): string {
    return Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: `${this.parts.name}-${name}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
