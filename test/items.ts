// Everything that a table holds, read behind everybody's back.
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, TableClient } from '../shared/table.ts';

export async function everyItem(client: TableClient, tableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}
