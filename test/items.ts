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

type Attribute = { S?: string; N?: string; BOOL?: boolean; NULL?: true; L?: Attribute[]; M?: Record<string, Attribute> };
type Page = { Items?: Record<string, Attribute>[]; LastEvaluatedKey?: Record<string, Attribute> };

/** The value of an attribute with the fields of maps in order, whichever order the table gives them in. */
function inOrder(attribute: Attribute): unknown {
  const { S, N, BOOL, L, M } = attribute;
  if (M) {
    const fields = Object.entries(M).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, value]) => [name, inOrder(value)]));
  }
  if (L) return L.map(inOrder);
  if (N !== undefined) return Number(N);
  if (S === undefined && BOOL === undefined && !attribute.NULL) throw new Error(`no attribute of ours: ${JSON.stringify(attribute)}`);
  return S ?? BOOL ?? null;
}

/** Most of a table is the same from one look to the next: what an item says is worked out once. */
const mostSeen = 50_000;
const seen = new Map<string, { name: string; text: string }>();

function read(item: Record<string, Attribute>): { name: string; text: string } {
  const wire = JSON.stringify(item);
  const known = seen.get(wire);
  if (known) return known;
  if (seen.size === mostSeen) seen.clear();
  const text = { name: `${item.pk?.S} ${item.sk?.S}`, text: JSON.stringify(inOrder({ M: item })) };
  seen.set(wire, text);
  return text;
}

/** Every item as text by its key (`pk sk`), asked of the engine without the client, which takes far longer for it than the engine does. */
export async function everyText(client: TableClient, tableName: string): Promise<Map<string, string>> {
  const { endpoint, region } = client.config;
  const { hostname, port } = (await endpoint?.()) ?? {};
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.Scan',
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${await region()}/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  };
  const texts = new Map<string, string>();
  let start: Page['LastEvaluatedKey'];
  do {
    const body = JSON.stringify({ TableName: tableName, ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) });
    const reply = await fetch(`http://${hostname}:${port}/`, { method: 'POST', headers, body });
    const page = (await reply.json()) as Page;
    if (!reply.ok) throw new Error(`${reply.status} ${JSON.stringify(page)}`);
    for (const item of page.Items ?? []) {
      const { name, text } = read(item);
      texts.set(name, text);
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return texts;
}
