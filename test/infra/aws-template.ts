// The AWS stack made from small stand-ins for the built bundles, and its template in words: every reference by the name of what it refers to.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnElement, CfnResource, type Stack, Validations } from 'aws-cdk-lib/core';
import project from '../../cdk.json' with { type: 'json' };
import { functions } from '../../functions/manifest.ts';
import { daybookStack } from '../../infra/aws/app.ts';

/** One folder per function and one of page assets, each different from the others and the same every time. */
function standIns(): { directoryOf(name: string): string; pageAssets: string } {
  const root = mkdtempSync(join(tmpdir(), 'daybook-stand-ins-'));
  for (const name of [...functions.map((each) => each.name), 'assets']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'index.mjs'), `// ${name}\n`);
  }
  return { directoryOf: (name) => join(root, name), pageAssets: join(root, 'assets') };
}

/** The stack under the project's own feature flags; the validator of templates is slow and runs at `npm run synth`. */
export function makeStack(context: Record<string, unknown> = {}): { app: App; stack: Stack } {
  const outdir = mkdtempSync(join(tmpdir(), 'daybook-cdk-'));
  const app = new App({
    outdir,
    context: { ...project.context, ...context },
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
  });
  return { app, stack: daybookStack(app, standIns()) };
}

export type Properties = Record<string, unknown>;
export type Resource = { path: string; type: string; properties: Properties; retained: boolean };
export type Statement = { effect: string; actions: string[]; resources: string[]; condition?: unknown };

/** Every resource with its place in the stack, and its properties with references spelled out: `Data/Table.Arn`. */
export function readTemplate(stack: Stack): Resource[] {
  const names = new Map<string, string>();
  for (const construct of stack.node.findAll()) {
    if (CfnElement.isCfnElement(construct)) names.set(stack.resolve(construct.logicalId) as string, place(construct));
  }
  const resources = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  return resources.map((resource) => {
    // Through JSON as in the file itself, so that what is not given is not there.
    const rendered = JSON.parse(JSON.stringify(stack.resolve(resource._toCloudFormation()))) as { Resources: Record<string, Properties> };
    const [written = {}] = Object.values(rendered.Resources);
    return {
      path: place(resource),
      type: resource.cfnResourceType,
      properties: (spell(written.Properties ?? {}, names) ?? {}) as Properties,
      retained: written.DeletionPolicy === 'Retain' && written.UpdateReplacePolicy === 'Retain',
    };
  });
}

const place = (construct: CfnElement) => construct.node.path.replace(/^Daybook\//, '').replace(/\/(Resource|Default)$/, '');

/** Replaces what CloudFormation would work out by words for it. */
function spell(value: unknown, names: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => spell(each, names));
  if (typeof value !== 'object' || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry && others.length === 0) {
    const [name, given] = entry;
    if (name === 'Ref') return names.get(String(given)) ?? `<${String(given)}>`;
    if (name === 'Fn::GetAtt') return `${names.get((given as string[])[0] ?? '')}.${(given as string[])[1]}`;
    if (name === 'Fn::Join') return (spell((given as [string, unknown[]])[1], names) as unknown[]).join((given as [string, unknown[]])[0]);
    if (name === 'Fn::Sub') return String(given).replace(/\$\{(.*?)\}/g, '<$1>');
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spell(each, names)]));
}

export const ofType = (resources: readonly Resource[], type: string): Resource[] => resources.filter((each) => each.type === type);

type WrittenStatement = { Effect: string; Action: string | string[]; Resource?: string | string[]; Condition?: unknown };
const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());

export const statementsOf = (document: unknown): Statement[] =>
  (document as { Statement: WrittenStatement[] }).Statement.map(({ Effect, Action, Resource, Condition }) => ({
    effect: Effect,
    actions: list(Action),
    resources: list(Resource),
    ...(Condition ? { condition: Condition } : {}),
  }));

