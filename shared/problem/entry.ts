// What a refusal says.

/** `nextElsewhere` is the next step of whoever cannot look organisations up: the people of one, and officers. */
export type RefusalEntry = { status: number; title: string; next: string; nextElsewhere?: string };
