// Rendering as a task: a document model in, a PDF out as base64; a model that does not add up is a bug of its sender and throws.
import { createRenderer } from './actions.ts';
import { documentModel } from './schema.ts';

export function tasksWith(assetDirectory: string): Record<string, (subject: unknown) => Promise<{ pdf: string }>> {
  let render: ReturnType<typeof createRenderer> | undefined;
  return {
    render: async (subject) => {
      render ??= createRenderer({ assetDirectory });
      return { pdf: Buffer.from(render(documentModel.parse(subject))).toString('base64') };
    },
  };
}
