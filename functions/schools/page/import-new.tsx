// The page that asks for a file of the register, looks at what has come, and asks whose schools to import of it.
import type { Context, Host } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, type Element, ErrorMessage, errorFor, LinkLine, PageHeading, Radios, SummaryList } from '../../../shared/ui/index.ts';
import { type Inspected, inspectUpload, newUpload } from '../actions/import-file.ts';
import { importKinds } from '../schema/imports.ts';

export const base = (context: Context): string => `/${context.council.slug}/schools/imports`;
export const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(Math.round(bytes / 100_000) / 10).toFixed(1)} MB`;

function UploadForm({ form, error }: { form: { action: string; fields: Record<string, string> }; error?: string | undefined }): Element {
  const described = ['file-hint', ...(error ? ['file-error'] : [])].join(' ');
  return (
    <form method="post" action={form.action} enctype="multipart/form-data">
      {Object.entries(form.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class={`govuk-form-group${error ? ' govuk-form-group--error' : ''}`}>
        <label class="govuk-label govuk-label--m" for="file">
          The file
        </label>
        <div id="file-hint" class="govuk-hint">
          The establishment fields file or the links file of Get information about schools, as a CSV file of at most 200 MB. Unpack a zip
          file first.
        </div>
        {error && <ErrorMessage id="file-error" text={error} />}
        <input class="govuk-file-upload" id="file" name="file" type="file" accept=".csv,text/csv" aria-describedby={described} required />
      </div>
      <Button text="Send the file" preventDoubleClick />
    </form>
  );
}

type Typed = { file?: string | undefined; authorities?: string | undefined; refusal?: Refusal | undefined };

const Choice = ({ context, file, typed }: { context: Context; file: Inspected; typed: Typed }): Element => (
  <>
    <SummaryList
      rows={[
        file.fileName !== undefined && { key: { text: 'File' }, value: { text: file.fileName } },
        { key: { text: 'What it is' }, value: { text: importKinds[file.kind] } },
        { key: { text: 'Size' }, value: { text: megabytes(file.size) } },
      ]}
    />
    <form method="post" action={base(context)}>
      <input type="hidden" name="file" value={file.file} />
      <input type="hidden" name="mark" value={file.mark} />
      <Radios
        name="authorities"
        value={typed.authorities ?? 'own'}
        fieldset={{ legend: { text: 'Whose schools should be imported?', classes: 'govuk-fieldset__legend--m' } }}
        errorMessage={errorFor(typed.refusal && faultsOf(typed.refusal), 'authorities')}
        items={[
          { value: 'own', text: `Those of our own authority (${context.council.laCode})` },
          { value: 'every', text: 'Those of every authority', hint: { text: 'For a council that sells to schools elsewhere' } },
        ]}
      />
      <Button text="Import it" preventDoubleClick />
    </form>
    <LinkLine href={`${base(context)}/new`} text="Send another file instead" />
  </>
);

export async function newPage(context: Context, c: Web, host: Host, typed: Typed = {}): Promise<Response> {
  const sent = typed.file ?? c.req.query('file');
  const inspected = sent === undefined ? undefined : await inspectUpload(context, host, sent);
  const file = inspected?.ok ? inspected.value : undefined;
  const refusal = typed.refusal ?? (inspected && !inspected.ok ? inspected.refusal : undefined);
  const errors = refusal && faultsOf(refusal).map((error) => (file ? error : { ...error, field: 'file' }));
  const form = file ? undefined : (await newUpload(context, host)).form;
  return page(context, c, {
    title: 'Import a file of the register',
    refusal,
    errors,
    back: { href: base(context), text: 'Register imports' },
    children: (
      <>
        <PageHeading>Import a file of the register</PageHeading>
        {form && <UploadForm form={form} error={errors?.[0]?.text} />}
        {file && <Choice context={context} file={file} typed={typed} />}
      </>
    ),
  });
}
