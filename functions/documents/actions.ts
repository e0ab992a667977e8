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
    const format = { pdfStandard: 'ua-1', creationTimestamp: timestampOf(checked.issuedOn) };
    try {
      // In one step: a compiled document held between two would wait, megabytes large, for a collector that cannot see its size.
      return compiler.pdf({ mainFilePath: template, inputs: { document: words } }, format);
    } catch (failure) {
      throw new Error(`${checked.number} could not be printed: ${reasonOf(failure)}`, { cause: failure });
    } finally {
      // The compiler remembers all it has laid out, about a megabyte a document; a warm function would run out of memory.
      compiler.evictCache(0);
    }
  };
}

/** The compiler puts its reason in the error's code and leaves the message empty. */
function reasonOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
}
