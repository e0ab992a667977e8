// On a real wire that is cut before a transaction arrives, after it was applied or in the middle of the answer, it is committed exactly once.
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commit, create } from '../../shared/commit.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { count, type Ground, key, newGround, readFrom } from '../commits.ts';

let ground: Ground;
beforeEach(async () => {
  ground = await newGround();
});
afterEach(() => ground.client.destroy());
const read = (sk: string) => readFrom(ground, sk);

describe('on a real wire', () => {
  type Cut = 'request' | 'reply' | 'half of the reply' | 'reply, with a gateway’s own page in its place' | 'reply, though nobody hangs up';

  /** A road to the engine on which the first `times` transactions are cut: before they arrive, after they were applied, or in the middle of the answer. */
  async function road(
    cut: Cut,
    times: number,
    use: (faulty: CouncilTable, seen: { sent: number; tokens: Set<string> }) => Promise<void>,
    replyMs = 400,
  ): Promise<void> {
    const seen = { sent: 0, tokens: new Set<string>() };
    const server = createServer((incoming, outgoing) => {
      const isTransaction = incoming.headers['x-amz-target']?.toString().endsWith('TransactWriteItems');
      if (isTransaction) seen.sent += 1;
      const isCut = isTransaction && seen.sent <= times;
      if (isCut && cut === 'request') return void incoming.socket.destroy();
      const body: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => body.push(chunk));
      incoming.on('end', () => isTransaction && seen.tokens.add(JSON.parse(Buffer.concat(body).toString()).ClientRequestToken));
      const onward = ask(ground.endpoint, { method: incoming.method, path: incoming.url, headers: incoming.headers }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          if (isCut && cut === 'reply, though nobody hangs up') return;
          if (isCut && cut === 'reply') return void incoming.socket.destroy();
          if (isCut && cut.startsWith('reply,')) return void outgoing.writeHead(503).end('<html>Service Unavailable</html>');
          const body = Buffer.concat(chunks);
          outgoing.writeHead(reply.statusCode ?? 500, {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': isCut ? body.length + 10 : body.length,
          });
          if (isCut) outgoing.write(body, () => incoming.socket.destroy());
          else outgoing.end(body);
        });
      });
      incoming.pipe(onward);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const faultyClient = tableClient(
      { DYNAMODB_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      cut === 'reply, though nobody hangs up' ? replyMs : undefined,
    );
    try {
      await use(new CouncilTable(faultyClient, ground.tableName, 'essex'), seen);
    } finally {
      faultyClient.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  }

  test.each<Cut>([
    'request',
    'reply',
    'half of the reply',
    'reply, with a gateway’s own page in its place',
    'reply, though nobody hangs up',
  ])('a lost %s ends in exactly one commit', async (cut) => {
    await road(cut, 5, async (faulty, seen) => {
      expect(await commit(faulty, [create(key('new'), {}, 'session-taken'), count('counter')])).toEqual({ ok: true });
      // A table that is slow for once is asked again where nobody hangs up.
      if (cut === 'reply, though nobody hangs up') expect(seen.sent).toBeGreaterThanOrEqual(6);
      else expect(seen.sent).toBe(6);
      if (cut !== 'request') expect(seen.tokens.size).toBe(1);
    });
    expect(await read('counter')).toMatchObject({ n: 1 });
  });

  test('a table that takes every request and never answers is given up as contended, having been sent one transaction only', async () => {
    // The shortest of each wait.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    await road(
      'reply, though nobody hangs up',
      Number.POSITIVE_INFINITY,
      async (faulty, seen) => {
        expect(await commit(faulty, [count('counter')])).toEqual({ ok: false, contended: true });
        // Some of the twelve may be given up before they have left.
        expect(seen.sent).toBeGreaterThan(6);
        expect(seen.tokens.size).toBe(1);
      },
      100,
    );
    vi.restoreAllMocks();
    expect(await read('counter')).toMatchObject({ n: 1 });
  });
});
