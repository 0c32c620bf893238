// Does this browser keep what it is given? Told apart by what it is and what it offers, as codes (trouble.js has the words).

const WECHAT = /MicroMessenger|WeChat|wxwork/i;

/** {isIos, isWechat, isMiniProgram} of a user agent; an iPad says Macintosh and has touch. */
export function kindOf({ userAgent = "", touchPoints = 0, environment = "" }) {
  const isIos = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  return { isIos, isWechat: WECHAT.test(userAgent), isMiniProgram: /miniProgram/i.test(userAgent) || environment === "miniprogram" };
}

/**
 * Why this browser is "online only": a code, or "" when it keeps what it is given.
 * facts = {isSecure, hasCrypto, hasStore, hasWorker, isStandalone, kind}
 */
export function onlineOnly({ isSecure, hasCrypto, hasStore, hasWorker, isStandalone, kind }) {
  if (!isSecure || !hasCrypto) return "browser.not_secure";
  if (!hasStore) return "browser.private";
  if (kind.isMiniProgram || kind.isWechat) return "browser.wechat";
  if (kind.isIos && !isStandalone) return "browser.ios_not_installed";
  return hasWorker ? "" : "browser.no_worker";
}

/** Can anything at all be reported from here? Without cryptography no receipt can be checked, so nothing could be shown true. */
export const canReport = ({ isSecure, hasCrypto }) => Boolean(isSecure && hasCrypto);

/** The name a phone goes by on the server's list of phones, until somebody gives it a better one. */
export function labelOf(userAgent = "") {
  const model = /Android[^;)]*;\s*(?:[a-z]{2}[-_][a-z]{2};\s*)?([^;)]+?)(?:\s+Build\/[^;)]*)?[;)]/i.exec(userAgent)?.[1];
  if (model && !/^(K|wv|Mobile)$/.test(model.trim())) return model.trim().slice(0, 40);
  for (const name of ["iPhone", "iPad", "Android", "Macintosh", "Windows", "Linux"]) if (userAgent.includes(name)) return name;
  return "Phone";
}
