// The public address: one distribution in front of the rooms, which are never cached, and of the page assets, which never change.

import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export type EdgeSettings = {
  /** Where browsers find the deployment, when it is neither `domain` nor the distribution's own name. */
  publicOrigin?: string;
  /** The council's own address; its certificate lies in us-east-1, where CloudFront looks for it. */
  domain?: { name: string; certificateArn: string };
};

export class Edge extends Construct {
  readonly distribution: Distribution;
  /** What the rooms are told: sign-in and Stripe send people back here, and a form from anywhere else is refused. */
  readonly origin: string;

  constructor(scope: Construct, id: string, parts: { api: HttpApi; logs: IBucket; pageAssets: string; settings: EdgeSettings }) {
    super(scope, id);
    const { region, urlSuffix } = Stack.of(this);
    const { publicOrigin, domain } = parts.settings;
    const assets = this.assetsBucket(parts.logs);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Daybook',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      // The address is built from the API's id alone and not from its stage or routes. So functions may be told the distribution's
      // name, and the routes may name the functions, without a circle.
      defaultBehavior: {
        origin: new HttpOrigin(`${parts.api.apiId}.execute-api.${region}.${urlSuffix}`, { readTimeout: Duration.seconds(35) }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      additionalBehaviors: {
        '/assets/*': {
          origin: S3BucketOrigin.withOriginAccessControl(assets),
          cachePolicy: CachePolicy.CACHING_OPTIMIZED,
          responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
          viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        },
      },
      ...(domain
        ? {
            domainNames: [domain.name],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
          }
        : {}),
    });
    this.origin = publicOrigin ?? `https://${domain?.name ?? this.distribution.distributionDomainName}`;
    this.publish(parts.pageAssets, assets);
    this.acknowledgeFindings(domain !== undefined);
  }

  private assetsBucket(logs: IBucket): Bucket {
    return new Bucket(this, 'Assets', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'assets/',
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Old names are left in place: a page that was open during the deployment still finds its stylesheet. */
  private publish(pageAssets: string, bucket: Bucket): void {
    const logGroup = new LogGroup(this, 'PublishLog', { retention: RetentionDays.ONE_MONTH });
    const archive = new Asset(this, 'Archive', { path: pageAssets });
    const common = {
      sources: [Source.bucket(archive.bucket, archive.s3ObjectKey)],
      destinationBucket: bucket,
      destinationKeyPrefix: 'assets',
      prune: false,
      logGroup,
      role: this.publisher(archive, bucket, logGroup).withoutPolicyUpdates(),
    };
    new BucketDeployment(this, 'Named', {
      ...common,
      exclude: ['favicon.svg'],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
    });
    // The one asset whose name stays when its content changes.
    new BucketDeployment(this, 'Icon', {
      ...common,
      exclude: ['*'],
      include: ['favicon.svg'],
      cacheControl: [CacheControl.fromString('public, max-age=86400')],
    });
    for (const provided of Stack.of(this).node.children.filter(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment')))
      acknowledge(
        provided,
        'AwsSolutions-L1',
        'The CDK brings this function and chooses its runtime; it runs only while a deployment does.',
      );
  }

  /** The CDK's publisher would be given every action of the staging bucket; it needs this one archive and this one folder. */
  private publisher(archive: Asset, bucket: Bucket, logGroup: LogGroup): Role {
    const allow = (actions: string[], resource: string) => new PolicyStatement({ actions, resources: [resource] });
    const statements = [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn),
      allow(['s3:GetObject'], archive.bucket.arnForObjects(archive.s3ObjectKey)),
      allow(['s3:ListBucket'], bucket.bucketArn),
      allow(['s3:PutObject'], bucket.arnForObjects('assets/*')),
    ];
    const role = new Role(this, 'PublishRole', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { publish: new PolicyDocument({ statements }) },
    });
    const logicalId = Stack.of(this).getLogicalId(bucket.node.defaultChild as CfnBucket);
    acknowledge(
      role,
      `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/assets/*]`,
      'The names hold hashes of the contents and change with them.',
    );
    return role;
  }

  private acknowledgeFindings(ownDomain: boolean): void {
    const about = this.distribution;
    // The log whose fields can be chosen is set up in us-east-1 alone, so not by a stack of this region.
    acknowledge(
      about,
      'AwsSolutions-CFR3',
      'Its own log holds queries and the pages people came from: names searched for, and the secrets of links. The gateway logs each request without them.',
    );
    acknowledge(about, 'AwsSolutions-CFR1', 'School and council staff may work from anywhere; sign-in decides who may do what.');
    acknowledge(
      about,
      'AwsSolutions-CFR2',
      'The API throttles and every room validates; a council that has a firewall of its own attaches it here.',
    );
    if (!ownDomain)
      acknowledge(
        about,
        'AwsSolutions-CFR4',
        'Without a domain of its own CloudFront allows no other certificate; a council’s domain asks for TLS 1.2.',
      );
  }
}
