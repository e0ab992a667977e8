// Two pieces of HTML are the same markup when they differ only in the order of attributes, in layout whitespace and in how a character is escaped.

const token = /<!--[\s\S]*?-->|<\/?[a-zA-Z][^\s/>]*(?:\s+[^\s=/>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?|\s*\/)*\s*>|[^<]+/g;
const inline = /^<\/?(a|abbr|b|button|em|i|input|span|strong|time)\b/;
const entities: Record<string, string> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&ctdot;': '⋯',
  '&nbsp;': '\u00a0',
  '&amp;': '&',
};

function decode(text: string): string {
  return text.replace(/&(?:quot|#39|lt|gt|ctdot|nbsp|amp);/g, (entity) => entities[entity] ?? entity);
}

function tag(source: string): string {
  const [, close = '', name = '', rest = ''] = /^<(\/?)([^\s/>]+)([\s\S]*?)\/?>$/.exec(source) ?? [];
  const attributes = [...rest.matchAll(/([^\s=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g)].map(([, key, double, single]) => {
    const value = decode(double ?? single ?? '');
    return `${key}="${key === 'class' ? value.trim().replace(/\s+/g, ' ') : value}"`;
  });
  return `<${[close + name, ...attributes.sort()].join(' ')}>`;
}

/** One token a line. Whitespace counts only between inline pieces, and where it is not merely a line break of the template. */
export function normalise(html: string): string {
  const tokens = html.match(token) ?? [];
  if (tokens.join('') !== html) throw new Error(`cannot read this HTML: ${html}`);
  // An SVG path may close itself or not.
  const pieces = tokens.filter((piece) => !piece.startsWith('<!--') && piece !== '</path>');
  const lines = pieces.map((piece, index) => {
    if (piece.startsWith('<')) return tag(piece);
    const before = pieces[index - 1] ?? '';
    const after = pieces[index + 1] ?? '';
    // Layout stands just inside an element and beside blocks; a space between two inline pieces is read.
    const isLaidOutBefore = !inline.test(before) || (!before.startsWith('</') && /^\s*\n/.test(piece));
    const isLaidOutAfter = !inline.test(after) || (after.startsWith('</') && /\n\s*$/.test(piece));
    let text = decode(piece).replace(/[ \t\r\n]+/g, ' ');
    if (isLaidOutBefore) text = text.trimStart();
    if (isLaidOutAfter) text = text.trimEnd();
    return text;
  });
  return lines.filter((line) => line !== '').join('\n');
}
