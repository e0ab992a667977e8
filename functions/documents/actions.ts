// Turns a document model into a PDF/UA-1 file: tagged, in English, with its fonts inside, the same bytes every time.
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { printedCertificate } from './rules/certificate.ts';
import { printedStatement } from './rules/statement.ts';
import { printable, printed, timestampOf } from './rules.ts';
import { type PaperModel, paperModel } from './schema/paper.ts';

/**
 * A renderer over the files of `documentAssets`, all in one directory. It throws on a model that does not add up and on a
 * broken template: both are bugs of the caller, who refuses bad input by `documentModel` before it gets here.
 */
export function createRenderer(options: { assetDirectory: string }): (model: PaperModel) => Uint8Array {
  // The workspace is all that the template can read, and the fonts beside it are found before any of the machine's own.
  const compiler = NodeCompiler.create({ workspace: options.assetDirectory, fontArgs: [{ fontPaths: [options.assetDirectory] }] });

  return (model) => {
    const checked = paperModel.parse(model);
    const { title, template, page } = pageOf(checked);
    // As a JSON string the words stay data: nothing in a description is ever read as markup.
    const words = JSON.stringify(page, (_key, value: unknown) => (typeof value === 'string' ? printable(value) : value));
    const format = { pdfStandard: 'ua-1', creationTimestamp: timestampOf(checked.issuedOn) };
    try {
      // In one step: a compiled document held between two would wait, megabytes large, for a collector that cannot see its size.
      return compiler.pdf({ mainFilePath: join(options.assetDirectory, template), inputs: { document: words } }, format);
    } catch (failure) {
      throw new Error(`${title} could not be printed: ${reasonOf(failure)}`, { cause: failure });
    } finally {
      // The compiler remembers all it has laid out, about a megabyte a document; a warm function would run out of memory.
      compiler.evictCache(0);
    }
  };
}

/** What a page says, by which template, and what it is called where something goes wrong. */
function pageOf(model: PaperModel): { title: string; template: string; page: object } {
  if (model.kind === 'certificate') return { title: 'a certificate', template: 'certificate.typ', page: printedCertificate(model) };
  return model.kind === 'year-statement'
    ? { title: 'a year statement', template: 'statement.typ', page: printedStatement(model) }
    : { title: model.number, template: 'invoice.typ', page: printed(model) };
}

/** The compiler puts its reason in the error's code and leaves the message empty. */
function reasonOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : String(failure);
}
