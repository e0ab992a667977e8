// The simulated card page: plain HTML that works without scripts, says that no money moves, and never asks for a card number.
import { createHash } from 'node:crypto';
import type Stripe from 'stripe';

const STYLE = `
body{margin:0;font:1.125rem/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff}
.notice{background:#594d00;color:#fff;padding:.75rem 1rem;font-weight:bold}
.notice p,main{max-width:38rem;margin:0 auto}
main{padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2}
dt{font-weight:bold}dd{margin:0 0 .75rem}
.error{border:4px solid #b10e1e;padding:.75rem 1rem;margin:1rem 0}
.error h2{margin:0;font-size:1.25rem}
form p{margin:1rem 0}
button{font:inherit;padding:.6rem 1rem;border:2px solid #0b0c0c;background:#fff;color:#0b0c0c;cursor:pointer}
button.first{background:#00572b;border-color:#00572b;color:#fff}
button:focus-visible,a:focus-visible{outline:3px solid #0b0c0c;outline-offset:3px}
a{color:#003d75}
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** `108000` reads `£1,080.00`. */
function inPounds(pence: number): string {
  const [whole, rest] = [Math.trunc(pence / 100), pence % 100];
  return `£${whole.toLocaleString('en-GB')}.${String(rest).padStart(2, '0')}`;
}

export type Html = { readonly status: number; readonly html: string; readonly headers: Readonly<Record<string, string>> };

/** Redirects count as form targets for browsers, so the addresses the session names are allowed beside our own. */
function asPage(status: number, title: string, main: string, leadsTo: readonly string[] = []): Html {
  const html = `<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – simulated card page</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header class="notice"><p>Simulated card page. No card is charged and no money moves. Do not enter card details.</p></header>
<main>
${main}
</main>
</body>
</html>
`;
  const style = createHash('sha256').update(STYLE).digest('base64');
  const targets = [...new Set(["'self'", ...leadsTo.map((url) => new URL(url).origin)])].join(' ');
  return {
    status,
    html,
    headers: {
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; img-src data:; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
    },
  };
}

/** The page of an open session. Its last declined attempt, if there was one, is told at the top. */
export function openPage(session: Stripe.Checkout.Session, lines: readonly Stripe.LineItem[], lastError: string | undefined): Html {
  const amount = inPounds(session.amount_total ?? 0);
  const error = lastError
    ? `<div class="error" role="alert"><h2>The payment was declined</h2><p>${escapeHtml(lastError)} Nothing was taken. Try again, or go back without paying.</p></div>`
    : '';
  const items = lines.map(
    (line) => `<dt>${escapeHtml(line.description ?? '')}</dt><dd>${line.quantity} × ${inPounds(line.price?.unit_amount ?? 0)}</dd>`,
  );
  const email = session.customer_email ? `<dt>E-mail</dt><dd>${escapeHtml(session.customer_email)}</dd>` : '';
  const leave = session.cancel_url ? '<p><button name="action" value="abandon">Go back without paying</button></p>' : '';
  const main = `${error}<h1>Pay ${amount} by card</h1>
<dl>${items.join('')}<dt>Total</dt><dd>${amount}</dd>${email}</dl>
<form method="post">
<p><button class="first" name="action" value="pay">Pay ${amount}</button></p>
<p><button name="action" value="decline">Decline the card</button></p>
${leave}
</form>`;
  const leadsTo = [session.success_url, session.cancel_url].filter((url) => url !== null);
  return asPage(200, `${error ? 'Declined: ' : ''}Pay ${amount}`, main, leadsTo);
}

/** Where a paid session leads. Documented: the placeholder in `success_url` becomes the session's id. */
export function successUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

/** A session that cannot be paid (any more): nothing here can be submitted. */
export function closedPage(status: number, session: Stripe.Checkout.Session | undefined): Html {
  if (!session) return asPage(status, 'Page not found', '<h1>There is no such payment</h1><p>Start again from the invoice.</p>');
  if (session.status === 'expired') {
    const back = session.cancel_url ? `<p><a href="${escapeHtml(session.cancel_url)}">Go back</a></p>` : '';
    return asPage(
      status,
      'Expired',
      `<h1>This payment page has expired</h1><p>Nothing was taken. Start again from the invoice.</p>${back}`,
    );
  }
  const on = `<p><a href="${escapeHtml(successUrl(session))}">Continue</a></p>`;
  return asPage(status, 'Paid', `<h1>This payment has been made</h1><p>It cannot be made twice.</p>${on}`);
}
