// The demonstration agrees with itself: people with the register, partnerships and officers with people and districts, policies with the councils that publish them.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { demoCouncils } from '../../infra/local/demo/councils.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { asserted } from '../../infra/local/demo/people.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import { roles } from '../../shared/context.ts';
import { type OrganisationId, schoolIdOf, trustIdOf } from '../../shared/ids.ts';
import { pursesOf, treatmentFor } from '../../shared/policy/rules.ts';
import { packSchema } from '../../shared/policy/schema.ts';

type Row = Record<string, string>;
const registerOf = (file: URL): Row[] => parse(new TextDecoder('windows-1252').decode(readFileSync(file)), { columns: true });

test('somebody has each role, and each word that a provider has for one means a role', () => {
  const shown = new Set(essex.people.flatMap(({ rights }) => rights.flatMap((right) => right.roles)));
  expect(roles.filter((role) => !shown.has(role))).toEqual([]);
  for (const word of [...Object.values(asserted.schools), ...Object.values(asserted.staff)]) expect(roles).toContain(word);
});

test('councils share no school, no series of numbers, no directory and no address of the site', () => {
  const distinct = (of: (demo: (typeof demoCouncils)[number]) => readonly string[]) => {
    const all = demoCouncils.flatMap(of);
    expect(new Set(all).size).toBe(all.length);
  };
  expect(demoCouncils.length).toBe(2);
  distinct(({ council }) => [council.slug]);
  distinct(({ council }) => [String(council.laCode)]);
  distinct(({ tenant }) => [tenant]);
  distinct(({ pack }) => Object.values(pack.series));
  distinct(({ pack }) => pack.services.map(({ code }) => code));
  distinct(({ register }) => registerOf(register).map(({ URN = '' }) => URN));
  distinct(({ people }) => people.map(({ key }) => key));
});

describe.each(demoCouncils.map((demo) => ({ slug: demo.council.slug, ...demo })))(
  '$slug',
  ({ council, people, officers, organisations, pack, register }) => {
    const rows = registerOf(register);
    const { bodies, partnerships } = organisations('2026-11-24' as CivilDate);
    const schools = new Map(rows.map((row) => [schoolIdOf(Number(row.URN)), row]));
    const trusts = new Map(
      rows.filter((row) => row['Trusts (code)']).map((row) => [trustIdOf(Number(row['Trusts (code)'])), row['Trusts (name)']]),
    );

    test('has a register of its own authority', () => {
      expect(rows.length).toBeGreaterThanOrEqual(12);
      expect(new Set(rows.map((row) => Number(row['LA (code)'])))).toEqual(new Set([council.laCode]));
    });

    test('has districts that cover every administrative district of its register, each once', () => {
      const covered = (council.districts ?? []).flatMap(({ covers }) => covers);
      expect(new Set(covered).size).toBe(covered.length);
      expect(covered).toEqual(expect.arrayContaining([...new Set(rows.map((row) => row['DistrictAdministrative (name)']))]));
      expect((council.districts ?? []).map(({ name }) => name)).toEqual(expect.arrayContaining(officers.map(({ district }) => district)));
    });

    test('has people whose organisations are in its register as the provider names them', () => {
      for (const { organisations = [] } of people) {
        for (const { urn, uid, name, establishmentNumber, localAuthority } of organisations) {
          if (uid) expect(trusts.get(trustIdOf(Number(uid)))).toBe(name);
          else
            expect([name, establishmentNumber, localAuthority?.code]).toEqual([
              schools.get(schoolIdOf(Number(urn)))?.EstablishmentName,
              schools.get(schoolIdOf(Number(urn)))?.EstablishmentNumber,
              String(council.laCode),
            ]);
        }
      }
    });

    test('has granted rights only for what there is, and only where the person has an account', () => {
      const known = (id: OrganisationId) => schools.has(id) || trusts.has(id) || partnerships.some((each) => each.id === id);
      for (const { rights, provider, organisations } of people) {
        for (const { organisation } of rights) if (organisation) expect(known(organisation)).toBe(true);
        expect(provider === 'staff').toBe(organisations === undefined);
      }
    });

    test('has officers who sign in as themselves, with skills for every service', () => {
      expect(officers.filter(({ id }) => !people.some(({ officer }) => officer === id))).toEqual([]);
      const skills = new Set(officers.flatMap((officer) => officer.skills));
      expect(pack.services.filter(({ skill }) => !skills.has(skill))).toEqual([]);
    });

    test('has partnerships of its own schools, led by one of them', () => {
      for (const { members, lead, district } of partnerships) {
        expect(members.filter(({ id }) => id.startsWith('sch_') && !schools.has(id as OrganisationId))).toEqual([]);
        expect(members.map(({ id }) => id)).toContain(lead?.id);
        if (lead?.person) expect(people.map(({ key }) => `per_${key}`)).toContain(lead.person);
        if (district) expect(council.districts?.map(({ name }) => name)).toContain(district);
      }
      for (const { district } of bodies) if (district) expect(council.districts?.map(({ name }) => name)).toContain(district);
    });

    test('has a pack that every kind of buyer can buy from, whatever the VAT class', () => {
      expect(packSchema.safeParse(pack).success).toBe(true);
      for (const buyer of ['own-maintained', 'other-maintained', 'academy', 'independent', 'further-education'] as const) {
        expect(pursesOf(pack, buyer)).toContain('own-funds');
        for (const purse of pursesOf(pack, buyer))
          for (const vatClass of ['standard', 'exempt'] as const)
            expect(treatmentFor(pack, { buyer, purse, vatClass, taxPoint: pack.effectiveFrom })).toBeDefined();
      }
    });
  },
);
