// Turns a document model into a PDF/UA-1 file: tagged, in English, with its fonts inside, the same bytes every time.
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { printable, printed, timestampOf } from './rules.ts';
import { type DocumentModel, documentModel } from './schema.ts';

/**
 * A renderer over the files of `documentAssets`, all in one directory. It throws on a model that does not add up and on a
 * broken template: both are bugs of the caller, who refuses bad input by `documentModel` before it gets here.
 */
export function createRenderer(options: { assetDirectory: string }): (model: DocumentModel) => Uint8Array {
  // The workspace is all that the template can read, and the fonts beside it are found before any of the machine's own.
  const compiler = NodeCompiler.create({ workspace: options.assetDirectory, fontArgs: [{ fontPaths: [options.assetDirectory] }] });
  const template = join(options.assetDirectory, 'invoice.typ');

  return (model) => {
    const checked = documentModel.parse(model);
    // As a JSON string the words stay data: nothing in a description is ever read as markup.
    const words = JSON.stringify(printed(checked), (_key, value: unknown) => (typeof value === 'string' ? printable(value) : value));
    try {
      // In one step, so that no compiled document waits in the JavaScript heap, where its size is not seen and not collected.
      const pdf = { pdfStandard: 'ua-1', creationTimestamp: timestampOf(checked.issuedOn) };
      return compiler.pdf({ mainFilePath: template, inputs: { document: words } }, pdf);
    } finally {
      // The compiler remembers every document it has seen, about a megabyte each; a warm function would run out of memory.
      compiler.evictCache(0);
    }
  };
}

function diagnosticsOf(diagnostics: unknown[] | undefined): string {
  return `the document template does not compile: ${JSON.stringify(diagnostics ?? [])}`;
}
