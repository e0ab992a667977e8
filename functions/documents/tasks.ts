// Rendering as a task: a document model in, a PDF out as base64; a model that does not add up is a bug of its sender and throws.
import type { Task } from '../../shared/http.ts';
import { createRenderer } from './actions.ts';
import { documentModel } from './schema.ts';

export function tasksWith(assetDirectory: string): Record<string, Task> {
  let render: ReturnType<typeof createRenderer> | undefined;
  return {
    render: async (_context, subject) => {
      render ??= createRenderer({ assetDirectory });
      const model = documentModel.parse(subject);
      return { pdf: Buffer.from(render(model)).toString('base64') };
    },
  };
}
