// Report: photo, confirm, send. Grid, department, limit and likely kinds are filled in by themselves; nothing waits for a network.
import { html, render } from "/static/vendor/lit-html/lit-html.mjs";

import { ask } from "../asking.js";
import * as bundle from "../bundle.js";
import { chips } from "../chips_rules.js";
import { aboveGrid, isSameGround, lowest, unpacked } from "../lookup_rules.js";
import { forget, recall, remember } from "../memory.js";
import { likely } from "../near_rules.js";
import * as outbox from "../outbox.js";
import { shrink } from "../photo.js";
import { watchPlace } from "../place.js";
import { begin, fromFix, fromPin, fromServer, gradeOf, named, settle } from "../place_rules.js";
import { blank, bodyOf, filesOf, isWorthKeeping, missing, PHOTOS_MOST, refilled, repeats, sameAs, withKind } from "../report_rules.js";
import { page, sentPage } from "../report_view.js";
import * as sync from "../sync.js";
import { openWhere } from "../where_sheet.js";
import { t } from "../words.js";

const TYPING_MS = 500; // a pause in typing: keep the draft, ask the server

export async function show(root, _params, app) {
  const flow = new Reporting(root, app);
  await flow.start();
  return () => flow.leave();
}

class Reporting {
  constructor(root, app) {
    Object.assign(this, { root, app, report: blank(), place: begin([], { lastGrid: "", mine: [] }), fix: null, fault: "", answer: null });
    Object.assign(this, { grids: null, units: [], kinds: null, routes: null, near: [], last: null, unfinished: null, errors: [], problem: null });
    Object.assign(this, { isLooking: false, isBusy: false, sent: null, instead: null, stops: [], timer: 0, asked: 0 });
  }

  // ---- beginning and end ----

  async start() {
    this.app.title(t("Report"));
    const carried = this.app.carried;
    this.app.carried = null;
    render(html`<p class="starting">${t("Opening …")}</p>`, this.root);
    await this.read();
    const [grid, draft, last] = await Promise.all(["last-grid", "report", "last-report"].map((name) => recall(this.app, name)));
    Object.assign(this, { lastGrid: grid?.value ?? "", last: last?.value ?? null });
    this.placeAnew();
    await this.resume(draft, carried);
    if (carried?.again) this.putRight(carried.again);
    this.look();
    this.stops.push(bundle.onChange(() => this.readAgain()), outbox.onChange(() => this.follow()));
    const hidden = () => document.hidden && this.keep();
    document.addEventListener("visibilitychange", hidden);
    this.stops.push(() => document.removeEventListener("visibilitychange", hidden));
    this.draw();
    if (carried?.photo) await this.takePhoto(carried.photo);
  }

  async read() {
    const [grids, kinds, routes, near] = await Promise.all(["grids", "kinds", "routes", "near"].map((name) => bundle.part(name)));
    if (!isSameGround(this.grids, grids)) this.units = unpacked(grids);
    Object.assign(this, { grids, kinds, routes, near: near ?? [] });
  }

  // The outlines came, or others than those that the place was looked up in.
  async readAgain() {
    const before = this.units;
    await this.read();
    if (before !== this.units && !this.place.by) this.placeAnew();
    this.draw();
  }

  placeAnew() {
    const mine = lowest(this.units).filter((unit) => unit.mine).map(({ code }) => code);
    const place = begin(this.units, { lastGrid: this.lastGrid, mine });
    this.place = this.fix ? fromFix(this.units, place, this.fix) : place;
  }

  // A draft goes on by itself, unless a new photo says that this is another matter: then it waits and is offered.
  async resume(draft, carried) {
    const before = await recall(this.app, "report-before");
    this.unfinished = before && isWorthKeeping(withPhotos(before)) ? withPhotos(before) : null;
    if (!draft || !isWorthKeeping(withPhotos(draft))) return;
    if (!carried?.photo && !carried?.again) {
      this.report = withPhotos(draft);
      return;
    }
    this.unfinished = withPhotos(draft);
    await remember(this.app, "report-before", { ...this.unfinished, photos: [] }, this.unfinished.photos);
  }

  // A report that the server refused, with everything it held; sent again it takes the refused one's place.
  putRight({ id, body, blobs }) {
    this.instead = id;
    this.report = { ...blank(), ...refilled(body), photos: blobs ?? [] };
    if (Number.isFinite(body.lon)) this.place = { ...fromPin(this.units, body.lon, body.lat, body.accuracy_m ?? 0), source: body.source, by: "same" };
    else if (body.unit) this.place = { ...named(body.unit), by: "list" };
    this.keep({ photos: true });
    this.askSoon(0);
  }

