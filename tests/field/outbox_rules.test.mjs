// Is nothing lost, nothing doubled, and every state shown true, as far as it is decided and not done?
import assert from "node:assert/strict";
import { test } from "node:test";

import * as rules from "../../src/wangge/field/static/field/outbox_rules.js";

const NOW = Date.parse("2024-03-05T08:00:00Z");
const CONTEXT = { now: NOW, chance: 0.5 };

let made = 0;
function record(changes = {}) {
  made += 1;
  const number = String(made).padStart(4, "0");
  return {
    id: `id-${number}`, made_at: `2024-03-05T08:00:00.${number}Z`, form: "report", after: null, cost: 400, phase: "kept", was_sent: false, tries: 0, next_at: 0,
    problem: null, card: null, held: null, receipt: null, missing: [], uploads: {}, sealed: { iv: 1, data: 2 }, files: [{ sha256: "f1" }], delivered_at: null, ...changes,
  };
}
const receipt = { id: "x", sha256: "y", at: "z", case: "case-1", number: "A-1", signature: "s" };
const accepted = (missing = []) => ({ state: "accepted", receipt, missing });
const ids = (records) => records.map(({ id }) => id);

test("a record goes kept, sending, accepted, delivered, filed, and its content goes with the delivery only", () => {
  const kept = record();
  const sending = rules.asSending(kept);
  assert.equal(sending.phase, "sending");
  assert.equal(sending.was_sent, true);

  const half = rules.afterResult(sending, accepted(["f1"]), true, CONTEXT);
  assert.equal(half.phase, "accepted");
  assert.ok(half.sealed && half.files.length);

  const whole = rules.afterResult(rules.asSending(half), accepted(), true, CONTEXT);
  assert.equal(whole.phase, "delivered");
  assert.equal(whole.sealed, null);
  assert.deepEqual(whole.files, []);
  assert.equal(whole.number, "A-1");

  const filed = rules.withCard(whole, { id: "case-1", filed: true, number: "A-1" });
  assert.equal(filed.phase, "filed");
});

test("a card of another matter, or one that is not on file, files nothing", () => {
  const whole = rules.afterResult(record(), accepted(), true, CONTEXT);
  assert.equal(rules.withCard(whole, { id: "case-2", filed: true }).phase, "delivered");
  assert.equal(rules.withCard(whole, { id: "case-1", filed: false }).phase, "delivered");
  assert.equal(rules.withCard({ ...whole, form: "act" }, { id: "case-1", filed: true }).phase, "delivered");
});

test("an accepted without a true receipt is not delivered, keeps everything and is told", () => {
  const after = rules.afterResult(rules.asSending(record()), accepted(), false, CONTEXT);
  assert.equal(after.phase, "kept");
  assert.ok(after.sealed);
  assert.equal(after.problem.code, "phone.receipt_false");
  assert.ok(after.next_at > NOW);
});

test("a false receipt does not undo a true one", () => {
  const half = rules.afterResult(record(), accepted(["f1"]), true, CONTEXT);
  assert.equal(rules.afterResult(rules.asSending(half), accepted(), false, CONTEXT).phase, "accepted");
});

test("no answer and an unknown answer leave it kept", () => {
  const sending = rules.asSending(record());
  assert.equal(rules.back(sending).phase, "kept");
  assert.equal(rules.afterResult(sending, { state: "unanswered" }, false, CONTEXT).phase, "kept");
  assert.equal(rules.afterResult(sending, { state: "brand-new-word" }, true, CONTEXT).phase, "kept");
});

test("refused and conflict need a person, with the server's sentence, the card and the other version", () => {
  const problem = { code: "case.changed", title: "…" };
  const refused = rules.afterResult(record(), { state: "refused", problem, card: { id: "c" } }, false, CONTEXT);
  assert.deepEqual([refused.phase, refused.problem, refused.card], ["attention", problem, { id: "c" }]);
  const conflict = rules.afterResult(record(), { state: "conflict", problem, held: { content: "{}" } }, false, CONTEXT);
  assert.deepEqual([conflict.phase, conflict.held], ["attention", { content: "{}" }]);
  assert.equal(rules.mayPutRight(refused), true);
  assert.equal(rules.mayPutRight(conflict), false, "the first version may be a matter already");
});

test("parked with a true receipt is delivered; without one it is asked again by itself", () => {
  const kept = rules.afterResult(record(), { state: "parked", receipt, missing: [] }, true, CONTEXT);
  assert.deepEqual([kept.phase, kept.parked], ["delivered", true]);
  const aside = rules.afterResult(record(), { state: "parked" }, false, CONTEXT);
  assert.equal(aside.phase, "attention");
  assert.deepEqual(rules.batchOf([aside], NOW), []);
  assert.deepEqual(ids(rules.batchOf([aside], NOW + 7 * 3600000)), [aside.id]);
});

