// What a local provider remembers, in memory and for half an hour: a sign-in takes seconds.
type Kept = { grantId?: string; uid?: string; consumed?: number };

const longestSeconds = 1800;

export function shelf(): (model: string) => unknown {
  const kept = new Map<string, { value: Kept; until: number }>();
  const find = (key: string) => {
    const entry = kept.get(key);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  };
  return (model) => ({
    async upsert(id: string, value: Kept, seconds: number) {
      for (const [key, { until }] of kept) if (until <= Date.now()) kept.delete(key);
      kept.set(`${model} ${id}`, { value, until: Date.now() + Math.min(seconds || longestSeconds, longestSeconds) * 1000 });
    },
    find: async (id: string) => find(`${model} ${id}`),
    findByUid: async (uid: string) => [...kept].find(([key, { value }]) => key.startsWith(`${model} `) && value.uid === uid)?.[1].value,
    findByUserCode: async () => undefined,
    async consume(id: string) {
      const value = find(`${model} ${id}`);
      if (value) value.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id: string) {
      kept.delete(`${model} ${id}`);
    },
    async revokeByGrantId(grantId: string) {
      for (const [key, { value }] of kept) if (value.grantId === grantId) kept.delete(key);
    },
  });
}
