// Which plain sentence, and which way out, belongs to a trouble of the phone itself?
import { difference } from "./clock_rules.js";
import { language, t } from "./words.js";

const SAID = {
  "phone.no_answer": () => [t("The server was not reached."), t("What you made stays on this phone and is sent by itself when there is a network.")],
  "phone.stranger": () => [t("Somebody else answered in place of the server."), t("Often this is the log-in page of a hotel or a shop's network. Open that network's page, or use mobile data. Nothing was taken as delivered.")],
  "phone.receipt_false": () => [t("The answer was not signed by our server."), t("It does not count as delivered; the record stays on this phone and is sent again.")],
  "phone.server_busy": () => [t("The server cannot answer now."), t("It is tried again by itself. Nothing is lost.")],
  "phone.server_full": () => [t("The server has no room left."), t("Tell your administrator. Your records stay on this phone; you can also export them to a file.")],
  "phone.too_large": () => [t("The server does not take anything that large."), t("Take the photo again in a smaller size, or bring it to a desk as a file.")],
  "phone.full": () => [t("This phone has no room left: this was NOT saved."), t("What was kept before is still here. Send what waits, export it to a file, or free some room (photos, films, other apps), then try again.")],
  "phone.sealed": () => [t("This phone's seal cannot be opened."), t("Log in again with the same account; what waits stays here until then.")],
  "phone.store_gone": () => [t("The phone's own store does not answer: this was NOT saved."), t("Keep this page open, close the other pages of this program and try again. If that does not help, write it down and restart the phone.")],
  "phone.not_kept": () => [t("This phone could not keep it: this was NOT saved."), t("What you typed is still on the screen. Try again.")],
  "phone.not_logged_in": () => [t("Nobody is logged in on this phone."), t("Log in; what waits here goes on after that.")],
  "phone.not_sent_online_only": () => [t("NOT saved: this browser keeps nothing, and the server was not reached."), t("What you typed is still on the screen. Try again when there is a network.")],
  "phone.parked": () => [t("The server does not know this form yet."), t("It is asked again every six hours. You need not do anything; remove it only if it is no longer wanted.")],
  "phone.refused": () => [t("The server did not take this."), t("Put it right or remove it.")],
  "phone.conflict": () => [t("The server has another version under the same number."), t("Both are kept there; somebody at a desk decides. Remove it here when it is settled.")],
  "phone.before_gone": () => [t("It builds on a record that is no longer here."), t("Remove it, and do it again on the matter as it stands now.")],
  "phone.file_gone": () => [t("A photo of this record is no longer on this phone."), t("The words are with the server. Take the photo again on the matter, then remove this.")],
  "phone.cleared": () => [t("The browser has cleared what this phone kept."), t("Whatever had not been sent is gone from here; the server's list of announced records tells your administrator how many. Put this program on the home screen, then it is kept longer.")],
  "phone.nearly_full": () => [t("There is little room left on this phone."), t("Send what waits, and free some room (photos, films, other apps).")],
  "phone.may_be_cleared": () => [t("The browser does not promise to keep what waits here."), t("Send it soon; put this program on the home screen, then it is kept longer.")],
  "browser.not_secure": () => [t("Online only: this address is not secured (https)."), t("The browser gives neither a seal nor a store here. Open the https address that your administrator shows, or use the desk pages.")],
  "browser.private": () => [t("Online only: this browser keeps nothing."), t("It is a private window, or storage is switched off. Open the address in an ordinary window. Until then a report counts only when it says delivered.")],
  "browser.wechat": () => [t("Online only: this is WeChat's own browser."), t("It may throw away what waits. Tap the three dots and choose to open it in the phone's browser.")],
  "browser.ios_not_installed": () => [t("Online only: not on the home screen yet."), t("Safari clears what pages keep after seven days without a visit. Tap Share, then Add to Home Screen, and open it from there.")],
  "browser.no_worker": () => [t("Online only: this browser cannot open the program without a network."), t("Use an up-to-date browser. What you make is kept, but the page itself needs the network to open.")],
};

/** {title, detail} of a code. */
export function told(code) {
  const [title, detail] = (SAID[code] ?? SAID["phone.not_kept"])();
  return { title, detail };
}

/** A problem as it can be shown: the server's own words in the language of the page, or ours for our own code. */
export function shown(problem) {
  if (!problem) return null;
  const { title, detail } = SAID[problem.code] ? told(problem.code) : inLanguage(problem);
  return { ...problem, title, detail };
}

// The server sends both languages: a refusal of this morning reads as the page is read now.
function inLanguage({ title, detail, zh, en, remedy_zh, remedy_en }) {
  return language() === "en" ? { title: en ?? title, detail: remedy_en ?? detail } : { title: zh ?? title, detail: remedy_zh ?? detail };
}

/** The sentence about a clock that is wrong, or null. */
export function clockTold(milliseconds) {
  const wrong = difference(milliseconds);
  if (!wrong) return null;
  return {
    title: wrong.way === "ahead" ? t("This phone's clock is %(amount)s ahead.", { amount: amountOf(wrong) }) : t("This phone's clock is %(amount)s behind.", { amount: amountOf(wrong) }),
    detail: t("Set it to automatic in the phone's settings. Until then your matters count from the moment they arrive."),
  };
}

function amountOf({ amount, unit }) {
  if (unit === "minutes") return t("%(n)s minutes", { n: amount });
  return unit === "hours" ? t("%(n)s hours", { n: amount }) : t("%(n)s days", { n: amount });
}