test("waiting stays kept while its predecessor is here, and needs a person when it is gone", () => {
  const waits = record({ after: "before" });
  assert.equal(rules.afterResult(waits, { state: "waiting" }, false, { ...CONTEXT, hasBefore: true }).phase, "kept");
  const gone = rules.afterResult(waits, { state: "waiting" }, false, { ...CONTEXT, hasBefore: false });
  assert.deepEqual([gone.phase, gone.problem.code], ["attention", "phone.before_gone"]);
});

test("the server's own trouble with a record is no predecessor gone", () => {
  assert.equal(rules.afterResult(record(), { state: "waiting", problem: { code: "field.try_again" } }, false, CONTEXT).phase, "kept");
});

test("oldest first, what builds on another after it, and a circle ends", () => {
  const late = record({ id: "late", made_at: "2024-03-05T09:00:00Z" });
  const onLate = record({ id: "on-late", made_at: "2024-03-05T07:00:00Z", after: "late" });
  const first = record({ id: "first", made_at: "2024-03-05T06:00:00Z" });
  assert.deepEqual(ids(rules.inOrder([onLate, late, first])), ["first", "late", "on-late"]);
  const circle = [record({ id: "a", after: "b" }), record({ id: "b", after: "a" })];
  assert.equal(rules.inOrder(circle).length, 2);
});

test("a batch has at most 100 records and 256 KB, and always one", () => {
  const many = Array.from({ length: 250 }, () => record());
  assert.equal(rules.batchOf(many, NOW).length, 100);
  const heavy = Array.from({ length: 10 }, () => record({ cost: 100000 }));
  assert.equal(rules.batchOf(heavy, NOW).length, 2);
  assert.equal(rules.batchOf([record({ cost: 900000 })], NOW).length, 1);
});

test("one that needs a person never blocks the queue; only what builds on it waits", () => {
  const bad = record({ phase: "attention" });
  const onBad = record({ after: bad.id });
  const free = record();
  assert.deepEqual(ids(rules.batchOf([bad, onBad, free], NOW)), [free.id]);
  const arrived = { ...bad, receipt };
  assert.deepEqual(ids(rules.batchOf([arrived, onBad], NOW)), [onBad.id]);
});

test("its own back-off grows to an hour and a person's wish ends it", () => {
  let row = record();
  let longest = 0;
  for (let times = 0; times < 12; times += 1) {
    row = rules.afterResult(rules.asSending(row), accepted(), false, { now: NOW, chance: 1 });
    longest = Math.max(longest, row.next_at - NOW);
  }
  assert.ok(longest > 3600000 && longest <= 1.25 * 3600000);
  assert.deepEqual(rules.batchOf([row], NOW), []);
  assert.deepEqual(ids(rules.batchOf([rules.again(row)], NOW)), [row.id]);
});

test("shown is what is true: sending only while a pass runs", () => {
  const sending = rules.asSending(record());
  assert.equal(rules.stateOf(sending, true), "sending");
  assert.equal(rules.stateOf(sending, false), "kept");
  assert.equal(rules.stateOf(record({ phase: "accepted" }), false), "kept");
  assert.equal(rules.stateOf(record({ phase: "filed" }), true), "filed");
});

test("the count is what is not delivered", () => {
  const phases = ["kept", "sending", "accepted", "attention", "delivered", "filed"];
  assert.equal(rules.countOpen(phases.map((phase) => record({ phase }))), 4);
});

test("a file's refusal sets its record aside, and once more goes on where it was", () => {
  const aside = rules.withFileFault(record({ phase: "accepted", receipt }), { code: "field.file_too_large" });
  assert.equal(aside.phase, "attention");
  assert.equal(rules.mayPutRight(aside), false);
  assert.equal(rules.again(aside).phase, "accepted");
});

test("thumbnail and receipt stay seven days after the delivery; what is open stays for ever", () => {
  const done = record({ phase: "delivered", delivered_at: new Date(NOW).toISOString() });
  assert.equal(rules.isSpent(done, NOW + 6.9 * 86400000), false);
  assert.equal(rules.isSpent(done, NOW + 7.1 * 86400000), true);
  assert.equal(rules.isSpent(record({ phase: "attention" }), NOW + 900 * 86400000), false);
});

test("a file damaged on its way goes again a few times before a person is asked", () => {
  let row = record({ phase: "accepted", receipt, missing: ["f1"] });
  for (let times = 1; times < 5; times += 1) {
    row = rules.withFileFault(row, { code: "field.file_differs" }, CONTEXT);
    assert.deepEqual([row.phase, row.next_at > NOW], ["accepted", true]);
  }
  assert.equal(rules.withFileFault(row, { code: "field.file_differs" }, CONTEXT).phase, "attention");
});
