// A form of a page as a browser would send it: every field with what stands in it, to be changed and sent.
export type Entries = Record<string, string[]>;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const plainText = (html: string): string => html.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>]|$)`).exec(tag);
  return found ? plainText(found[1] ?? '') : undefined;
};

/** What the form with this action holds; throws when the page has none. */
export function formOn(html: string, action: string): Entries {
  const form = [...html.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)]
    .map(([text]) => text)
    .find((text) => attribute(text.slice(0, text.indexOf('>') + 1), 'action') === action);
  if (!form) throw new Error(`the page has no form for ${action}`);
  const entries: Entries = {};
  const add = (name: string | undefined, value: string) => {
    if (name) entries[name] = [...(entries[name] ?? []), value];
  };
  for (const [control, opening = '', inner = ''] of form.matchAll(
    /(<textarea[^>]*>)([\s\S]*?)<\/textarea>|(<select[^>]*>)([\s\S]*?)<\/select>|<input[^>]*>/g,
  )) {
    if (control.startsWith('<textarea')) add(attribute(opening, 'name'), plainText(inner.replace(/^\n/, '')));
    else if (control.startsWith('<select')) {
      const options = [...control.matchAll(/<option[^>]*>/g)].map(([option]) => option);
      const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0] ?? '';
      add(attribute(control.slice(0, control.indexOf('>') + 1), 'name'), attribute(chosen, 'value') ?? '');
    } else {
      const type = attribute(control, 'type') ?? 'text';
      if ((type === 'checkbox' || type === 'radio') && attribute(control, 'checked') === undefined) continue;
      add(attribute(control, 'name'), attribute(control, 'value') ?? '');
    }
  }
  return entries;
}
