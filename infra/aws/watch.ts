// What wakes somebody: each alarm is one sentence about something that is wrong now, sent to one topic.

import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Data } from './data.ts';
import type { Service } from './service.ts';
import { bell } from './shim.ts';
import type { Triggers } from './triggers.ts';

export type WatchParts = { stage: HttpStage; data: Data; service: Service; triggers: Triggers; alarmEmail?: string };

export class Watch extends Construct {
  readonly topic: Topic;
  private readonly action: SnsAction;

  constructor(scope: Construct, id: string, { stage, data, service, triggers, alarmEmail }: WatchParts) {
    super(scope, id);
    this.topic = this.alarmTopic();
    this.action = new SnsAction(this.topic);
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));

    const period = Duration.minutes(5);
    for (const [name, queue] of Object.entries(triggers.deadLetters))
      this.alarm(
        `${name}-dead-letters`,
        'Something failed for good and waits to be looked at.',
        queue.metricApproximateNumberOfMessagesVisible(),
        1,
      );
    for (const [name, each] of service.functions) {
      this.alarm(`${name}-errors`, `The ${name} function ended in an error.`, each.metricErrors({ period }), 1);
      this.alarm(`${name}-throttles`, `Calls of the ${name} function were turned away.`, each.metricThrottles({ period }), 1);
    }
    const age = service.function(bell.function).metric('IteratorAge', { period, statistic: Stats.MAXIMUM });
    this.alarm('bell-late', 'Changes wait more than five minutes for the outbox.', age, Duration.minutes(5).toMilliseconds());
    this.alarm('server-errors', 'People meet pages that say something went wrong.', stage.metricServerError({ period }), 5);
    for (const metricName of ['ReadThrottleEvents', 'WriteThrottleEvents']) {
      const throttled = new Metric({
        namespace: 'AWS/DynamoDB',
        metricName,
        dimensionsMap: { TableName: data.table.tableName },
        period,
        statistic: Stats.SUM,
      });
      this.alarm(metricName, 'The table turns requests away.', throttled, 10);
    }
  }

  /** Tells what is at or above the threshold; no measurement means that nothing happened. */
  private alarm(name: string, alarmDescription: string, metric: IMetric, threshold: number): void {
    const alarm = new Alarm(this, name, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
  }

  private alarmTopic(): Topic {
    const topic = new Topic(this, 'Alarms', { displayName: 'Daybook alarms', enforceSSL: true });
    // A topic with a policy of its own loses the one that lets the account's alarms in.
    const { account } = Stack.of(this);
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
    );
    return topic;
  }
}