/** What a role allows: it holds its policy in itself, so nothing can be attached to it elsewhere. */
export function allowedBy(resources: readonly Resource[], rolePath: string): Statement[] {
  const role = resources.find(({ path, type }) => path === rolePath && type === 'AWS::IAM::Role');
  if (!role) throw new Error(`no role ${rolePath}`);
  return ((role.properties.Policies ?? []) as { PolicyDocument: unknown }[]).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument));
}

/** The manifest's functions as deployed, by name; the CDK's own publisher of assets is not one of them. */
export function deployed(resources: readonly Resource[]): Map<string, Resource> {
  const own = ofType(resources, 'AWS::Lambda::Function').filter(({ path }) => path.startsWith('Service/'));
  return new Map(own.map((each) => [each.path.replace('Service/', ''), each]));
}

/** Each route of the gateway with the function behind it. */
export function routesOf(resources: readonly Resource[]): Record<string, string> {
  const behind = new Map(
    ofType(resources, 'AWS::ApiGatewayV2::Integration').map(({ path, properties }) => [path, String(properties.IntegrationUri)] as const),
  );
  const routes = ofType(resources, 'AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const target = behind.get(String(properties.Target).replace('integrations/', '')) ?? 'nothing';
    return [String(properties.RouteKey), target.replace(/^Service\/(.*)\.Arn$/, '$1')] as const;
  });
  return Object.fromEntries(routes);
}

type ScheduleTarget = { Arn: string; Input: string; RoleArn: string; DeadLetterConfig?: { Arn: string } };
export type Scheduled = { name: string; expression: string; target: ScheduleTarget };

export const schedulesOf = (resources: readonly Resource[]): Scheduled[] =>
  ofType(resources, 'AWS::Scheduler::Schedule').map(({ properties }) => ({
    name: String(properties.Name),
    expression: String(properties.ScheduleExpression),
    target: properties.Target as ScheduleTarget,
  }));

/** Every finding of the security rules that stands, by the thing it is about, with its reason. */
export function acknowledged(stack: Stack): { path: string; rule: string; reason: string }[] {
  return stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([rule, reason]) => ({ path: construct.node.path.replace(/^Daybook\//, ''), rule, reason })),
  );
}

const sorted = <T>(entries: (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a reader of a change to the infrastructure wants to see, without the ids and hashes that change by themselves. */
export function summary(stack: Stack): object {
  const resources = readTemplate(stack);
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  const rules = new Map<string, number>();
  for (const { rule } of acknowledged(stack)) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  return {
    resources: sorted([...counts]),
    functions: sorted(
      [...deployed(resources)].map(([name, { properties }]) => [name, functionSummary(resources, name, properties)] as const),
    ),
    routes: sorted(Object.entries(routesOf(resources))),
    schedules: sorted(
      schedulesOf(resources).map(({ name, expression, target }) => [name, `${expression} ${target.Arn} ${target.Input}`] as const),
    ),
    bell: ofType(resources, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => properties),
    failedTasks: ofType(resources, 'AWS::Lambda::EventInvokeConfig').map(({ properties }) => properties.FunctionName),
    alarms: ofType(resources, 'AWS::CloudWatch::Alarm').map(({ path }) => path),
    retained: resources.filter(({ retained }) => retained).map(({ path }) => path),
    acknowledged: sorted([...rules]),
  };
}

function functionSummary(resources: readonly Resource[], name: string, properties: Properties): object {
  const { Architectures, MemorySize, Timeout, Runtime, Environment, RecursiveLoop } = properties;
  const allows = allowedBy(resources, `Service/${name}-role`).map(
    ({ actions, resources: on }) => `${actions.join(' ')} on ${on.join(' ')}`,
  );
  const runs = `${Runtime} ${(Architectures as string[]).join()} ${MemorySize} MB ${Timeout} s${RecursiveLoop === 'Allow' ? ', may call itself' : ''}`;
  return { runs, environment: (Environment as { Variables: object }).Variables, allows };
}
