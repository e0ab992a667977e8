// The names of the files a page loads, and the one inline script a page carries with the hash that lets it past the content security policy.
declare const __ASSET_CSS__: string | undefined;
declare const __ASSET_JS__: string | undefined;

/** Paths from the site's root. The build puts the hashed names in; unbuilt code (tests) names the plain ones. */
export const assets = {
  css: typeof __ASSET_CSS__ === 'string' ? __ASSET_CSS__ : '/assets/daybook.css',
  js: typeof __ASSET_JS__ === 'string' ? __ASSET_JS__ : '/assets/daybook.js',
  icon: '/assets/favicon.svg',
};

// Written without quotes or angle brackets, so that escaping leaves it byte for byte as it was hashed.
export const inlineScript =
  'document.body.className += ` js-enabled` + (`noModule` in HTMLScriptElement.prototype ? ` govuk-frontend-supported` : ``);';

/** SHA-256 of `inlineScript`, as the policy spells it; a test recomputes it. */
export const inlineScriptHash = 'sha256-upyPhaMOpDjmFWidl5TsEOtAuOVgbqTQWDWfJNa44xk=';

/** Everything from our own origin and nothing else. A page that uploads adds the file store's origin to where forms may go. */
export function contentSecurityPolicy(alsoFormsTo: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'self' '${inlineScriptHash}'`,
    `style-src 'self'`,
    `img-src 'self'`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `form-action ${["'self'", ...alsoFormsTo].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');
}
