// Rendering as a task: the model of a document, of a year statement or of a certificate in, a PDF out as base64; one that does not add up is a bug of its sender and throws.
import { createRenderer } from './actions.ts';
import { paperModel } from './schema/paper.ts';

export function tasksWith(assetDirectory: string): Record<string, (subject: unknown) => Promise<{ pdf: string }>> {
  let render: ReturnType<typeof createRenderer> | undefined;
  return {
    render: async (subject) => {
      render ??= createRenderer({ assetDirectory });
      return { pdf: Buffer.from(render(paperModel.parse(subject))).toString('base64') };
    },
  };
}
