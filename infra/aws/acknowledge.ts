// A finding of the security rules that stands, with its reason beside the thing it is about; anything not acknowledged here fails the synth.
import { Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

export function acknowledge(construct: IConstruct, rule: string, reason: string): void {
  Validations.of(construct).acknowledge({ id: `AwsSolutions::${rule}`, reason });
}
