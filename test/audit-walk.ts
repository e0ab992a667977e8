// A walk through the commands of the JSON API: each done once by somebody of the demonstration, and its entry of the audit trail found.
import { expect } from 'vitest';
import type { AuditRow } from '../functions/identity/rules/audit.ts';
import type { manifest } from '../functions/manifest.ts';
import { nameOf } from './counter.ts';
import type { Reply, TestHost, Visitor } from './host.ts';

type Routes<R> = R extends { routes: infer S } ? keyof S : never;
export type Command = Extract<Routes<(typeof manifest)[keyof typeof manifest]>, `POST /api/${string}`>;

/** What an entry says beside who did it and when. */
export type Told = { action: string; about: string; organisation?: string; policy?: string; actingFor?: string; confidential?: true };

export const idOf = (reply: Reply): string => reply.data<{ id: string }>().id;

export class AuditWalk {
  readonly host: TestHost;
  /** The commands done so far. */
  readonly walked = new Set<Command>();
  private readonly auditor: Visitor;
  private readonly names: ReadonlyMap<string, string>;

  constructor(host: TestHost, auditor: Visitor) {
    this.host = host;
    this.auditor = auditor;
    this.names = new Map((host.councils[0]?.people ?? []).map(({ key, name }) => [key, name]));
  }

  async trailOf(about: string): Promise<AuditRow[]> {
    const reply = await this.auditor.json(`/essex/api/identity/audit?${new URLSearchParams({ about })}`);
    return reply.data<{ entries: AuditRow[] }>().entries;
  }

  /** Does a command as somebody and finds its entry, which must be new. */
  async does(
    command: Command,
    who: string,
    { at: parts = {}, body = {}, told }: { at?: Record<string, string>; body?: unknown; told: Told | ((reply: Reply) => Told) },
  ): Promise<Reply> {
    const path = command.replace('POST ', '/essex').replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
    const since = new Date(this.host.clock.now()).toISOString();
    const reply = await (await this.host.as(who)).json(path, body);
    expect([command, nameOf(reply), reply.status < 300 ? '' : reply.body]).toEqual([command, String(reply.status), '']);
    this.walked.add(command);
    await this.host.quiet();
    const { actingFor, ...rest } = typeof told === 'function' ? told(reply) : told;
    const found = (await this.trailOf(rest.about)).filter(({ action, at }) => action === rest.action && at >= since);
    expect([command, found[0]]).toMatchObject([
      command,
      { ...rest, person: `per_${who}`, personName: this.names.get(who), ...(actingFor ? { actingFor } : {}) },
    ]);
    expect([command, Object.hasOwn(found[0] ?? {}, 'actingFor')]).toEqual([command, actingFor !== undefined]);
    return reply;
  }
}
