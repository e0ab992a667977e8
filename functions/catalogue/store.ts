// Services in the table: one item each in one partition, so that a council's whole offer is one consistent read.
import { create, replace, type Write } from '../../shared/commit.ts';
import type { ServiceId } from '../../shared/ids.ts';
import type { CouncilTable, Key } from '../../shared/table.ts';
import type { Service } from './schema.ts';

type ServiceItem = Service & Key & { type: 'service' };

const serviceOf = ({ pk, sk, type, ...service }: ServiceItem): Service => service;

export async function getService(table: CouncilTable, id: ServiceId): Promise<Service | undefined> {
  const item = await table.get<ServiceItem>(table.key.service(id));
  return item && serviceOf(item);
}

/** Every service the council has ever offered: a council has tens of them, not thousands. */
export async function listServices(table: CouncilTable): Promise<Service[]> {
  return (await table.all<ServiceItem>(table.range.services())).map(serviceOf);
}

export const newService = (table: CouncilTable, service: Service): Write =>
  create(table.key.service(service.id), { type: 'service', ...service }, 'changed-meanwhile');

/** The service at its next version; refused as `changed-meanwhile` when somebody else was first. */
export const changedService = (table: CouncilTable, service: Service): Write =>
  replace(table.key.service(service.id), { type: 'service', ...service });