  leave() {
    clearTimeout(this.timer);
    this.asked = 0;
    this.stops.forEach((stop) => stop?.());
    this.drawing?.map.close();
    return this.sent ? null : this.keep();
  }

  // ---- where ----

  look() {
    this.isLooking = true;
    this.fault = "";
    this.stopLooking?.();
    this.stopLooking = watchPlace({
      onFix: (fix, isLast) => this.found(fix, isLast),
      onFault: (reason) => this.notFound(reason),
    });
    this.stops.push(this.stopLooking);
  }

  found(fix, isLast) {
    this.isLooking = !isLast;
    this.fix = fix;
    // What a person has set on the map, in the list or at a border stands.
    if (!this.place.by) this.setPlace(fromFix(this.units, this.place, fix));
    this.draw();
  }

  notFound(reason) {
    this.isLooking = false;
    this.fault = reason;
    this.draw();
  }

  setPlace(place, by = "") {
    this.place = { ...place, by };
    this.errors = this.errors.filter((one) => one !== "place");
    this.answer = null;
    this.askSoon(0);
    this.draw();
  }

  settleAt(code) {
    this.setPlace(settle(this.place, code), this.place.by || "settled");
  }

  moveIt() {
    openWhere({
      units: this.units, read: () => this.place, address: this.report.address, isHidden: Boolean(this.kind?.matter_only),
      onPin: ({ lon, lat, metres }) => this.setPlace(fromPin(this.units, lon, lat, metres), "pin"),
      onUnit: (code) => this.setPlace(named(code), "list"),
      onSettle: (code) => this.settleAt(code),
      onAddress: (address) => this.change({ address }),
      onHere: () => this.lookAgain(),
    });
  }

  lookAgain() {
    this.place = { ...this.place, by: "" };
    this.look();
    this.draw();
  }

  // ---- what ----

  get kind() {
    return this.kinds?.kinds?.find(({ key }) => key === this.report.category) ?? null;
  }

  change(changes) {
    this.report = { ...this.report, ...changes };
    this.keepSoon();
    this.draw();
  }

  choose(category) {
    this.report = withKind(this.report, category);
    this.errors = [];
    this.answer = null;
    this.askSoon(0);
    this.keepSoon();
    this.draw();
  }

  type(words) {
    this.change({ words });
    this.askSoon(TYPING_MS);
  }

  repeat(earlier) {
    this.report = sameAs(this.report, earlier);
    if (earlier.of === "mine" && !Number.isFinite(this.place.lon) && Number.isFinite(earlier.lon)) {
      this.setPlace({ ...fromPin(this.units, earlier.lon, earlier.lat, earlier.accuracy), source: "same" }, "same");
    }
    this.choose(earlier.category);
  }

  camera() {
    this.app.camera((file) => this.takePhoto(file));
  }

  async takePhoto(file) {
    this.isBusy = true;
    this.problem = null;
    this.draw();
    try {
      const photo = await shrink(file);
      this.report = { ...this.report, photos: [...this.report.photos, photo].slice(-PHOTOS_MOST) };
      this.errors = this.errors.filter((one) => one !== "photo");
    } catch (fault) {
      this.problem = fault.reason === "empty"
        ? { title: t("The picture came out empty."), detail: t("Take it again. If it happens again, close other apps first.") }
        : { title: t("This picture could not be read."), detail: t("Take it again, or choose another one.") };
    }
    this.isBusy = false;
    this.keep({ photos: true });
    this.draw();
  }

  dropPhoto(photo) {
    this.change({ photos: this.report.photos.filter((one) => one !== photo) });
    this.keep({ photos: true });
  }

  // ---- what the server knows, while there is one ----

