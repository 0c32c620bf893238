// What stands on today's page, in which group and order, and with which light? No browser in here.
import { hasPoint, metres, walkingOrder } from "./walking_rules.js";

const TO_DO = new Set(["task", "check"]);
const SHAPES = { green: "●", yellow: "◐", red: "◆" };
const MINUTE = 60000;

// The light as it is now: what the server said when it was asked, and red once the limit has passed since.
export function lightNow(card, now) {
  if (card.ended_at || !card.due_at) return card.light || "";
  return new Date(card.due_at) <= now ? "red" : card.light || "green";
}

export function shapeOf(light) {
  return SHAPES[light] ?? "";
}

// How long it is overdue, in the largest unit that says at least one: {days}, {hours} or {minutes}.
export function overdueBy(card, now) {
  const minutes = Math.max(1, Math.floor((now - new Date(card.due_at)) / MINUTE));
  if (minutes < 60) return { minutes };
  return minutes < 24 * 60 ? { hours: Math.floor(minutes / 60) } : { days: Math.floor(minutes / (24 * 60)) };
}

// What is left until the limit, as one says it of the next 24 hours: {hours} or {minutes}; null when it is longer or over.
export function timeLeft(card, now) {
  const minutes = Math.floor((new Date(card.due_at) - now) / MINUTE);
  if (card.ended_at || !card.due_at || minutes < 1 || minutes >= 24 * 60) return null;
  return minutes < 60 ? { minutes } : { hours: Math.floor(minutes / 60) };
}

// {due, near, mine}: each card once. Due: to be done, red before yellow. Near: the rest to be done. Mine: what I reported,
// the open before the ended. All in walking order from `start`.
export function groups(cards, start, now) {
  const toDo = cards.filter((card) => TO_DO.has(card.mine) && !card.ended_at);
  const lit = (light) => walkingOrder(toDo.filter((card) => lightNow(card, now) === light), start);
  const [red, yellow] = [lit("red"), lit("yellow")];
  const rest = toDo.filter((card) => !["red", "yellow"].includes(lightNow(card, now)));
  const reported = cards.filter((card) => !TO_DO.has(card.mine));
  const byNews = [...reported].sort((one, other) => String(other.ended_at ?? other.at).localeCompare(String(one.ended_at ?? one.at)));
  return {
    due: [...red, ...yellow],
    near: walkingOrder(rest, start),
    mine: [...byNews.filter((card) => !card.ended_at), ...byNews.filter((card) => card.ended_at)],
  };
}

// Metres from where I stand, rounded as one says them: tens below 1 km, else hundreds; null without a point.
export function farAway(card, here) {
  if (!here || !hasPoint(card)) return null;
  const exact = metres(here, card);
  return exact < 1000 ? Math.max(10, Math.round(exact / 10) * 10) : Math.round(exact / 100) * 100;
}
