// What runs without a person: the table's stream as the bell, the schedules of each council, and a place for whatever failed for good.

import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type FunctionName, functions, schedules } from '../../functions/manifest.ts';
import type { TaskEvent } from '../../shared/context.ts';
import { keysOf } from '../../shared/table.ts';
import { acknowledge } from './acknowledge.ts';
import type { Data } from './data.ts';
import type { Service } from './service.ts';
import { bell } from './shim.ts';

/** Lambda takes a filter of at most this many characters. */
const longestFilter = 4096;

/**
 * Which records ring the bell. Lambda documents filters on the `dynamodb` part alone and by prefix, so each council has its prefix; a removal
 * passes and is ignored by the shim.
 */
export function bellFilter(councils: readonly string[]): string {
  const prefixes = councils.map((council) => ({ prefix: keysOf(council).effect('', 0).pk }));
  const filter = JSON.stringify({ dynamodb: { Keys: { pk: { S: prefixes } } } });
  if (filter.length > longestFilter) throw new Error(`${councils.length} councils make a stream filter of ${filter.length} characters`);
  return filter;
}

/** Functions that are called without anyone waiting: by a schedule, or by a room that sends them a task. */
const calledAlone = (): FunctionName[] => {
  const called = new Set([
    ...schedules.map((schedule) => schedule.function as string),
    ...functions.flatMap(({ grants }) => grants.invoke ?? []),
  ]);
  return functions.map(({ name }) => name as FunctionName).filter((name) => called.has(name));
};

export type TriggerParts = { name: string; data: Data; service: Service; councils: readonly string[] };

export class Triggers extends Construct {
  readonly deadLetters: Record<'stream' | 'schedules' | 'tasks', Queue>;

  constructor(scope: Construct, id: string, parts: TriggerParts) {
    super(scope, id);
    this.deadLetters = {
      stream: this.queue('StreamFailures'),
      schedules: this.queue('ScheduleFailures'),
      tasks: this.queue('TaskFailures'),
    };
    this.ringOnChange(parts);
    this.keepFailedTasks(parts.service);
    this.runByTheClock(parts);
  }

  private queue(id: string): Queue {
    const queue = new Queue(this, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    acknowledge(queue, 'AwsSolutions-SQS3', 'This queue is where failures end; an alarm watches it.');
    return queue;
  }

  private ringOnChange({ data, service, councils }: TriggerParts): void {
    const { table } = data;
    const queue = this.deadLetters.stream;
    const stream = table.tableStreamArn;
    if (stream === undefined) throw new Error('the table has no stream');
    service.allow(
      bell.function,
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      stream,
    );
    service.allow(bell.function, ['sqs:SendMessage'], queue.queueArn);
    new CfnEventSourceMapping(this, 'Bell', {
      functionName: service.function(bell.function).functionName,
      eventSourceArn: stream,
      startingPosition: 'LATEST',
      batchSize: 100,
      filterCriteria: { filters: [{ pattern: bellFilter(councils) }] },
      functionResponseTypes: ['ReportBatchItemFailures'],
      bisectBatchOnFunctionError: true,
      // A ring that fails is soon rung again by the clock, so it is not held on to for a day.
      maximumRetryAttempts: 3,
      maximumRecordAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
  }

  private keepFailedTasks(service: Service): void {
    for (const name of calledAlone()) {
      service.allow(name, ['sqs:SendMessage'], this.deadLetters.tasks.queueArn);
      new CfnEventInvokeConfig(this, `${name}-failures`, {
        functionName: service.function(name).functionName,
        qualifier: '$LATEST',
        maximumRetryAttempts: 2,
        maximumEventAgeInSeconds: 3600,
        destinationConfig: { onFailure: { destination: this.deadLetters.tasks.queueArn } },
      });
    }
  }

  private runByTheClock({ name, service, councils }: TriggerParts): void {
    const { queueArn } = this.deadLetters.schedules;
    const group = new CfnScheduleGroup(this, 'Schedules', { name });
    for (const schedule of schedules) {
      const { functionArn } = service.function(schedule.function);
      const role = this.clockRole(schedule.name, name, functionArn);
      for (const council of councils) {
        const each = new CfnSchedule(this, `${council}-${schedule.name}`, {
          name: `${council}-${schedule.name}`,
          groupName: name,
          scheduleExpression: schedule.everyMinutes === 1 ? 'rate(1 minute)' : `rate(${schedule.everyMinutes} minutes)`,
          flexibleTimeWindow: { mode: 'OFF' },
          target: {
            arn: functionArn,
            roleArn: role.roleArn,
            input: JSON.stringify({ council, task: schedule.task } satisfies TaskEvent),
            deadLetterConfig: { arn: queueArn },
            // The next turn does the same work, so an old one is not worth keeping.
            retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 2 },
          },
        });
        each.addResourceDependency(group);
      }
    }
  }

  /** Only schedules of this deployment's own group may take the role, and only its one function can be called with it. */
  private clockRole(schedule: string, group: string, functionArn: string): Role {
    const { account } = Stack.of(this);
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    const groupArn = Stack.of(this).formatArn({ service: 'scheduler', resource: 'schedule-group', resourceName: group, arnFormat });
    const allow = (action: string, resource: string) => new PolicyStatement({ actions: [action], resources: [resource] });
    const statements = [allow('lambda:InvokeFunction', functionArn), allow('sqs:SendMessage', this.deadLetters.schedules.queueArn)];
    return new Role(this, `${schedule}-role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account, 'aws:SourceArn': groupArn } },
      }),
      inlinePolicies: { call: new PolicyDocument({ statements }) },
    });
  }
}
