// Where is this phone now? Asked only while a report or a check is open, for ten seconds, and never again by itself.
import { better, faultOf, gradeOf, WAIT_MS } from "./place_rules.js";

const DENIED = 1; // GeolocationPositionError

/** Ask for the place. `onFix(fix, isLast)` gets each better fix {lon, lat, accuracy}; `onFault(reason)` at most once:
 *  "none" (no such thing here), "denied", "zero", "bad" or "late". Returns a function that stops asking. */
export function watchPlace({ onFix, onFault, wait = WAIT_MS }) {
  if (!navigator.geolocation) {
    onFault("none");
    return () => undefined;
  }
  let best = null;
  let reason = "late";
  let timer = 0;
  let id = null;
  const stop = () => {
    clearTimeout(timer);
    if (id !== null) navigator.geolocation.clearWatch(id);
    id = null;
  };
  const end = () => {
    stop();
    if (best) onFix(best, true);
    else onFault(reason);
  };
  const found = ({ coords }) => {
    const fix = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy };
    const fault = faultOf(fix);
    if (fault) {
      reason = fault;
      return;
    }
    best = better(best, fix);
    if (gradeOf(best.accuracy) === "sure") end();
    else if (best === fix) onFix(best, false);
  };
  const failed = ({ code }) => {
    if (code !== DENIED) return; // another fix may come until the time is over
    reason = "denied";
    end();
  };
  timer = setTimeout(end, wait);
  id = navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, maximumAge: 0, timeout: wait });
  return stop;
}
