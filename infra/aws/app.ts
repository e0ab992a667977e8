// Daybook on AWS: one stack from the manifest and the bundles. `cdk synth` needs no account and no network.
import { App, CfnOutput, Stack, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Node } from 'constructs';
import { type FunctionName, functions } from '../../functions/manifest.ts';
import { Data } from './data.ts';
import { Edge, type EdgeSettings } from './edge.ts';
import { Gateway } from './gateway.ts';
import { Service } from './service.ts';
import { Triggers } from './triggers.ts';
import { Watch } from './watch.ts';

/** What a deployment chooses, each from the context of the same name: in cdk.json, or `-c councils=essex,kent`. */
export type Settings = EdgeSettings & {
  /** Begins every name, so that two deployments can share an account. */
  name: string;
  region: string;
  account?: string;
  councils: string[];
  alarmEmail?: string;
};

/** What the bundler wrote: one folder per function, and the folder of page assets. */
export type Built = { directoryOf(name: FunctionName): string; pageAssets: string };

function readSettings(node: Node): Settings {
  const context = (key: string): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '') throw new Error(`the context "${key}" must be a text`);
    return value;
  };
  const given: unknown = node.tryGetContext('councils');
  const councils = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given.map(String) : [];
  const wrong = councils.find((council) => !/^[a-z][a-z0-9-]{1,30}$/.test(council));
  if (wrong !== undefined) throw new Error(`"${wrong}" is no council: use small letters, digits and hyphens`);
  if (councils.length === 0) throw new Error('name at least one council: -c councils=essex');
  if (new Set(councils).size < councils.length) throw new Error('a council is named twice');
  const name = context('name') ?? 'daybook';
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(name)) throw new Error(`"${name}" cannot begin names: use small letters, digits and hyphens`);
  const [domain, certificateArn] = [context('domain'), context('certificateArn')];
  if ((domain === undefined) !== (certificateArn === undefined)) throw new Error('a domain and its certificateArn go together');
  const publicOrigin = context('publicOrigin');
  if (publicOrigin !== undefined && new URL(publicOrigin).origin !== publicOrigin)
    throw new Error(`publicOrigin "${publicOrigin}" must be like https://bookings.example.gov.uk, with nothing after the name`);
  return {
    name,
    region: context('region') ?? 'eu-west-2',
    ...(context('account') ? { account: context('account') } : {}),
    councils,
    ...(publicOrigin ? { publicOrigin } : {}),
    ...(domain && certificateArn ? { domain: { name: domain, certificateArn } } : {}),
    ...(context('alarmEmail') ? { alarmEmail: context('alarmEmail') } : {}),
  };
}

export function daybookStack(app: App, built: Built): Stack {
  const settings = readSettings(app.node);
  const { name, region, account, councils, alarmEmail } = settings;
  const stack = new Stack(app, 'Daybook', {
    stackName: name,
    description: 'Daybook: booking and invoicing for traded school services',
    env: { region, ...(account ? { account } : {}) },
    terminationProtection: true,
  });
  const data = new Data(stack, 'Data', name);
  const gateway = new Gateway(stack, 'Gateway', name);
  const edge = new Edge(stack, 'Edge', { api: gateway.api, logs: data.logs, pageAssets: built.pageAssets, settings });
  const service = new Service(stack, 'Service', { name, data, origin: edge.origin, directoryOf: built.directoryOf });
  for (const declaration of functions) gateway.mount(declaration, service.function(declaration.name as FunctionName));
  const triggers = new Triggers(stack, 'Triggers', { name, data, service, councils });
  new Watch(stack, 'Watch', { stage: gateway.stage, data, service, triggers, alarmEmail });
  new CfnOutput(stack, 'Origin', { value: edge.origin, description: 'Where browsers find it; each council under its own name' });
  new CfnOutput(stack, 'Files', { value: data.files.bucketName, description: 'Where files to import are put, under uploads/' });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
}

if (import.meta.main) {
  const { buildDirectory, bundle, bundlePath } = await import('../bundle.ts');
  const [{ assemble }, { dirname, join }] = await Promise.all([import('./assemble.ts'), import('node:path')]);
  await bundle();
  const directoryOf = (name: FunctionName) => dirname(bundlePath(name));
  await assemble(directoryOf);
  const app = new App();
  daybookStack(app, { directoryOf, pageAssets: join(buildDirectory, 'assets') });
  app.synth();
}
