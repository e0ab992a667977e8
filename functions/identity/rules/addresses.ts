// Which addresses a sign-in may rest on: whoever can change what a plain connection brings could sign tokens of their own.

/** Plain HTTP is for this very machine, where a demonstration’s providers are, and for no other. */
export const isOnThisMachine = (url: string): boolean => /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$)/.test(url);

export const isSafeAddress = (url: string): boolean => url.startsWith('https://') || isOnThisMachine(url);