  askSoon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.askNow(), wait);
  }

  async askNow() {
    const mine = ++this.asked;
    const { lon = null, lat = null, accuracy = 0 } = this.kind?.matter_only ? {} : this.place;
    const question = { category: this.report.category, lon, lat, accuracy_m: Math.ceil(accuracy), crs: "EPSG:4326", words: this.report.words };
    const answer = await ask(question);
    if (!answer || this.asked !== mine || this.sent) return;
    this.answer = answer;
    this.place = fromServer(this.place, answer.place);
    this.draw();
  }

  offered() {
    const own = chips(this.kinds, this.report.words);
    const told = (this.answer?.chips ?? []).map(({ key }) => key).filter((key) => this.kinds?.kinds?.some((one) => one.key === key));
    const shown = [...new Set([...told, ...own])].slice(0, 3);
    const { category } = this.report;
    return !category || shown.includes(category) ? shown : [category, ...shown.slice(0, 2)]; // none jumps when it is tapped
  }

  alike() {
    if (!this.kind) return [];
    const asked = { category: this.report.category, lon: this.place.lon, lat: this.place.lat, words: this.report.words };
    return this.answer?.near ?? likely(this.near, asked, { kinds: this.kinds, now: new Date() });
  }

  // ---- keeping and sending ----

  keepSoon() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), TYPING_MS);
  }

  keep({ photos = false } = {}) {
    clearTimeout(this.keeping);
    if (this.sent) return null;
    const { photos: blobs, ...value } = this.report;
    if (!isWorthKeeping(this.report)) return forget(this.app, "report");
    return remember(this.app, "report", value, photos ? blobs : null);
  }

  async goOn() {
    const [mine, other] = [this.report, this.unfinished];
    this.report = other;
    this.unfinished = isWorthKeeping(mine) ? mine : null;
    if (this.unfinished) await remember(this.app, "report-before", { ...mine, photos: [] }, mine.photos);
    else await forget(this.app, "report-before");
    this.choose(other.category);
    await this.keep({ photos: true });
  }

  async throwAway() {
    this.unfinished = null;
    await forget(this.app, "report-before");
    this.draw();
  }

  async send() {
    const { kind, report, place } = this;
    this.errors = missing(report, kind, place);
    if (this.errors.length || this.isBusy) {
      this.draw();
      this.root.querySelector("[aria-invalid=true]")?.scrollIntoView({ block: "center" });
      return;
    }
    const community = aboveGrid(this.units, place.unit) || place.unit;
    const body = bodyOf(report, kind, place, { community, solvedWords: t("Solved on the spot.") });
    const isKept = await this.put({ form: "report", version: 1, body, files: filesOf(report, kind), after: null });
    if (!isKept) return;
    const { lon, lat, accuracy, unit } = kind.matter_only ? {} : place;
    await remember(this.app, "last-report", { category: kind.key, condition: report.condition, words: kind.matter_only ? "" : report.words, lon, lat, accuracy });
    if (unit) await remember(this.app, "last-grid", unit);
  }

  async addVoice(matter) {
    await this.put({ form: "voice", version: 1, body: { case: matter.id }, files: [], after: null });
  }

  async put(record) {
    this.isBusy = true;
    this.draw();
    try {
      this.sent = { id: await outbox.add({ ...record, instead: this.instead }), form: record.form, record: null };
    } catch (fault) {
      this.problem = {
        title: fault?.problem?.title ?? t("This phone could not keep it."),
        detail: fault?.problem?.detail ?? t("What you typed is still here. Free some room on the phone, then try again."),
      };
    }
    this.isBusy = false;
    if (this.sent) {
      clearTimeout(this.keeping);
      this.stopLooking?.();
      await forget(this.app, "report");
      sync.now().catch(() => undefined);
      await this.follow();
    } else this.draw();
    return Boolean(this.sent);
  }

  async follow() {
    if (!this.sent) return;
    this.sent.record = (await outbox.list()).find(({ id }) => id === this.sent.id) ?? this.sent.record;
    this.draw();
  }

  // ---- drawing ----

  draw() {
    if (this.sent) {
      this.app.main(t("Photograph and report"), () => this.app.camera((photo) => {
        this.app.carried = { photo };
        this.app.go("#/report");
      }));
      render(sentPage(this.sent), this.root);
      return;
    }
    const hasBegun = isWorthKeeping(this.report) || this.isBusy || this.isPhotoless;
    if (hasBegun) this.app.main(this.isBusy ? t("One moment …") : t("Send"), () => this.send(), { disabled: this.isBusy });
    else this.app.main(t("Take a photo"), () => this.camera());
    const rows = this.kind?.matter_only ? [] : this.near;
    const known = new Set((this.kinds?.kinds ?? []).map(({ key }) => key));
    render(page(this, {
      hasBegun, chips: this.offered(), alike: this.alike(), grade: this.fix ? gradeOf(this.fix.accuracy) : "",
      repeats: this.report.category ? [] : repeats({ last: this.last, rows, place: this.place, known }),
    }), this.root);
  }
}

function withPhotos({ value, photos }) {
  return { ...blank(), ...value, photos };
}
