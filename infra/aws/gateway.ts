// The way in for rooms: a few wide routes per function, so that no quota bites; the room itself holds the manifest's finer ones.

import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type CfnRoute, type CfnStage, HttpApi, type HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionDeclaration } from '../../functions/manifest.ts';
import { acknowledge } from './acknowledge.ts';

/** What anybody may ask for and the table keeps something of: fewer a second than of the rest, yet enough for a county's schools on a Monday morning. */
export const heldBack: Readonly<Record<string, object>> = {
  'GET /{council}/identity/sign-in': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 },
  'GET /{council}/identity/sign-in/{provider}': { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 100 },
};

/**
 * The gateway's routes for a function: its pages, its API, each signed message and each route that is held back by its exact path, and what lies outside
 * its own prefix.
 */
export function gatewayRoutes({ name, routes }: Pick<FunctionDeclaration, 'name' | 'routes'>): string[] {
  const wide = Object.entries(routes).flatMap(([route, { action }]) => {
    const [method, path = '/'] = route.split(' ');
    const exact = `${method} /{council}${path}`;
    if (action === 'signed-message') return [exact];
    const prefix = [`/${name}`, `/api/${name}`].find((each) => path === each || path.startsWith(`${each}/`));
    if (prefix === undefined) return [`ANY /{council}${path === '/' ? '' : path}`];
    return [...(heldBack[exact] ? [exact] : []), `ANY /{council}${prefix}`, `ANY /{council}${prefix}/{proxy+}`];
  });
  return [...new Set(wide)];
}

/** What the access log tells of a request: no query, which may hold a link's secret or a name somebody searched for, no cookie, no page it came from, and no address, which may name a person. */
const accessLog = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  route: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
  integrationError: '$context.integrationErrorMessage',
});

export class Gateway extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: name, createDefaultStage: false });
    const log = new LogGroup(this, 'AccessLog', { retention: RetentionDays.SIX_MONTHS });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // One council's busy morning is far below this; a flood is turned away before it costs.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(accessLog) },
    });
    this.cfnStage.routeSettings = heldBack;
  }

  private get cfnStage(): CfnStage {
    return this.stage.node.defaultChild as CfnStage;
  }

  /** Gives a function its routes, all through one integration and one permission. */
  mount(declaration: FunctionDeclaration, handler: IFunction): void {
    const integration = new HttpLambdaIntegration(declaration.name, handler, { scopePermissionToRoute: false });
    for (const route of gatewayRoutes(declaration)) {
      const [method, path = '/'] = route.split(' ');
      for (const added of this.api.addRoutes({ path, methods: [method as HttpMethod], integration })) {
        // The stage may name a route only once it is there.
        if (heldBack[route]) this.cfnStage.addResourceDependency(added.node.defaultChild as CfnRoute);
        acknowledge(
          added,
          'AwsSolutions-APIG4',
          'Who may do what is decided by the room from its session cookie and the manifest, the same on both hosts; webhooks are signed.',
        );
      }
    }
  }
}
