// A room asked without a host around it: a request becomes the event that a gateway makes of it, and the room's answer is read as a client reads one.
import { eventOf, type Result } from '../infra/local/gateway.ts';
import type { Room } from '../shared/http.ts';

export type RoomAnswer = { status: number; body: string; headers: Record<string, string>; location: string | undefined };
/** A form as pairs; whatever else is sent is sent as JSON. */
export type RoomAsked = { method?: string; headers?: Record<string, string>; form?: Iterable<[string, string]>; json?: unknown };

export async function askRoom(room: Room, path: string, { method, headers = {}, form, json }: RoomAsked = {}): Promise<RoomAnswer> {
  const body = form ? String(new URLSearchParams([...form])) : json === undefined ? '' : JSON.stringify(json);
  const type = form ? 'application/x-www-form-urlencoded' : json === undefined ? undefined : 'application/json';
  const asked = {
    method: method ?? (type ? 'POST' : 'GET'),
    url: path,
    headers: { host: '127.0.0.1', ...(type ? { 'content-type': type } : {}), ...headers },
    socket: { remoteAddress: '127.0.0.1' },
  };
  const { statusCode = 200, body: text = '', headers: told = {} } = (await room.handle(eventOf(asked, Buffer.from(body)))) as Result;
  const answered = Object.fromEntries(Object.entries(told).map(([name, value]) => [name, String(value)]));
  return { status: statusCode, body: text, headers: answered, location: answered.location };
}
